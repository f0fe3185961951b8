#include "ui/theme/theme.h"

#include <QTest>

using namespace iso;
using namespace iso::theme;

namespace
{

QColor Theme::*member(const char *name)
{
    for (const ColorRole &role : colorRoles()) {
        if (qstrcmp(role.name, name) == 0) {
            return role.member;
        }
    }
    qFatal("no role %s", name);
}

void addRows(const std::vector<const char *> &roles, const std::vector<const char *> &surfaces, double ratio)
{
    for (const char *kind : {"dark", "light"}) {
        for (const char *role : roles) {
            for (const char *surface : surfaces) {
                QTest::addRow("%s: %s on %s", kind, role, surface)
                    << (kind[0] == 'd' ? ThemeKind::Dark : ThemeKind::Light) << QByteArray(role) << QByteArray(surface)
                    << ratio;
            }
        }
    }
}

} // namespace

class ContrastTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ratioIsTheOneOfWcag();
    void colourStandsOutFromItsSurface_data();
    void colourStandsOutFromItsSurface();
    void landIsToldFromSea();
};

void ContrastTest::ratioIsTheOneOfWcag()
{
    QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrastRatio(Qt::white, Qt::black), 21.0);
    QCOMPARE(contrastRatio(Qt::red, Qt::red), 1.0);
    QVERIFY(qAbs(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01); // the well-known near miss
}

void ContrastTest::colourStandsOutFromItsSurface_data()
{
    QTest::addColumn<ThemeKind>("kind");
    QTest::addColumn<QByteArray>("role");
    QTest::addColumn<QByteArray>("surface");
    QTest::addColumn<double>("ratio");

    constexpr double kText = 4.5;
    constexpr double kMark = 3.0;
    addRows({"text", "muted", "faint", "accent", "warn", "over", "bad", "drain", "crit", "high", "med"},
            {"win", "panel", "raised", "hover", "selection", "field"}, kText);
    addRows({"text", "muted", "faint"}, {"sea", "land"}, kText);
    addRows({"text"}, {"line"}, kText); // the chosen row of a menu
    addRows({"onAccent"}, {"accent"}, kText);
    addRows({"onBad"}, {"bad", "crit"}, kText);
    addRows({"ok", "idle", "warn", "over", "bad", "drain", "iso", "accent", "faint"}, {"sea", "land"}, kMark);
    addRows({"ok", "idle", "iso"}, {"win", "panel", "raised", "hover", "selection"}, kMark);
}

void ContrastTest::colourStandsOutFromItsSurface()
{
    QFETCH(ThemeKind, kind);
    QFETCH(QByteArray, role);
    QFETCH(QByteArray, surface);
    QFETCH(double, ratio);

    const Result<Theme> theme = loadTheme(kind);
    QVERIFY2(theme, theme ? "" : theme.error().message.c_str());
    const double measured = contrastRatio((*theme).*member(role), (*theme).*member(surface));
    QVERIFY2(measured >= ratio, qPrintable(QStringLiteral("%1, needs %2").arg(measured).arg(ratio)));
}

void ContrastTest::landIsToldFromSea()
{
    for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
        const Theme theme = loadTheme(kind).value();
        const double ratio = contrastRatio(theme.land, theme.sea);
        QVERIFY(ratio > 1.1); // visible
        QVERIFY(ratio < 1.5); // and calm: the ground must not compete with the marks
    }
}

QTEST_MAIN(ContrastTest)
#include "tst_contrast.moc"
