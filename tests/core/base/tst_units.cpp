#include "core/base/units.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <numbers>

using namespace iso;

class TestUnits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyFinitePlacesInRangeAreOnEarth_data()
    {
        QTest::addColumn<double>("latitude");
        QTest::addColumn<double>("longitude");
        QTest::addColumn<bool>("onEarth");
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double infinity = std::numeric_limits<double>::infinity();
        QTest::newRow("null island") << 0.0 << 0.0 << true;
        QTest::newRow("north pole") << 90.0 << 0.0 << true;
        QTest::newRow("date line, west") << 0.0 << -180.0 << true;
        QTest::newRow("date line, east") << 0.0 << 180.0 << true;
        QTest::newRow("beyond the pole") << 90.0001 << 0.0 << false;
        QTest::newRow("beyond the date line") << 0.0 << 180.0001 << false;
        QTest::newRow("latitude NaN") << nan << 0.0 << false;
        QTest::newRow("longitude NaN") << 0.0 << nan << false;
        QTest::newRow("infinite") << infinity << 0.0 << false;
        QTest::newRow("infinite longitude") << 0.0 << -infinity << false;
    }
    void onlyFinitePlacesInRangeAreOnEarth()
    {
        QFETCH(double, latitude);
        QFETCH(double, longitude);
        QFETCH(bool, onEarth);
        QCOMPARE(isOnEarth(GeoPoint{latitude, longitude}), onEarth);
    }

    void distanceFollowsTheGreatCircle_data()
    {
        QTest::addColumn<double>("lat1");
        QTest::addColumn<double>("lon1");
        QTest::addColumn<double>("lat2");
        QTest::addColumn<double>("lon2");
        QTest::addColumn<double>("expected_km");
        const double quarter_km = std::numbers::pi * 6371.0 / 2;
        QTest::newRow("nowhere to go") << 48.2 << 16.4 << 48.2 << 16.4 << 0.0;
        QTest::newRow("equator to pole") << 0.0 << 0.0 << 90.0 << 0.0 << quarter_km;
        QTest::newRow("antipodes") << 0.0 << 0.0 << 0.0 << 180.0 << 2 * quarter_km;
        QTest::newRow("antipodes, slanted") << 45.0 << 10.0 << -45.0 << -170.0 << 2 * quarter_km;
        QTest::newRow("pole to pole") << 90.0 << 33.0 << -90.0 << -77.0 << 2 * quarter_km;
        QTest::newRow("across the date line") << 0.0 << 179.5 << 0.0 << -179.5 << quarter_km / 90;
        QTest::newRow("longitude at a pole is void") << 90.0 << 10.0 << 90.0 << 100.0 << 0.0;
    }
    void distanceFollowsTheGreatCircle()
    {
        QFETCH(double, lat1);
        QFETCH(double, lon1);
        QFETCH(double, lat2);
        QFETCH(double, lon2);
        QFETCH(double, expected_km);
        const double there_km = distance_km({lat1, lon1}, {lat2, lon2});
        const double back_km = distance_km({lat2, lon2}, {lat1, lon1});
        QVERIFY2(std::abs(there_km - expected_km) < 1e-3, qPrintable(QString::number(there_km)));
        QCOMPARE(back_km, there_km);
    }
};

QTEST_GUILESS_MAIN(TestUnits)
#include "tst_units.moc"
