#include "core/isochrone/coverage.h"
#include "tests/core/isochrone/random_sites.h"

#include <QTest>
#include <array>

using namespace iso;
using isochrone::Coverage;
using isochrone::PathModel;
using isochrone::TimeField;

namespace
{

std::vector<Coverage> coverage(const std::vector<isochrone::Source> &sites, const std::vector<double> &levels_ms,
                               const std::vector<places::City> &cities = {})
{
    return isochrone::coverageOf(*TimeField::build(sites, PathModel()), levels_ms, cities).value();
}

double cap_km2(double radius_km)
{
    return 2 * std::numbers::pi * 6371.0 * 6371.0 * (1 - std::cos(radius_km / 6371.0));
}

} // namespace

class tst_Coverage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theAreaOfOneSiteIsThatOfASphericalCap_data()
    {
        QTest::addColumn<double>("latitude");
        QTest::addColumn<double>("longitude");
        QTest::addColumn<double>("radius_km");
        for (const double radius_km : {100.0, 700.0, 2666.0, 9000.0, 16000.0}) {
            QTest::addRow("Oslo, %g km", radius_km) << 59.91 << 10.75 << radius_km;
            QTest::addRow("Suva at the antimeridian, %g km", radius_km) << -18.1 << 178.4 << radius_km;
            QTest::addRow("near the pole, %g km", radius_km) << 89.0 << 100.0 << radius_km;
        }
    }
    void theAreaOfOneSiteIsThatOfASphericalCap()
    {
        QFETCH(double, latitude);
        QFETCH(double, longitude);
        QFETCH(double, radius_km);
        const auto covered =
            coverage({{"r", "s", {latitude, longitude}, 80}}, {80 + PathModel().roundTrip_ms(radius_km)});
        const double ratio = covered.at(0).area_km2 / cap_km2(radius_km);
        QVERIFY2(std::abs(ratio - 1) < 0.005, qPrintable(QString::number(ratio)));
    }

    void nothingAndEverything()
    {
        const auto covered = coverage({{"r", "s", {0, 0}, 80}}, {60, 80 + PathModel().roundTrip_ms(20'100)});
        QCOMPARE(covered[0].area_km2, 0.0);
        QVERIFY(std::abs(covered[1].area_km2 / 510.06e6 - 1) < 0.001);
        QCOMPARE(coverage({}, {1000})[0].area_km2, 0.0);
    }

    void wideLevelsHoldTheNarrowOnes()
    {
        const auto covered = coverage(test::randomSites(100, 2), {75, 90, 110, 500});
        QCOMPARE(covered.size(), std::size_t(4));
        for (std::size_t i = 1; i < covered.size(); ++i) {
            QVERIFY(covered[i].area_km2 > covered[i - 1].area_km2);
        }
        QCOMPARE(covered[3].level_ms, 500.0);
    }

    void theAreaOfManySitesIsThatOfTheirUnion()
    {
        // Against counting 400,000 evenly spread points (a Fibonacci lattice).
        const auto sites = test::randomSites(40, 21, 60, 120);
        const auto covered = coverage(sites, {110});
        constexpr int kPoints = 400'000;
        const auto field = TimeField::build(sites, PathModel());
        int within = 0;
        for (int i = 0; i < kPoints; ++i) {
            const double latitude = std::asin(2 * (i + 0.5) / kPoints - 1) * 180 / std::numbers::pi;
            const double longitude = std::fmod(i * 137.50776405003785, 360.0) - 180;
            within += field->at({latitude, longitude})->time_ms <= 110 ? 1 : 0;
        }
        const double expected = 510.06e6 * within / kPoints;
        QVERIFY2(std::abs(covered[0].area_km2 / expected - 1) < 0.005, qPrintable(QString::number(expected)));
    }

    void peopleAreThoseOfTheCitiesWithin()
    {
        // 1,000 km are 15 ms: at 80 + 10 + 15 the reach is 1,000 km.
        const std::vector<places::City> cities{{"here", "XX", {0, 0}, 1000},  // at the site
                                               {"near", "XX", {0, 8.9}, 200}, // 990 km
                                               {"far", "XX", {0, 9.1}, 30},   // 1,012 km
                                               {"opposite", "XX", {0, 180}, 4}};
        const auto covered = coverage({{"r", "s", {0, 0}, 80}}, {95, 105, 110, 500}, cities);
        QCOMPARE(covered[0].people, 1000U);
        QCOMPARE(covered[1].people, 1200U);
        QCOMPARE(covered[1].cities, 2U);
        QCOMPARE(covered[2].people, 1230U);
        QCOMPARE(covered[3].people, 1234U);
        QCOMPARE(coverage({}, {500}, cities)[0].people, 0U);
    }

    void stoppedMeansNoCoverage()
    {
        const auto field = TimeField::build(test::randomSites(10, 1), PathModel());
        std::stop_source stop;
        stop.request_stop();
        const std::array<double, 1> levels{200};
        QVERIFY(!isochrone::coverageOf(*field, levels, {}, stop.get_token()));
    }
};

QTEST_GUILESS_MAIN(tst_Coverage)
#include "tst_coverage.moc"
