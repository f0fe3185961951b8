#include "ui/map/map_camera.h"

#include <QTest>
#include <array>
#include <cmath>

using namespace iso;
using namespace iso::map;

namespace
{

constexpr GeoPoint kParis{48.857, 2.352};

double distance(const QPointF &a, const QPointF &b)
{
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

} // namespace

class MapCameraTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeWorldShowsEveryInhabitedPlace_data();
    void wholeWorldShowsEveryInhabitedPlace();
    void screenAndWorldAreInverse();
    void zoomKeepsThePlaceUnderTheCursor_data();
    void zoomKeepsThePlaceUnderTheCursor();
    void zoomStopsAtItsLimits();
    void panMovesTheContentWithThePointer();
    void panStopsAtTheEdges();
    void resizeKeepsCentreAndScale();
    void fitShowsAllPlacesInsideTheMargin();
    void fitToOnePlaceStopsAtACityRegion();
    void fitToNothingChangesNothing();
    void marginShowsTheSameWorldAtTheSameScale();
    void noViewIsTooSmall();
};

void MapCameraTest::wholeWorldShowsEveryInhabitedPlace_data()
{
    QTest::addColumn<QSizeF>("size");
    QTest::newRow("the usual pane") << QSizeF(1195, 738);
    QTest::newRow("small screen") << QSizeF(800, 450);
    QTest::newRow("wide") << QSizeF(1600, 400);
    QTest::newRow("tall") << QSizeF(400, 900);
}

void MapCameraTest::wholeWorldShowsEveryInhabitedPlace()
{
    QFETCH(QSizeF, size);
    const MapCamera camera = MapCamera::wholeWorld(size);
    QVERIFY(camera.showsWholeWorld());
    const QRectF view(QPointF(-0.001, -0.001), size + QSizeF(0.002, 0.002));
    for (const GeoPoint &place : {GeoPoint{78.2, 15.6}, GeoPoint{-54.8, -68.3}, GeoPoint{21.3, -157.8},
                                  GeoPoint{-41.3, 174.8}, GeoPoint{-18.1, 178.4}, GeoPoint{64.7, -177.5}}) {
        QVERIFY(view.contains(camera.toScreen(place)));
    }
}

void MapCameraTest::screenAndWorldAreInverse()
{
    const MapCamera camera = MapCamera::wholeWorld({1000, 600}).zoomedAt({300, 200}, 7.5);
    const QPointF screen(123, 456);
    QVERIFY(distance(camera.toScreen(camera.toWorldUnits(screen)), screen) < 1e-6);
    QVERIFY(distance(camera.toScreen(camera.toPlace(screen)), screen) < 1e-6);
}

void MapCameraTest::zoomKeepsThePlaceUnderTheCursor_data()
{
    QTest::addColumn<double>("factor");
    QTest::newRow("one notch in") << 1.41;
    QTest::newRow("far in") << 40.0;
    QTest::newRow("one notch out") << 1 / 1.41;
}

void MapCameraTest::zoomKeepsThePlaceUnderTheCursor()
{
    QFETCH(double, factor);
    const MapCamera start = MapCamera::wholeWorld({1195, 738}).zoomedAt({600, 200}, 6);
    const QPointF cursor = start.toScreen(kParis);
    QVERIFY(QRectF(0, 0, 1195, 738).contains(cursor));
    const MapCamera zoomed = start.zoomedAt(cursor, factor);
    QVERIFY(std::abs(zoomed.scale() / start.scale() - factor) < 1e-9);
    QVERIFY(distance(zoomed.toScreen(kParis), cursor) < 1e-6);
}

void MapCameraTest::zoomStopsAtItsLimits()
{
    const MapCamera world = MapCamera::wholeWorld({1195, 738});
    QCOMPARE(world.zoomedAt({10, 10}, 0.01).scale(), world.scale());
    QCOMPARE(world.zoomedAt({600, 300}, 1e9).scale(), MapCamera::kMaxScale);
}

