#include "tests/core/isochrone/snapshot_builder.h"
#include "ui/map/ground_layer.h"
#include "ui/map/isochrone_renderer.h"

#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <array>
#include <cstdlib>

using namespace iso;
using namespace iso::map;
using theme::ThemeKind;

namespace
{

constexpr QSizeF kSize(800, 500);

std::shared_ptr<const MapData> mapData()
{
    static const auto kData = std::make_shared<const MapData>(MapData::loadCompiledIn().value());
    return kData;
}

BaseView viewOf(const MapCamera &camera, ThemeKind kind = ThemeKind::Dark, qreal ratio = 1)
{
    return {camera, ratio, theme::loadTheme(kind).value()};
}

QImage painted(GroundLayer &layer, const BaseView &view)
{
    QImage image((view.camera.viewSize() * view.devicePixelRatio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(view.devicePixelRatio);
    image.fill(Qt::magenta);
    QPainter painter(&image);
    layer.paint(painter, view);
    return image;
}

QColor colorAt(const QImage &image, const BaseView &view, const GeoPoint &place)
{
    return image.pixelColor((view.camera.toScreen(place) * view.devicePixelRatio).toPoint());
}

/// Paints until the ground is there.
bool settle(GroundLayer &layer, const BaseView &view)
{
    painted(layer, view);
    return QTest::qWaitFor([&] { return layer.isSharpFor(view); }, 20'000);
}

constexpr GeoPoint kOslo{59.9, 10.7};

BaseView aroundOslo()
{
    constexpr std::array<GeoPoint, 2> kCorners{GeoPoint{52, -6}, GeoPoint{69, 28}};
    return viewOf(MapCamera::wholeWorld(kSize).fittedTo(kCorners));
}

/// Of one node at Oslo.
isochrone::WhatIfPtr isochrones()
{
    test::SnapshotBuilder fleet;
    fleet.add("osl", kOslo, [](fleet::NodeSnapshot &node, fleet::NodeIdentity &) {
        node.service = telemetry::ServiceState::Serving;
    });
    fleet.measured("osl", 85);
    return isochrone::whatIfDrained(fleet.build(), {}, isochrone::Settings(), {});
}

} // namespace

class GroundLayerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void landAndSeaAreWhereTheyAre_data();
    void landAndSeaAreWhereTheyAre();
    void firstPaintIsSeaAndDoesNotWait();
    void oldImageIsShownScaledUntilTheNewOneComes();
    void shortPanNeedsNoNewImage();
    void longPanAsksForANewImage();
    void onlyTheNewestRequestIsDrawn();
    void themeChangeIsDrawn();
    void deletedWhileDrawingIsSafe();
    void cityNamesAppearCloseUp();
    void isochronesLieOnTheGround();
    void whilePanningTheOldImageIsMoved();
    void othersReplaceTheOldOnesWithoutAGap();
    void isochronesAreTakenAwayAgain();
    void otherIsochronesLeaveTheImageWhereItIs();
};

void GroundLayerTest::landAndSeaAreWhereTheyAre_data()
{
    QTest::addColumn<ThemeKind>("kind");
    QTest::addColumn<qreal>("ratio");
    QTest::newRow("dark") << ThemeKind::Dark << 1.0;
    QTest::newRow("light") << ThemeKind::Light << 1.0;
    QTest::newRow("dark, scale 2") << ThemeKind::Dark << 2.0;
    QTest::newRow("light, scale 1.25") << ThemeKind::Light << 1.25;
}

void GroundLayerTest::landAndSeaAreWhereTheyAre()
{
    QFETCH(ThemeKind, kind);
    QFETCH(qreal, ratio);
    const BaseView view = viewOf(MapCamera::wholeWorld(kSize), kind, ratio);
    GroundLayer layer(mapData());
    QVERIFY(settle(layer, view));
    const QImage image = painted(layer, view);
    // Inland, away from borders. Both sides of the antimeridian and the strip between them must be right.
    for (const GeoPoint &place : {GeoPoint{47.5, 2.5}, GeoPoint{-24, 134}, GeoPoint{60, -110}, GeoPoint{66.8, 177.5}}) {
        QCOMPARE(colorAt(image, view, place), view.theme.land);
    }
    for (const GeoPoint &place :
         {GeoPoint{30, -40}, GeoPoint{0, 178}, GeoPoint{0, -178}, GeoPoint{-30, 80}, GeoPoint{67, 0}}) {
        QCOMPARE(colorAt(image, view, place), view.theme.sea);
    }
}

void GroundLayerTest::firstPaintIsSeaAndDoesNotWait()
{
    const BaseView view = viewOf(MapCamera::wholeWorld(kSize));
    GroundLayer layer(mapData());
    const QImage image = painted(layer, view); // the result can only arrive through the event loop
    QVERIFY(!layer.isSharpFor(view));
    QCOMPARE(colorAt(image, view, {47.5, 2.5}), view.theme.sea);
}

void GroundLayerTest::oldImageIsShownScaledUntilTheNewOneComes()
{
    GroundLayer layer(mapData());
    const BaseView world = viewOf(MapCamera::wholeWorld(kSize));
    QVERIFY(settle(layer, world));
    const BaseView closer = viewOf(world.camera.zoomedAt(world.camera.toScreen(GeoPoint{47.5, 2.5}), 3));
    const QImage image = painted(layer, closer);
    QVERIFY(!layer.isSharpFor(closer));
    QCOMPARE(colorAt(image, closer, {47.5, 2.5}), closer.theme.land);
    QCOMPARE(colorAt(image, closer, {45.0, -12.0}), closer.theme.sea);
    QTRY_VERIFY_WITH_TIMEOUT(layer.isSharpFor(closer), 20'000);
}

void GroundLayerTest::shortPanNeedsNoNewImage()
{
    GroundLayer layer(mapData());
    const BaseView view = viewOf(MapCamera::wholeWorld(kSize).zoomedAt({400, 150}, 6));
    QVERIFY(settle(layer, view));
    QSignalSpy images(&layer, &GroundLayer::imageReady);
    const BaseView moved = viewOf(view.camera.panned({60, 40}));
    const QImage image = painted(layer, moved);
    QVERIFY(layer.isSharpFor(moved));

    // The moved copy is the picture that a fresh drawing gives.
    GroundLayer fresh(mapData());
    QVERIFY(settle(fresh, moved));
    const QImage expected = painted(fresh, moved);
    int different = 0;
    for (int y = 0; y < image.height(); y += 5) {
        for (int x = 0; x < image.width(); x += 5) {
            different += image.pixel(x, y) == expected.pixel(x, y) ? 0 : 1;
        }
    }
    QVERIFY2(different < 160, qPrintable(QString::number(different))); // of 16,000: labels may fall differently
    QCOMPARE(images.count(), 0);
}

void GroundLayerTest::longPanAsksForANewImage()
{
    GroundLayer layer(mapData());
    const BaseView view = viewOf(MapCamera::wholeWorld(kSize).zoomedAt({400, 150}, 6));
    QVERIFY(settle(layer, view));
    QSignalSpy images(&layer, &GroundLayer::imageReady);
    const BaseView moved = viewOf(view.camera.panned({200, 0})); // inside the margin, but more than half of it is used
    painted(layer, moved);
    QVERIFY(layer.isSharpFor(moved));
    QTRY_COMPARE_WITH_TIMEOUT(images.count(), 1, 20'000);
}

void GroundLayerTest::onlyTheNewestRequestIsDrawn()
{
    GroundLayer layer(mapData());
    QSignalSpy images(&layer, &GroundLayer::imageReady);
    MapCamera camera = MapCamera::wholeWorld(kSize);
    for (int i = 0; i < 20; ++i) {
        camera = camera.zoomedAt({400, 200}, 1.1);
        painted(layer, viewOf(camera));
    }
    QTRY_VERIFY_WITH_TIMEOUT(layer.isSharpFor(viewOf(camera)), 20'000);
    QCOMPARE(images.count(), 2); // the first, which was under way, and the last
}

void GroundLayerTest::themeChangeIsDrawn()
{
    GroundLayer layer(mapData());
    const MapCamera camera = MapCamera::wholeWorld(kSize);
    QVERIFY(settle(layer, viewOf(camera, ThemeKind::Dark)));
    const BaseView light = viewOf(camera, ThemeKind::Light);
    QVERIFY(settle(layer, light));
    QCOMPARE(colorAt(painted(layer, light), light, {47.5, 2.5}), light.theme.land);
}

void GroundLayerTest::deletedWhileDrawingIsSafe()
{
    for (int i = 0; i < 3; ++i) {
        auto layer = std::make_unique<GroundLayer>(mapData());
        QSignalSpy images(layer.get(), &GroundLayer::imageReady);
        painted(*layer, viewOf(MapCamera::wholeWorld(kSize)));
        layer.reset();
        QCoreApplication::processEvents();
        QCOMPARE(images.count(), 0);
    }
}

void GroundLayerTest::cityNamesAppearCloseUp()
{
    // Around Ankara there is neither shore nor border: whatever differs from land is a label.
    const auto inkAround = [](const BaseView &view) {
        const QImage image = renderBase(*mapData(), view);
        const QPoint at = view.camera.toScreen(GeoPoint{39.92, 32.85}).toPoint();
        int ink = 0;
        for (int y = at.y() - 8; y < at.y() + 8; ++y) {
            for (int x = at.x() - 4; x < at.x() + 40; ++x) {
                ink += image.pixelColor(x, y) == view.theme.land ? 0 : 1;
            }
        }
        return ink;
    };
    const MapCamera world = MapCamera::wholeWorld(kSize);
    const MapCamera close = world.zoomedAt(world.toScreen(GeoPoint{39.92, 32.85}), 8);
    QVERIFY(inkAround(viewOf(close)) > 50);
}

void GroundLayerTest::isochronesLieOnTheGround()
{
    const BaseView view = viewOf(aroundOslo().camera, ThemeKind::Dark, 2);
    GroundLayer layer(mapData());
    QVERIFY(settle(layer, view));
    const QImage bare = painted(layer, view);
    const isochrone::WhatIfPtr what = isochrones();
    layer.setIsochrones(what);
    QVERIFY(!layer.isSharpFor(view));
    QVERIFY(settle(layer, view));
    const QImage shaded = painted(layer, view);
    QVERIFY(shaded != bare);
    QImage byHand = renderBase(*mapData(), view);
    QPainter(&byHand).drawImage(0, 0, renderIsochrones(*what, view));
    int differing = 0;
    for (int y = 0; y < shaded.height(); ++y) {
        for (int x = 0; x < shaded.width(); ++x) {
            const QColor a = shaded.pixelColor(x, y);
            const QColor b = byHand.pixelColor(x, y);
            differing += std::abs(a.green() - b.green()) > 12 ? 1 : 0;
        }
    }
    // A margin's rounding moves edges by less than a pixel; names that reach beyond the view may stand elsewhere.
    QVERIFY2(differing < shaded.width() * shaded.height() / 200, qPrintable(QString::number(differing)));
    // The shade lets the ground through: land beside sea stays another.
    QVERIFY(colorAt(shaded, view, {61.5, 10}) != colorAt(shaded, view, {57.3, 9}));
}

void GroundLayerTest::whilePanningTheOldImageIsMoved()
{
    GroundLayer layer(mapData());
    layer.setIsochrones(isochrones());
    const BaseView view = aroundOslo();
    QVERIFY(settle(layer, view));
    const QColor before = colorAt(painted(layer, view), view, kOslo);
    const BaseView moved = viewOf(view.camera.panned({300, 40}));
    QVERIFY(!layer.isSharpFor(moved));
    QCOMPARE(colorAt(painted(layer, moved), moved, kOslo), before);
    QVERIFY(settle(layer, moved));
}

void GroundLayerTest::othersReplaceTheOldOnesWithoutAGap()
{
    GroundLayer layer(mapData());
    const BaseView view = aroundOslo();
    QVERIFY(settle(layer, view));
    layer.setIsochrones(isochrones());
    QVERIFY(settle(layer, view));
    const QImage before = painted(layer, view);
    layer.setIsochrones(isochrones());
    QVERIFY(!layer.isSharpFor(view));
    QCOMPARE(painted(layer, view), before);
    QVERIFY(settle(layer, view));
}

void GroundLayerTest::isochronesAreTakenAwayAgain()
{
    GroundLayer layer(mapData());
    const BaseView view = aroundOslo();
    QVERIFY(settle(layer, view));
    const QImage bare = painted(layer, view);
    layer.setIsochrones(isochrones());
    painted(layer, view); // ordered
    layer.setIsochrones(nullptr);
    QVERIFY(!layer.isochrones());
    // What was ordered comes, and is not shown: a worker that is late must not bring it back.
    QSignalSpy images(&layer, &GroundLayer::imageReady);
    QTRY_VERIFY(images.count() >= 1);
    QCOMPARE(painted(layer, view), bare);
    QVERIFY(settle(layer, view));
    QCOMPARE(painted(layer, view), bare);
}

void GroundLayerTest::otherIsochronesLeaveTheImageWhereItIs()
{
    // A view within the margin keeps the image's place, so that the ground below need not be drawn again.
    GroundLayer layer(mapData());
    const BaseView view = aroundOslo();
    QVERIFY(settle(layer, view));
    const BaseView moved = viewOf(view.camera.panned({60, 20}));
    QVERIFY(layer.isSharpFor(moved));
    layer.setIsochrones(isochrones());
    QVERIFY(settle(layer, moved));
    QVERIFY(layer.isSharpFor(view));
    QVERIFY(layer.isSharpFor(viewOf(view.camera.panned({-250, 0})))); // the margin is still that of the first view
    QVERIFY(!layer.isSharpFor(viewOf(view.camera.panned({290, 0}))));
}

QTEST_MAIN(GroundLayerTest)
#include "tst_ground_layer.moc"
