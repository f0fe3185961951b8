#include "ui/map/projection.h"

#include <QTest>
#include <cmath>

using namespace iso;
using namespace iso::map;

class ProjectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cornersOfTheWorldAreTheUnitSquare();
    void placeSurvivesTheRoundTrip_data();
    void placeSurvivesTheRoundTrip();
    void polesLieOnTheEdge();
    void anglesAreKept();
    void pointOutsideGivesTheNearestEdge();
    void degreeShrinksTowardsThePoles();
};

void ProjectionTest::cornersOfTheWorldAreTheUnitSquare()
{
    QCOMPARE(toWorld({0, 0}), QPointF(0.5, 0.5));
    const QPointF northWest = toWorld({kMaxLatitude_deg, -180});
    const QPointF southEast = toWorld({-kMaxLatitude_deg, 180});
    QVERIFY(std::abs(northWest.x()) < 1e-9 && std::abs(northWest.y()) < 1e-9);
    QVERIFY(std::abs(southEast.x() - 1) < 1e-9 && std::abs(southEast.y() - 1) < 1e-9);
}

void ProjectionTest::placeSurvivesTheRoundTrip_data()
{
    QTest::addColumn<double>("latitude");
    QTest::addColumn<double>("longitude");
    QTest::newRow("null island") << 0.0 << 0.0;
    QTest::newRow("Oslo") << 59.913 << 10.752;
    QTest::newRow("Ushuaia") << -54.8 << -68.3;
    QTest::newRow("Suva, near the antimeridian") << -18.14 << 178.44;
    QTest::newRow("Alert, far north") << 82.5 << -62.3;
    QTest::newRow("west edge") << 10.0 << -180.0;
    QTest::newRow("east edge") << 10.0 << 180.0;
}

void ProjectionTest::placeSurvivesTheRoundTrip()
{
    QFETCH(double, latitude);
    QFETCH(double, longitude);
    const GeoPoint back = toGeo(toWorld({latitude, longitude}));
    QVERIFY(std::abs(back.latitude_deg - latitude) < 1e-9);
    QVERIFY(std::abs(back.longitude_deg - longitude) < 1e-9);
}

void ProjectionTest::polesLieOnTheEdge()
{
    QCOMPARE(toWorld({90, 20}), toWorld({kMaxLatitude_deg, 20}));
    QCOMPARE(toWorld({-90, 20}), toWorld({-kMaxLatitude_deg, 20}));
}

void ProjectionTest::anglesAreKept()
{
    // A small step north and one east of the same length on the ground have the same length on the map.
    constexpr double kStep = 1e-4;
    for (const double latitude : {-60.0, 0.0, 45.0, 70.0}) {
        const double north = toWorld({latitude - kStep / 2, 0}).y() - toWorld({latitude + kStep / 2, 0}).y();
        const double shrink = std::cos(latitude * 3.14159265358979 / 180);
        const double east = toWorld({latitude, kStep / shrink}).x() - toWorld({latitude, 0}).x();
        QVERIFY(std::abs(north / east - 1) < 1e-6);
    }
}

void ProjectionTest::pointOutsideGivesTheNearestEdge()
{
    QCOMPARE(toGeo({-3, 0.5}).longitude_deg, -180.0);
    QCOMPARE(toGeo({3, 0.5}).longitude_deg, 180.0);
    QVERIFY(std::abs(toGeo({0.5, -1}).latitude_deg - kMaxLatitude_deg) < 1e-9);
}

void ProjectionTest::degreeShrinksTowardsThePoles()
{
    QVERIFY(std::abs(worldUnit_km(0) - 40030) < 1);
    QVERIFY(std::abs(worldUnit_km(60) / worldUnit_km(0) - 0.5) < 1e-9);
}

QTEST_GUILESS_MAIN(ProjectionTest)
#include "tst_projection.moc"
