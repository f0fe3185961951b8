#include "core/isochrone/sources.h"
#include "tests/core/isochrone/snapshot_builder.h"

#include <QTest>
#include <cmath>

using namespace iso;
using telemetry::LinkState;
using telemetry::ServiceState;

class tst_Sources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyHeardAndWorkingNodesAreCapacity_data()
    {
        QTest::addColumn<LinkState>("link");
        QTest::addColumn<ServiceState>("service");
        QTest::addColumn<bool>("healthy");
        const auto row = [](const char *name, LinkState link, ServiceState service, bool healthy) {
            QTest::newRow(name) << link << service << healthy;
        };
        row("serving", LinkState::Live, ServiceState::Serving, true);
        row("late but serving", LinkState::Late, ServiceState::Serving, true);
        row("idle", LinkState::Live, ServiceState::Idle, true);
        row("busy", LinkState::Live, ServiceState::Busy, true);
        row("lost", LinkState::Lost, ServiceState::Serving, false);
        row("path lost", LinkState::PathLost, ServiceState::Serving, false);
        row("never seen", LinkState::NeverSeen, ServiceState::Serving, false);
        row("draining", LinkState::Live, ServiceState::Draining, false);
        row("drained", LinkState::Live, ServiceState::Drained, false);
        row("stalled", LinkState::Live, ServiceState::Stalled, false);
        row("unknown", LinkState::Live, ServiceState::Unknown, false);
    }
    void onlyHeardAndWorkingNodesAreCapacity()
    {
        QFETCH(LinkState, link);
        QFETCH(ServiceState, service);
        QFETCH(bool, healthy);
        test::SnapshotBuilder fleet;
        fleet.add("oslo", {60, 10}, [&](auto &node, auto &) {
            node.link = link;
            node.service = service;
        });
        fleet.measured("oslo", 100);
        const auto sources = isochrone::sourcesOf(fleet.build());
        QCOMPARE(sources.sites.size(), healthy ? std::size_t(1) : std::size_t(0));
        QCOMPARE(sources.down, healthy ? 0U : 1U);
        QCOMPARE(sources.nodes, healthy ? 1U : 0U);
    }

    void aRetiredNodeIsNobody()
    {
        test::SnapshotBuilder fleet;
        fleet.add("oslo", {60, 10}, [](auto &, auto &identity) { identity.retired = true; });
        fleet.measured("oslo", 100);
        const auto sources = isochrone::sourcesOf(fleet.build());
        QVERIFY(sources.sites.empty());
        QCOMPARE(sources.down, 0U);
    }

    void aSiteWithoutMeasurementIsUnknownAndNotZero()
    {
        test::SnapshotBuilder fleet;
        fleet.add("oslo", {60, 10});
        fleet.add("rome", {42, 12});
        const auto slow = fleet.add("lima", {-12, -77});
        fleet.measured("rome", 120);
        // Explicit buckets up to 1 s, everything above it.
        fleet::LatencyWindows open;
        open.ttft.merge(telemetry::LatencyHistogram(telemetry::ExplicitHistogram{{0.5, 1}, {0, 0, 100}, 200}));
        fleet.setWindows(slow, open);
        const auto sources = isochrone::sourcesOf(fleet.build());
        QCOMPARE(sources.sites.size(), std::size_t(1));
        QCOMPARE(sources.sites[0].site, std::string("rome"));
        QVERIFY(std::abs(sources.sites[0].ttftP95_ms / 120 - 1) < 0.02);
        QCOMPARE(sources.unmeasured, 2U);
    }

    void aSiteWithoutPlaceIsLeftOutAndCounted()
    {
        test::SnapshotBuilder fleet;
        fleet.add("oslo", {60, 10}, [](auto &, auto &identity) { identity.birth.place.reset(); });
        fleet.measured("oslo", 100);
        const auto sources = isochrone::sourcesOf(fleet.build());
        QVERIFY(sources.sites.empty());
        QCOMPARE(sources.unplaced, 1U);
    }

    void aSiteStandsInTheMiddleOfItsNodesAlsoAcrossTheAntimeridian()
    {
        test::SnapshotBuilder fleet;
        const auto east = fleet.add("suva", {10, 179});
        fleet.add("suva", {10, -179});
        fleet.measured("suva", 100);
        const GeoPoint place = isochrone::sourcesOf(fleet.build()).sites.at(0).place;
        QVERIFY(distance_km(place, {10, 180}) < 1);
        // Taking a node away changes what is there, not where it is.
        QCOMPARE(isochrone::sourcesOf(fleet.build(), {east}).sites.at(0).place, place);
    }

    void theP95IsThatOfAllRequestsOfTheNodesThatCount()
    {
        test::SnapshotBuilder fleet;
        const auto slow = fleet.add("oslo", {60, 10});
        const auto fast = fleet.add("oslo", {60, 10});
        const auto sick = fleet.add("oslo", {60, 10}, [](auto &node, auto &) { node.service = ServiceState::Stalled; });
        fleet.measured(slow, 200);
        fleet.measured(fast, 50);
        fleet.measured(sick, 5000);
        const auto p95 = [&](const isochrone::NodeSet &without) {
            return isochrone::sourcesOf(fleet.build(), without).sites.at(0).ttftP95_ms;
        };
        QVERIFY(std::abs(p95({}) / 200 - 1) < 0.02);
        QVERIFY(std::abs(p95({slow}) / 50 - 1) < 0.02);
    }

    void withoutItsLastNodeASiteIsDown()
    {
        test::SnapshotBuilder fleet;
        const auto first = fleet.add("oslo", {60, 10});
        const auto second = fleet.add("oslo", {60, 10});
        fleet.measured("oslo", 100);
        QCOMPARE(isochrone::sourcesOf(fleet.build(), {first}).sites.size(), std::size_t(1));
        const auto none = isochrone::sourcesOf(fleet.build(), {first, second});
        QVERIFY(none.sites.empty());
        QCOMPARE(none.down, 1U);
    }

    void sitesStandInTheOrderOfTheirNames()
    {
        test::SnapshotBuilder fleet;
        for (const char *site : {"rome", "oslo", "bern"}) {
            fleet.add(site, {50, 10});
            fleet.measured(site, 100);
        }
        const auto sources = isochrone::sourcesOf(fleet.build());
        QCOMPARE(sources.sites.size(), std::size_t(3));
        QCOMPARE(sources.sites[0].site, std::string("bern"));
        QCOMPARE(sources.sites[2].site, std::string("rome"));
    }
};

QTEST_GUILESS_MAIN(tst_Sources)
#include "tst_sources.moc"
