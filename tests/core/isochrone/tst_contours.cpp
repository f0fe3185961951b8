#include "core/isochrone/contours.h"
#include "tests/core/isochrone/random_sites.h"

#include <QTest>
#include <algorithm>

using namespace iso;
using isochrone::Contour;
using isochrone::contourOf;
using isochrone::PathModel;
using isochrone::Polyline;
using isochrone::Source;
using isochrone::TimeField;

namespace
{

Contour contour(const std::vector<Source> &sites, double level_ms)
{
    return contourOf(*TimeField::build(sites, PathModel()), level_ms).value();
}

std::size_t pointCount(const Contour &contour)
{
    std::size_t count = 0;
    for (const Polyline &line : contour.lines) {
        count += line.size();
    }
    return count;
}

double length_km(const Contour &contour)
{
    double length = 0;
    for (const Polyline &line : contour.lines) {
        for (std::size_t i = 1; i < line.size(); ++i) {
            length += distance_km(line[i - 1], line[i]);
        }
    }
    return length;
}

/// Each line stays in the world and never jumps across it.
void verifyLines(const Contour &contour)
{
    for (const Polyline &line : contour.lines) {
        QVERIFY(line.size() >= 2);
        for (std::size_t i = 0; i < line.size(); ++i) {
            QVERIFY(isOnEarth(line[i]));
            QVERIFY(i == 0 || std::abs(line[i].longitude_deg - line[i - 1].longitude_deg) <= 180);
        }
    }
}

/// Circles of one site, in places that have their own troubles.
const std::vector<std::pair<const char *, GeoPoint>> kPlaces{
    {"on the equator", {0, 0}},         {"in the north", {59.91, 10.75}}, {"at the antimeridian", {-17.7, 178.1}},
    {"on the antimeridian", {10, 180}}, {"near a pole", {78.2, 15.6}},    {"on a pole", {-90, 0}}};

} // namespace

