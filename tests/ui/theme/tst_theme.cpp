#include "resources/resources.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/theme.h"
#include "ui/theme/themed_icons.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFontMetricsF>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <set>

using namespace iso;
using namespace iso::theme;

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { resources::initialise(); }
    void cleanup() { qApp->setStyleSheet(QString()); }

    void everyRoleHasItsOwnNameAndPlace();
    void darkIsDarkAndLightIsLight();
    void brokenThemeIsRefusedWithAReason_data();
    void brokenThemeIsRefusedWithAReason();
    void styleSheetHasNoOpenPlaceholder();
    void styleSheetNamesOnlyIconsThatExist();
    void styleSheetIsUnderstoodByQt();
    void primaryButtonIsPaintedInAccent();
    void figuresHaveEqualWidth();
    void everyIconTakesTheColourOfTheTheme_data();
    void everyIconTakesTheColourOfTheTheme();
    void iconIsSharpAtTwiceTheSize();
    void unknownIconIsNull();
    void disabledIconIsFaint();
};

void ThemeTest::everyRoleHasItsOwnNameAndPlace()
{
    std::set<std::string> names;
    Theme theme;
    int i = 0;
    for (const ColorRole &role : colorRoles()) {
        names.insert(role.name);
        QVERIFY2(!(theme.*role.member).isValid(), role.name); // no other role wrote here
        theme.*role.member = QColor::fromRgb(++i, 0, 0);
    }
    QCOMPARE(names.size(), colorRoles().size());
}

void ThemeTest::darkIsDarkAndLightIsLight()
{
    const Theme dark = loadTheme(ThemeKind::Dark).value();
    const Theme light = loadTheme(ThemeKind::Light).value();
    QVERIFY(dark.panel.lightness() < dark.text.lightness());
    QVERIFY(light.panel.lightness() > light.text.lightness());
    QCOMPARE(light.kind, ThemeKind::Light);
}

void ThemeTest::brokenThemeIsRefusedWithAReason_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("reason");

    const QByteArray good = resources::read(QStringLiteral("themes/dark.json")).value();
    const auto changed = [&good](const auto &change) {
        QJsonObject object = QJsonDocument::fromJson(good).object();
        change(object);
        return QJsonDocument(object).toJson();
    };
    QTest::newRow("empty") << QByteArray() << QStringLiteral("theme dark");
    QTest::newRow("not an object") << QByteArray("[1]") << QStringLiteral("theme dark");
    QTest::newRow("cut off") << good.left(good.size() / 2) << QStringLiteral("theme dark");
    QTest::newRow("role missing") << changed([](QJsonObject &o) { o.remove(QStringLiteral("sea")); })
                                  << QStringLiteral("\"sea\"");
    QTest::newRow("not a colour") << changed([](QJsonObject &o) { o[QStringLiteral("bad")] = QStringLiteral("#zzz"); })
                                  << QStringLiteral("\"bad\"");
    QTest::newRow("a number") << changed([](QJsonObject &o) { o[QStringLiteral("bad")] = 7; })
                              << QStringLiteral("\"bad\"");
    QTest::newRow("unknown role") << changed([](QJsonObject &o) {
        o[QStringLiteral("seaa")] = QStringLiteral("#000000");
    }) << QStringLiteral("\"seaa\"");
}

void ThemeTest::brokenThemeIsRefusedWithAReason()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, reason);
    const Result<Theme> theme = parseTheme(ThemeKind::Dark, json);
    QVERIFY(!theme);
    QVERIFY2(QString::fromStdString(theme.error().message).contains(reason), theme.error().message.c_str());
}

void ThemeTest::styleSheetHasNoOpenPlaceholder()
{
    for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
        const QString sheet = styleSheet(loadTheme(kind).value());
        QVERIFY(sheet.contains(QStringLiteral("QPushButton")));
        QVERIFY(!sheet.contains(QStringLiteral("@{")));
    }
}

void ThemeTest::styleSheetNamesOnlyIconsThatExist()
{
    for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
        const QString sheet = styleSheet(loadTheme(kind).value());
        static const QRegularExpression kUrl(QStringLiteral("url\\((:[^)]*)\\)"));
        int found = 0;
        for (auto it = kUrl.globalMatch(sheet); it.hasNext(); ++found) {
            const QString path = it.next().captured(1);
            QVERIFY2(QFile::exists(path), qPrintable(path));
        }
        QVERIFY(found > 5);
    }
}

