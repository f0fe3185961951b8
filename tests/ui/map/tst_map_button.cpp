#include "ui/map/map_button.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/themed_icons.h"

#include <QApplication>
#include <QTest>
#include <functional>

using namespace iso;
using map::MapButton;
using theme::ThemeKind;

/// The button looks as a button that keeps nothing, whatever happens to it.
class TestMapButton : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { theme::applyTheme(*qApp, theme::loadTheme(ThemeKind::Dark).value()); }

    void looksAsAnyOther_data()
    {
        QTest::addColumn<std::function<void(QToolButton &)>>("change");
        using Change = std::function<void(QToolButton &)>;
        QTest::newRow("checked") << Change([](QToolButton &button) { button.setChecked(true); });
        QTest::newRow("pressed") << Change([](QToolButton &button) { button.setDown(true); });
        QTest::newRow("disabled") << Change([](QToolButton &button) { button.setEnabled(false); });
        QTest::newRow("another icon") << Change([](QToolButton &button) {
            button.setIcon(theme::ThemedIcons(theme::loadTheme(ThemeKind::Dark).value()).icon(QStringLiteral("fit")));
        });
        QTest::newRow("larger") << Change([](QToolButton &button) { button.setFixedSize(40, 36); });
        QTest::newRow("under the pointer") << Change([](QToolButton &button) {
            button.setAttribute(Qt::WA_UnderMouse);
            button.update();
        });
        QTest::newRow("another theme") << Change(
            [](QToolButton &) { theme::applyTheme(*qApp, theme::loadTheme(ThemeKind::Light).value()); });
    }
    void looksAsAnyOther()
    {
        QFETCH(std::function<void(QToolButton &)>, change);
        theme::applyTheme(*qApp, theme::loadTheme(ThemeKind::Dark).value());
        MapButton kept;
        QToolButton other;
        prepare(kept);
        prepare(other);
        QCOMPARE(pictureOf(kept), pictureOf(other));
        const QImage before = pictureOf(kept);
        change(kept);
        change(other);
        QCOMPARE(pictureOf(kept), pictureOf(other));
        QVERIFY(pictureOf(kept) != before); // else the change shows nothing
    }

private:
    static void prepare(QToolButton &button)
    {
        button.setProperty("role", QStringLiteral("map"));
        button.setCheckable(true);
        button.setFixedSize(28, 28);
        button.setIconSize({16, 16});
        button.setIcon(theme::ThemedIcons(theme::loadTheme(ThemeKind::Dark).value()).icon(QStringLiteral("zoom-in")));
        button.ensurePolished();
    }
    static QImage pictureOf(QToolButton &button)
    {
        QImage picture(button.size(), QImage::Format_ARGB32_Premultiplied);
        picture.fill(Qt::transparent);
        button.render(&picture, {}, {}, QWidget::DrawChildren);
        return picture;
    }
};

QTEST_MAIN(TestMapButton)
#include "tst_map_button.moc"