class tst_Contours : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneSiteIsSurroundedByACircle_data()
    {
        QTest::addColumn<double>("latitude");
        QTest::addColumn<double>("longitude");
        QTest::addColumn<double>("radius_km");
        for (const auto &[name, place] : kPlaces) {
            for (const double radius_km : {20.0, 800.0, 3000.0, 12000.0}) {
                QTest::addRow("%s, %g km", name, radius_km) << place.latitude_deg << place.longitude_deg << radius_km;
            }
        }
    }
    void oneSiteIsSurroundedByACircle()
    {
        QFETCH(double, latitude);
        QFETCH(double, longitude);
        QFETCH(double, radius_km);
        const GeoPoint at{latitude, longitude};
        const double level_ms = 80 + PathModel().roundTrip_ms(radius_km);
        const Contour circle = contour({{"r", "s", at, 80}}, level_ms);
        verifyLines(circle);
        QVERIFY(pointCount(circle) > 40);
        for (const Polyline &line : circle.lines) {
            for (std::size_t i = 0; i < line.size(); ++i) {
                // A point where a line was cut may lie on a chord.
                QVERIFY2(std::abs(distance_km(line[i], at) - radius_km) < 0.5,
                         qPrintable(QString::number(distance_km(line[i], at))));
            }
        }
        const double full_km = 2 * std::numbers::pi * 6371 * std::sin(radius_km / 6371);
        QVERIFY2(std::abs(length_km(circle) / full_km - 1) < 0.002, qPrintable(QString::number(length_km(circle))));
    }

    void chordsHugTheLine()
    {
        // Drawn on a map a chord is straight in longitude and latitude: its middle must be on the line too.
        const Contour circle = contour({{"r", "s", {62, 20}, 80}}, 80 + PathModel().roundTrip_ms(2500));
        for (const Polyline &line : circle.lines) {
            for (std::size_t i = 1; i < line.size(); ++i) {
                const GeoPoint middle{(line[i].latitude_deg + line[i - 1].latitude_deg) / 2,
                                      (line[i].longitude_deg + line[i - 1].longitude_deg) / 2};
                if (std::abs(middle.latitude_deg) < 85) { // as far as the map goes
                    QVERIFY(std::abs(distance_km(middle, {62, 20}) - 2500) < 0.6);
                }
            }
        }
    }

    void aLineThatCrossesTheAntimeridianEndsOnBothSidesOfIt()
    {
        const Contour circle = contour({{"r", "s", {10, 179}, 80}}, 80 + PathModel().roundTrip_ms(1000));
        int onEast = 0;
        int onWest = 0;
        for (const Polyline &line : circle.lines) {
            for (const GeoPoint *end : {&line.front(), &line.back()}) {
                onEast += end->longitude_deg == 180 ? 1 : 0;
                onWest += end->longitude_deg == -180 ? 1 : 0;
            }
        }
        QCOMPARE(onEast, 2);
        QCOMPARE(onWest, 2);
    }

    void twoSitesFarApartHaveTwoCircles()
    {
        const double level = 80 + PathModel().roundTrip_ms(500);
        const Contour both = contour({{"r", "a", {50, 0}, 80}, {"r", "b", {50, 60}, 80}}, level);
        const double full_km = 2 * std::numbers::pi * 6371 * std::sin(500 / 6371.0);
        QVERIFY(std::abs(length_km(both) / (2 * full_km) - 1) < 0.002);
    }

    void ofTwoSitesThatOverlapOnlyTheOuterEdgeIsDrawn()
    {
        // Small circles on the equator, 500 km apart: as in the plane, each loses 2 acos(d / 2r) of its edge.
        const double radius_km = 400;
        const std::vector<Source> sites{{"r", "a", {0, 0}, 80},
                                        {"r", "b", {0, 500 / 6371.0 * 180 / std::numbers::pi}, 80}};
        const double level = 80 + PathModel().roundTrip_ms(radius_km);
        const Contour both = contour(sites, level);
        const double edge_km = 2 * radius_km * (2 * std::numbers::pi - 2 * std::acos(250 / radius_km));
        QVERIFY2(std::abs(length_km(both) / edge_km - 1) < 0.005, qPrintable(QString::number(length_km(both))));
        for (const Polyline &line : both.lines) {
            for (const GeoPoint &point : line) {
                QVERIFY(std::abs(test::leastTime_ms(sites, PathModel(), point) - level) < 0.01);
            }
        }
    }

    void everyPointOfEveryLineHasTheLevelsTime_data()
    {
        QTest::addColumn<double>("level_ms");
        for (const double level : {80.0, 100.0, 150.0, 250.0}) {
            QTest::addRow("%g ms", level) << level;
        }
    }
    void everyPointOfEveryLineHasTheLevelsTime()
    {
        QFETCH(double, level_ms);
        const auto sites = test::randomSites(150, 5, 60, 120);
        const Contour all = contour(sites, level_ms);
        verifyLines(all);
        for (const Polyline &line : all.lines) {
            for (const GeoPoint &point : line) {
                const double time = test::leastTime_ms(sites, PathModel(), point);
                QVERIFY2(std::abs(time - level_ms) < 0.01, qPrintable(QString::number(time)));
            }
        }
    }

    void noPieceOfTheLineIsMissing()
    {
        // Walking around the Earth, every change between within and beyond happens beside a line.
        const auto sites = test::randomSites(60, 9, 60, 120);
        const double level_ms = 115;
        const Contour all = contour(sites, level_ms);
        std::vector<GeoPoint> points;
        for (const Polyline &line : all.lines) {
            points.insert(points.end(), line.begin(), line.end());
        }
        int crossings = 0;
        for (double latitude = -84; latitude <= 84; latitude += 3) {
            bool wasWithin = test::leastTime_ms(sites, PathModel(), {latitude, -180}) <= level_ms;
            for (double longitude = -179.9; longitude < 180; longitude += 0.1) {
                const GeoPoint at{latitude, longitude};
                const bool isWithin = test::leastTime_ms(sites, PathModel(), at) <= level_ms;
                if (isWithin != wasWithin) {
                    ++crossings;
                    QVERIFY(std::any_of(points.begin(), points.end(),
                                        [&](const GeoPoint &point) { return distance_km(point, at) < 120; }));
                }
                wasWithin = isWithin;
            }
        }
        QVERIFY(crossings > 50);
    }

    void aLevelThatIsReachedNowhereHasNoLine()
    {
        QVERIFY(contour({{"r", "s", {0, 0}, 95}}, 100).lines.empty()); // the last mile alone takes it to 105
        QVERIFY(contour({}, 100).lines.empty());
    }

    void aLevelThatIsReachedEverywhereHasNoLine()
    {
        QVERIFY(contour({{"r", "s", {0, 0}, 80}}, 80 + PathModel().roundTrip_ms(20'100)).lines.empty());
        // Two opposite sites that share the Earth.
        const double level = 80 + PathModel().roundTrip_ms(10'100);
        QVERIFY(contour({{"r", "a", {0, 0}, 80}, {"r", "b", {0, 180}, 80}}, level).lines.empty());
    }

    void theSameInputGivesTheSameLines()
    {
        const auto sites = test::randomSites(200, 4);
        const Contour first = contour(sites, 150);
        const Contour second = contour(sites, 150);
        QCOMPARE(first.lines.size(), second.lines.size());
        QVERIFY(first.lines == second.lines);
    }

    void stoppedMeansNoContour()
    {
        const auto field = TimeField::build(test::randomSites(10, 1), PathModel());
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!contourOf(*field, 200, stop.get_token()));
    }
};

QTEST_GUILESS_MAIN(tst_Contours)
#include "tst_contours.moc"