void ThemeTest::styleSheetIsUnderstoodByQt()
{
    // Qt tells of a rule it cannot read only when a widget is polished with it.
    QTest::failOnWarning(QRegularExpression(QStringLiteral("stylesheet|Unknown property|Could not")));
    for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
        applyTheme(*qApp, loadTheme(kind).value());
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        for (QWidget *widget : std::initializer_list<QWidget *>{
                 new QLineEdit, new QComboBox, new QSpinBox, new QTreeView, new QTableView, new QTabWidget,
                 new QToolButton, new QCheckBox, new QProgressBar, new QSplitter}) {
            layout->addWidget(widget);
        }
        QVERIFY(!window.grab().isNull());
    }
}

void ThemeTest::primaryButtonIsPaintedInAccent()
{
    for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
        const Theme theme = loadTheme(kind).value();
        applyTheme(*qApp, theme);
        QPushButton button(QStringLiteral("Send"));
        button.setProperty("role", QStringLiteral("primary"));
        button.resize(100, 32);
        const QImage image = button.grab().toImage();
        QCOMPARE(image.pixelColor(8, 16), theme.accent);
    }
}

void ThemeTest::figuresHaveEqualWidth()
{
    for (const FontRole role : {FontRole::Small, FontRole::Body, FontRole::Figure}) {
        const QFontMetricsF metrics(font(role));
        for (char digit = '1'; digit <= '9'; ++digit) {
            QCOMPARE(metrics.horizontalAdvance(QLatin1Char(digit)), metrics.horizontalAdvance(QLatin1Char('0')));
        }
    }
}

void ThemeTest::everyIconTakesTheColourOfTheTheme_data()
{
    QTest::addColumn<QString>("name");
    const QStringList files = QDir(QStringLiteral(":/isochrone/icons")).entryList();
    QVERIFY(files.size() >= 20);
    for (const QString &file : files) {
        const QString name = file.chopped(4);
        const bool fixed = name.startsWith(QLatin1String("neutral-")) || name.startsWith(QLatin1String("tick-"));
        if (!fixed && name != QLatin1String("isochrone")) {
            QTest::newRow(qPrintable(name)) << name;
        }
    }
}

void ThemeTest::everyIconTakesTheColourOfTheTheme()
{
    QFETCH(QString, name);
    const QColor color(0x12, 0x99, 0x34);
    const QImage image = ThemedIcons::pixmap(name, color, 24, 2.0).toImage();
    QCOMPARE(image.size(), QSize(48, 48));
    int strong = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() == 255) {
                ++strong;
                QVERIFY2(pixel == color, qPrintable(pixel.name()));
            }
        }
    }
    QVERIFY(strong > 20);
}

void ThemeTest::iconIsSharpAtTwiceTheSize()
{
    const QIcon icon = ThemedIcons(loadTheme(ThemeKind::Dark).value()).icon(QStringLiteral("search"));
    QCOMPARE(icon.pixmap(QSize(16, 16), 2.0).size(), QSize(32, 32));
}

void ThemeTest::unknownIconIsNull()
{
    QVERIFY(ThemedIcons(loadTheme(ThemeKind::Dark).value()).icon(QStringLiteral("no-such-icon")).isNull());
    QVERIFY(ThemedIcons::pixmap(QStringLiteral("no-such-icon"), Qt::red, 16, 1.0).isNull());
    QVERIFY(!ThemedIcons::applicationIcon().isNull());
}

void ThemeTest::disabledIconIsFaint()
{
    const Theme theme = loadTheme(ThemeKind::Light).value();
    const QIcon icon = ThemedIcons(theme).icon(QStringLiteral("pause"));
    const auto darkest = [&icon](QIcon::Mode mode) {
        const QImage image = icon.pixmap(QSize(48, 48), mode).toImage();
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, 24).alpha() == 255) {
                return image.pixelColor(x, 24);
            }
        }
        return QColor();
    };
    QCOMPARE(darkest(QIcon::Normal), theme.muted);
    QCOMPARE(darkest(QIcon::Disabled), theme.faint);
    QCOMPARE(darkest(QIcon::Active), theme.text);
}

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
