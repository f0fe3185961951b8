#include "tests/core/isochrone/snapshot_builder.h"
#include "ui/map/isochrone_legend.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace iso;
using map::IsochroneLegend;
using theme::ThemeKind;

namespace
{

isochrone::WhatIfPtr isochrones(int p95_ms, bool drainsOslo = false)
{
    test::SnapshotBuilder fleet;
    const auto oslo = fleet.add("osl", {59.9, 10.7}, [](fleet::NodeSnapshot &node, fleet::NodeIdentity &) {
        node.service = telemetry::ServiceState::Serving;
    });
    fleet.measured("osl", p95_ms);
    const isochrone::NodeSet drained = drainsOslo ? isochrone::NodeSet{oslo} : isochrone::NodeSet{};
    return isochrone::whatIfDrained(fleet.build(), drained, isochrone::Settings(), {});
}

QImage painted(IsochroneLegend &legend, ThemeKind kind = ThemeKind::Dark, qreal ratio = 1)
{
    QImage image((QSizeF(400, 300) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::magenta);
    QPainter painter(&image);
    legend.paint(painter, theme::loadTheme(kind).value(), {10, 290});
    return image;
}

} // namespace

class TestIsochroneLegend : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void standsOnItsCornerAndOnlyWithIsochrones()
    {
        IsochroneLegend legend;
        QVERIFY(legend.size().isEmpty());
        QCOMPARE(painted(legend).pixelColor(20, 285), QColor(Qt::magenta));
        legend.setIsochrones(isochrones(85));
        QVERIFY(!legend.size().isEmpty());
        const QImage image = painted(legend);
        QVERIFY(image.pixelColor(20, 285) != QColor(Qt::magenta));
        QCOMPARE(image.pixelColor(20, 295), QColor(Qt::magenta)); // nothing below its corner
        QCOMPARE(image.pixelColor(5, 285), QColor(Qt::magenta));
        QCOMPARE(image.pixelColor(20, static_cast<int>(285 - legend.size().height())), QColor(Qt::magenta));
        legend.setIsochrones(nullptr);
        QVERIFY(legend.size().isEmpty());
        QCOMPARE(painted(legend).pixelColor(20, 285), QColor(Qt::magenta));
    }

    void followsItsIsochronesThemeAndDisplay()
    {
        IsochroneLegend legend;
        legend.setIsochrones(isochrones(85));
        const QImage dark = painted(legend);
        QVERIFY(painted(legend, ThemeKind::Light) != dark);
        QCOMPARE(painted(legend), dark);
        // At twice the pixels it is drawn again, not blown up.
        QVERIFY(painted(legend, ThemeKind::Dark, 2) != dark.scaled(dark.size() * 2));
        legend.setIsochrones(isochrones(150)); // another level is reached nowhere
        QVERIFY(painted(legend) != dark);
        legend.setIsochrones(isochrones(85));
        QCOMPARE(painted(legend), dark);
    }

    void aDrainHasALineOfItsOwn()
    {
        IsochroneLegend now;
        now.setIsochrones(isochrones(85));
        IsochroneLegend drained;
        drained.setIsochrones(isochrones(85, true));
        QVERIFY(painted(now) != painted(drained));
    }
};

QTEST_MAIN(TestIsochroneLegend)
#include "tst_isochrone_legend.moc"
