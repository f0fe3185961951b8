#include "core/isochrone/time_field.h"
#include "tests/core/isochrone/random_sites.h"

#include <QTest>

using namespace iso;
using isochrone::PathModel;
using isochrone::TimeField;

class tst_TimeField : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theModelIsDistanceOverFibreThereAndBackPlusTheLastMile()
    {
        PathModel model;
        model.fibre_km_per_ms = 200;
        model.routeInflation = 1.5;
        model.lastMile_ms = 10;
        QCOMPARE(model.roundTrip_ms(0), 10.0);
        QCOMPARE(model.roundTrip_ms(1000), 25.0); // 2 x 1,500 km of cable at 200 km/ms, and the last mile
        QCOMPARE(model.reach_km(25), 1000.0);
        QVERIFY(model.reach_km(9) < 0);
    }

    void oneSiteGivesItsTimePlusTheWay()
    {
        const GeoPoint oslo{59.91, 10.75};
        const auto field = TimeField::build({{"eu", "osl", oslo, 80}}, PathModel());
        for (const GeoPoint &place : {oslo, GeoPoint{-33.9, 18.4}, GeoPoint{-59.91, -169.25}, GeoPoint{90, 0}}) {
            const auto at = field->at(place);
            QVERIFY(at);
            const double expected = 80 + PathModel().roundTrip_ms(distance_km(oslo, place));
            QVERIFY2(std::abs(at->time_ms - expected) < 1e-5, qPrintable(QString::number(at->time_ms - expected)));
        }
    }

    void withoutSitesThereIsNoTimeAnywhere()
    {
        const auto field = TimeField::build({}, PathModel());
        QVERIFY(field);
        QVERIFY(!field->at({0, 0}));
        QVERIFY(!field->at({90, 180}));
    }

    void theIndexFindsTheLeastOfAllSites_data()
    {
        QTest::addColumn<int>("sites");
        QTest::addColumn<double>("most_ms");
        QTest::newRow("two") << 2 << 250.0;
        QTest::newRow("thirty") << 30 << 250.0;
        QTest::newRow("a thousand") << 1000 << 250.0;
        QTest::newRow("all alike") << 300 << 60.0;
    }
    void theIndexFindsTheLeastOfAllSites()
    {
        QFETCH(int, sites);
        QFETCH(double, most_ms);
        const auto all = test::randomSites(static_cast<std::size_t>(sites), 7, 60, most_ms);
        const auto field = TimeField::build(all, PathModel());
        const auto places = test::randomSites(5000, 11);
        for (const auto &place : places) {
            const auto at = field->at(place.place);
            const double least = test::leastTime_ms(all, PathModel(), place.place);
            QVERIFY2(at && std::abs(at->time_ms - least) < 1e-6, qPrintable(QStringLiteral("%1 %2: %3, not %4")
                                                                                .arg(place.place.latitude_deg)
                                                                                .arg(place.place.longitude_deg)
                                                                                .arg(at->time_ms)
                                                                                .arg(least)));
            const double ofSource =
                all[at->source].ttftP95_ms + PathModel().roundTrip_ms(distance_km(all[at->source].place, place.place));
            QVERIFY(std::abs(ofSource - least) < 1e-6);
        }
    }

    void theEdgesOfTheWorldAreInTheIndex()
    {
        const auto all = test::randomSites(200, 3);
        const auto field = TimeField::build(all, PathModel());
        for (const double latitude : {-90.0, -89.999, 0.0, 87.5, 90.0}) {
            for (const double longitude : {-180.0, -177.5, 0.0, 180.0}) {
                const GeoPoint place{latitude, longitude};
                QVERIFY(std::abs(field->at(place)->time_ms - test::leastTime_ms(all, PathModel(), place)) < 1e-6);
            }
        }
    }

    void aSiteThatIsNowhereTheBestIsLeftOut()
    {
        // 100 km are 1.5 ms: a neighbour that is 5 ms slower never wins.
        const auto field = TimeField::build(
            {{"r", "fast", {50, 10}, 100}, {"r", "slow", {50.9, 10}, 105}, {"r", "twin", {50, 10}, 100}}, PathModel());
        QCOMPARE(field->sites().size(), std::size_t(1));
        QCOMPARE(field->sites()[0].source, 0U);
        QCOMPARE(field->sources().size(), std::size_t(3));
    }

    void stoppedMeansNoField()
    {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!TimeField::build(test::randomSites(10, 1), PathModel(), stop.get_token()));
    }
};

QTEST_GUILESS_MAIN(tst_TimeField)
#include "tst_time_field.moc"
