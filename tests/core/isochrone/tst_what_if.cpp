#include "core/isochrone/what_if.h"
#include "tests/core/isochrone/snapshot_builder.h"

#include <QTest>

using namespace iso;
using isochrone::IsochronePtr;
using isochrone::Settings;
using isochrone::WhatIfPtr;

namespace
{

const Settings kSettings{isochrone::PathModel(), {100, 200, 500}};
const std::vector<places::City> kCities{{"Oslo", "NO", {59.9, 10.7}, 1000}, {"Lima", "PE", {-12, -77}, 200}};

/// Oslo with two nodes, Lima with one.
struct Fleet {
    test::SnapshotBuilder builder;
    fleet::NodeIndex osloOne = builder.add("oslo", {59.9, 10.7});
    fleet::NodeIndex osloTwo = builder.add("oslo", {59.9, 10.7});
    fleet::NodeIndex lima = builder.add("lima", {-12, -77});
    Fleet()
    {
        builder.measured("oslo", 85);
        builder.measured("lima", 120);
    }
};

bool isSame(const isochrone::Isochrone &a, const isochrone::Isochrone &b)
{
    if (!(a.sources == b.sources) || a.contours.size() != b.contours.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.contours.size(); ++i) {
        if (a.contours[i].lines != b.contours[i].lines || a.coverage[i].area_km2 != b.coverage[i].area_km2 ||
            a.coverage[i].people != b.coverage[i].people) {
            return false;
        }
    }
    return true;
}

} // namespace

class tst_WhatIf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anIsochroneHasALineAndACoverageForEachLevel()
    {
        Fleet fleet;
        const auto snapshot = fleet.builder.build();
        const IsochronePtr now =
            isochrone::computeIsochrone(isochrone::sourcesOf(snapshot), kSettings, snapshot.takenAt, kCities);
        QCOMPARE(now->contours.size(), std::size_t(3));
        QCOMPARE(now->coverage.size(), std::size_t(3));
        QCOMPARE(now->contours[0].level_ms, 100.0);
        QVERIFY(!now->contours[0].lines.empty());
        QCOMPARE(now->coverage[0].people, 1000U); // Oslo: 95 ms; Lima: 130 ms
        QCOMPARE(now->coverage[1].people, 1200U);
        QCOMPARE(now->peopleListed, 1200U);
        QCOMPARE(now->citiesListed, 2U);
        QCOMPARE(now->takenAt, snapshot.takenAt);
        QVERIFY(!now->isNowhere());
    }

    void withoutAHealthySiteTheAnswerIsNowhere()
    {
        test::SnapshotBuilder fleet;
        fleet.add("oslo", {59.9, 10.7}, [](auto &node, auto &) { node.link = telemetry::LinkState::Lost; });
        fleet.measured("oslo", 85);
        const auto snapshot = fleet.build();
        const IsochronePtr now =
            isochrone::computeIsochrone(isochrone::sourcesOf(snapshot), kSettings, snapshot.takenAt, kCities);
        QVERIFY(now->isNowhere());
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(now->contours[i].lines.empty());
            QCOMPARE(now->coverage[i].area_km2, 0.0);
            QCOMPARE(now->coverage[i].people, 0U);
        }
        QCOMPARE(now->sources.down, 1U);
    }

    void whatIfEqualsARecomputationWithoutTheNodes()
    {
        Fleet fleet;
        const auto snapshot = fleet.builder.build();
        const WhatIfPtr what = isochrone::whatIfDrained(snapshot, {fleet.osloOne, fleet.osloTwo}, kSettings, kCities);
        test::SnapshotBuilder limaOnly;
        limaOnly.add("oslo", {59.9, 10.7}, [](auto &node, auto &) { node.service = telemetry::ServiceState::Drained; });
        limaOnly.add("lima", {-12, -77});
        limaOnly.measured("lima", 120);
        const auto alone = limaOnly.build();
        const IsochronePtr expected =
            isochrone::computeIsochrone(isochrone::sourcesOf(alone), kSettings, alone.takenAt, kCities);
        QVERIFY(isSame(*what->without, *expected));
        QVERIFY(!isSame(*what->now, *expected));
        QCOMPARE(what->drained, 2U);
    }

    void theLossIsTheDifference()
    {
        Fleet fleet;
        const WhatIfPtr what =
            isochrone::whatIfDrained(fleet.builder.build(), {fleet.osloOne, fleet.osloTwo}, kSettings, kCities);
        QCOMPARE(what->losses.size(), std::size_t(3));
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(what->losses[i].area_km2, what->now->coverage[i].area_km2 - what->without->coverage[i].area_km2);
        }
        QVERIFY(what->losses[0].area_km2 > 0);
        QVERIFY(what->losses[1].area_km2 > 0);
        QVERIFY(what->losses[2].area_km2 == 0); // Lima alone reaches everywhere within 500 ms
        QCOMPARE(what->losses[0].people, 1000U);
        QCOMPARE(what->losses[0].cities, 1U);
        QCOMPARE(what->losses[1].people, 1000U);
        QCOMPARE(what->losses[2].people, 0U);
        QCOMPARE(what->takeover.requests_per_min, 120.0);
        QCOMPARE(what->takeover.neighbours.at(0).site, std::string("lima"));
    }

    void aSiteThatKeepsANodeLosesNothing()
    {
        Fleet fleet;
        const WhatIfPtr what = isochrone::whatIfDrained(fleet.builder.build(), {fleet.osloOne}, kSettings, kCities);
        QVERIFY(what->losses[0].area_km2 == 0);
        QCOMPARE(what->losses[0].people, 0U);
        QCOMPARE(what->takeover.neighbours.at(0).site, std::string("oslo"));
    }

    void theSameInputGivesTheSameAnswer()
    {
        Fleet fleet;
        const auto snapshot = fleet.builder.build();
        const WhatIfPtr first = isochrone::whatIfDrained(snapshot, {fleet.lima}, kSettings, kCities);
        const WhatIfPtr second = isochrone::whatIfDrained(snapshot, {fleet.lima}, kSettings, kCities);
        QVERIFY(isSame(*first->now, *second->now));
        QVERIFY(isSame(*first->without, *second->without));
    }

    void stoppedMeansNoAnswer()
    {
        Fleet fleet;
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!isochrone::whatIfDrained(fleet.builder.build(), {}, kSettings, kCities, stop.get_token()));
    }
};

QTEST_GUILESS_MAIN(tst_WhatIf)
#include "tst_what_if.moc"