void MapCameraTest::panMovesTheContentWithThePointer()
{
    const MapCamera start = MapCamera::wholeWorld({1195, 738}).zoomedAt({600, 200}, 8);
    const QPointF before = start.toScreen(kParis);
    const QPointF after = start.panned({30, -12}).toScreen(kParis);
    QVERIFY(distance(after - before, {30, -12}) < 1e-6);
}

void MapCameraTest::panStopsAtTheEdges()
{
    const MapCamera start = MapCamera::wholeWorld({1000, 600}).zoomedAt({500, 300}, 4);
    QVERIFY(std::abs(start.panned({1e6, 0}).visibleWorld().left()) < 1e-9);
    QVERIFY(std::abs(start.panned({-1e6, 0}).visibleWorld().right() - 1) < 1e-9);
    const double north = start.panned({0, 1e6}).toPlace({500, 0}).latitude_deg;
    const double south = start.panned({0, -1e6}).toPlace({500, 600}).latitude_deg;
    QVERIFY(std::abs(north - 84) < 1e-6);
    QVERIFY(std::abs(south + 70) < 1e-6);
    const MapCamera world = MapCamera::wholeWorld({1000, 600});
    QCOMPARE(world.panned({500, 0}), world); // all longitudes are in view already
}

void MapCameraTest::resizeKeepsCentreAndScale()
{
    const MapCamera start = MapCamera::wholeWorld({1000, 600}).zoomedAt({500, 300}, 20);
    const MapCamera resized = start.resized({700, 500});
    QCOMPARE(resized.center(), start.center());
    QCOMPARE(resized.scale(), start.scale());
    QCOMPARE(resized.viewSize(), QSizeF(700, 500));
}

void MapCameraTest::fitShowsAllPlacesInsideTheMargin()
{
    const std::array<GeoPoint, 3> places = {GeoPoint{59.9, 10.7}, GeoPoint{60.2, 24.9}, GeoPoint{59.3, 18.1}};
    const MapCamera camera = MapCamera::wholeWorld({1000, 600}).fittedTo(places, 50);
    const QRectF inside = QRectF(0, 0, 1000, 600).adjusted(49.9, 49.9, -49.9, -49.9);
    for (const GeoPoint &place : places) {
        QVERIFY(inside.contains(camera.toScreen(place)));
    }
    QVERIFY(camera.scale() > 4 * MapCamera::wholeWorld({1000, 600}).scale());
}

void MapCameraTest::fitToOnePlaceStopsAtACityRegion()
{
    const MapCamera camera = MapCamera::wholeWorld({1000, 600}).fittedTo(std::array{kParis});
    QVERIFY(distance(camera.toScreen(kParis), {500, 300}) < 1e-6);
    QVERIFY(camera.scale() < MapCamera::kMaxScale);
}

void MapCameraTest::fitToNothingChangesNothing()
{
    const MapCamera camera = MapCamera::wholeWorld({1000, 600}).zoomedAt({1, 1}, 3);
    QCOMPARE(camera.fittedTo({}), camera);
}

void MapCameraTest::marginShowsTheSameWorldAtTheSameScale()
{
    const MapCamera camera = MapCamera::wholeWorld({1000, 600}).zoomedAt({500, 100}, 5);
    const MapCamera wide = camera.withMargin(100);
    QCOMPARE(wide.viewSize(), QSizeF(1200, 800));
    QVERIFY(distance(wide.toScreen(kParis), camera.toScreen(kParis) + QPointF(100, 100)) < 1e-6);
}

void MapCameraTest::noViewIsTooSmall()
{
    const MapCamera camera = MapCamera::wholeWorld({0, 0}).resized({0, 0}).zoomedAt({0, 0}, 2).panned({5, 5});
    QVERIFY(std::isfinite(camera.center().x()) && std::isfinite(camera.center().y()));
    QVERIFY(camera.scale() > 0);
}

QTEST_GUILESS_MAIN(MapCameraTest)
#include "tst_map_camera.moc"
