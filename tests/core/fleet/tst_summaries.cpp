#include "tests/core/fleet/fleet_fixture.h"

#include <algorithm>
#include <cmath>
#include <random>

using namespace iso;
using namespace std::chrono_literals;
using telemetry::LatencyId;
using telemetry::MetricId;
using telemetry::ServiceState;
using test::FleetFixture;

namespace
{

/// A sample with these first-token times.
telemetry::Sample sampleOf(const std::vector<double> &ttfts_s)
{
    telemetry::Sample sample = FleetFixture::sample(0);
    sample.metrics.set(MetricId::RequestsOk, static_cast<double>(ttfts_s.size()));
    telemetry::LatencyHistogram ttft;
    for (const double value : ttfts_s) {
        ttft.record(value);
    }
    sample.latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)] = ttft;
    return sample;
}

fleet::GroupSummary groupOf(const std::vector<fleet::GroupSummary> &groups, const std::string &name)
{
    const auto it = std::find_if(groups.begin(), groups.end(), [&](const auto &g) { return g.name == name; });
    return it == groups.end() ? fleet::GroupSummary() : *it;
}

} // namespace

class tst_Summaries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreThoseOfAllRequestsTogether();
    void windowsOfNodesMergeToTheFiguresOfTheirGroup();
    void windowsAreSharedUntilOtherRequestsStandInThem();
    void coverageIsTheShareOfRequestsWithAFirstTokenTime();
    void absentFiguresStayAbsent();
    void onlyHeardNodesThatWorkAreServing();
    void sumsAndMeansLeaveSilentNodesOut();
    void aNodeThatMovesLeavesItsOldGroups();
    void aLargeFleetIsSummedUpInTurns();
    void whoJoinsDuringARoundIsCountedInTheNext();
    void silenceIsFoundOutWithoutTheSums();
};

void tst_Summaries::percentilesAreThoseOfAllRequestsTogether()
{
    FleetFixture f;
    std::mt19937 random(3);
    std::vector<double> all;
    const std::vector<std::pair<std::string, double>> nodes{{"a", 0.05}, {"b", 0.4}, {"c", 2.0}};
    for (const auto &[node, scale] : nodes) {
        f.born(node, FleetFixture::birth("north", node == "c" ? "bergen" : "oslo"));
        f.heard(node);
        std::exponential_distribution<double> latency(1 / scale);
        std::vector<double> own;
        for (int i = 0; i < 500; ++i) {
            own.push_back(latency(random));
        }
        f.send(node, 1, sampleOf(own));
        all.insert(all.end(), own.begin(), own.end());
    }
    f.fleet.tick();
    const auto snapshot = f.fleet.snapshot({});
    const fleet::LatencyFigures &fleetTtft = snapshot->fleet.ttft;
    QCOMPARE(fleetTtft.count, 1500U);

    telemetry::LatencyHistogram together;
    for (const double value : all) {
        together.record(value);
    }
    QCOMPARE(fleetTtft.p95, *together.quantile(0.95));
    QCOMPARE(groupOf(*snapshot->regions, "north").ttft.p95, fleetTtft.p95);

    std::sort(all.begin(), all.end());
    const double truth = all[static_cast<std::size_t>(std::ceil(0.95 * 1500)) - 1];
    QVERIFY(fleetTtft.p95.lower <= truth && truth <= fleetTtft.p95.upper);
}

void tst_Summaries::windowsOfNodesMergeToTheFiguresOfTheirGroup()
{
    FleetFixture f;
    telemetry::LatencyHistogram together;
    for (const auto &[node, ttft_s] : {std::pair{"a", 0.05}, std::pair{"b", 0.4}}) {
        f.born(node, FleetFixture::birth("north", "oslo"));
        f.heard(node);
        telemetry::Sample sample = sampleOf({ttft_s, 2 * ttft_s, 3 * ttft_s});
        telemetry::LatencyHistogram endToEnd;
        endToEnd.record(10 * ttft_s, 2);
        sample.latencies[static_cast<std::size_t>(LatencyId::EndToEnd)] = endToEnd;
        telemetry::LatencyHistogram interToken;
        interToken.record(ttft_s / 10, 50);
        together.merge(interToken);
        sample.latencies[static_cast<std::size_t>(LatencyId::InterToken)] = interToken;
        f.send(node, 1, sample);
    }
    f.fleet.tick();
    const auto snapshot = f.fleet.snapshot({});
    fleet::LatencyWindows merged;
    for (const fleet::NodeRecord &node : snapshot->nodes) {
        QVERIFY(node->windows);
        merged.ttft.merge(node->windows->ttft);
        merged.endToEnd.merge(node->windows->endToEnd);
    }
    QCOMPARE(merged.ttft.count(), 6U);
    QCOMPARE(merged.ttft.quantile(0.95), std::optional(groupOf(*snapshot->sites, "oslo").ttft.p95));
    QCOMPARE(merged.endToEnd.count(), 4U);
    for (const fleet::GroupSummary &group :
         {groupOf(*snapshot->sites, "oslo"), groupOf(*snapshot->regions, "north"), snapshot->fleet}) {
        QCOMPARE(group.endToEnd.count, 4U);
        QCOMPARE(std::optional(group.endToEnd.p95), merged.endToEnd.quantile(0.95));
        QCOMPARE(group.interToken.count, 100U);
        QCOMPARE(std::optional(group.interToken.p95), together.quantile(0.95));
    }
}

void tst_Summaries::windowsAreSharedUntilOtherRequestsStandInThem()
{
    FleetFixture f;
    f.born("a", FleetFixture::birth("north", "oslo"));
    f.heard("a");
    f.fleet.tick();
    QVERIFY(!f.fleet.snapshot({})->nodes[0]->windows); // not an empty one: nothing was measured
    f.send("a", 1, sampleOf({0.1}));
    const auto first = f.fleet.snapshot({});
    QCOMPARE(first->nodes[0]->windows->ttft.count(), 1U);
    f.send("a", 2, FleetFixture::sample(0)); // without requests
    const auto second = f.fleet.snapshot({});
    QVERIFY(second->nodes[0] != first->nodes[0]);
    QCOMPARE(second->nodes[0]->windows, first->nodes[0]->windows);
    f.send("a", 3, sampleOf({0.2}));
    QCOMPARE(f.fleet.snapshot({})->nodes[0]->windows->ttft.count(), 2U);
    QCOMPARE(first->nodes[0]->windows->ttft.count(), 1U);
    f.clock.advance(70s);
    f.fleet.tick();
    QVERIFY(!f.fleet.snapshot({})->nodes[0]->windows);
}

void tst_Summaries::coverageIsTheShareOfRequestsWithAFirstTokenTime()
{
    FleetFixture f;
    for (const char *node : {"a", "b"}) {
        f.born(node, FleetFixture::birth("north", node));
        f.heard(node);
    }
    f.send("a", 1, FleetFixture::sample(30));
    telemetry::Sample without = FleetFixture::sample(0);
    without.metrics.set(MetricId::RequestsOk, 8);
    without.metrics.set(MetricId::RequestsFailed, 2);
    f.send("b", 1, without);
    f.fleet.tick();
    const auto snapshot = f.fleet.snapshot({});
    QCOMPARE(snapshot->fleet.ttftCoverage_ratio, 0.75);
    QCOMPARE(groupOf(*snapshot->sites, "a").ttftCoverage_ratio, 1.0);
    QCOMPARE(groupOf(*snapshot->sites, "b").ttftCoverage_ratio, 0.0);
    QCOMPARE(groupOf(*snapshot->sites, "b").ttft.count, 0U);
    QCOMPARE(groupOf(*snapshot->sites, "b").endToEnd.count, 0U);
    QCOMPARE(groupOf(*snapshot->sites, "b").interToken.count, 0U);
    QCOMPARE(snapshot->fleet.errors_ratio, std::optional(0.05));
}

void tst_Summaries::absentFiguresStayAbsent()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 1, FleetFixture::sample(0));
    f.fleet.tick();
    const auto snapshot = f.fleet.snapshot({});
    QVERIFY(!snapshot->fleet.load_ratio);
    QVERIFY(!snapshot->fleet.errors_ratio);
    QVERIFY(!snapshot->fleet.tokensOutPerSecond);
    QVERIFY(!snapshot->fleet.power_watts);
    QVERIFY(!snapshot->fleet.joulesPerToken);
    QCOMPARE(snapshot->fleet.ttft.count, 0U);
}

void tst_Summaries::onlyHeardNodesThatWorkAreServing()
{
    FleetFixture f;
    const std::vector<std::pair<std::string, ServiceState>> nodes{{"serving", ServiceState::Serving},
                                                                  {"idle", ServiceState::Idle},
                                                                  {"busy", ServiceState::Busy},
                                                                  {"drained", ServiceState::Drained},
                                                                  {"failed", ServiceState::Failed}};
    for (const auto &[node, service] : nodes) {
        f.heard(node);
        telemetry::Sample sample = FleetFixture::sample();
        sample.service = service;
        f.send(node, 1, sample);
    }
    f.send("not-heard", 1);
    f.fleet.tick();
    const auto snapshot = f.fleet.snapshot({});
    QCOMPARE(snapshot->fleet.nodes, 6U);
    QCOMPARE(snapshot->fleet.serving, 3U);
    QCOMPARE(snapshot->fleet.byService[static_cast<std::size_t>(ServiceState::Unknown)], 1U);
    QCOMPARE(snapshot->fleet.byLink[static_cast<std::size_t>(telemetry::LinkState::NeverSeen)], 1U);
}

void tst_Summaries::sumsAndMeansLeaveSilentNodesOut()
{
    FleetFixture f;
    const auto sample = [](double load, double power_watts, double tokens) {
        telemetry::Sample result = FleetFixture::sample();
        result.metrics.set(MetricId::Load, load);
        result.metrics.set(MetricId::GpuPower, power_watts);
        result.metrics.set(MetricId::TokensOut, tokens);
        return result;
    };
    f.heard("gone");
    f.send("gone", 1, sample(1.0, 9000, 1));
    f.clock.advance(40s);
    f.heard("a");
    f.heard("b");
    f.send("a", 1, sample(0.2, 100, 50));
    f.send("b", 1, sample(0.6, 300, 150));
    f.fleet.tick();
    const auto snapshot = f.fleet.snapshot({});
    QCOMPARE(snapshot->fleet.load_ratio.value(), 0.4);
    QCOMPARE(snapshot->fleet.power_watts.value(), 400.0);
    QCOMPARE(snapshot->fleet.tokensOutPerSecond.value(), 200.0);
    QCOMPARE(snapshot->fleet.joulesPerToken.value(), 2.0);
}

void tst_Summaries::aNodeThatMovesLeavesItsOldGroups()
{
    FleetFixture f;
    f.born("a", FleetFixture::birth("north", "oslo"));
    f.born("b", FleetFixture::birth("north", "oslo"));
    f.fleet.tick();
    QCOMPARE(groupOf(*f.fleet.snapshot({})->sites, "oslo").nodes, 2U);
    f.born("b", FleetFixture::birth("south", "rome"));
    f.fleet.tick();
    const auto snapshot = f.fleet.snapshot({});
    QCOMPARE(groupOf(*snapshot->sites, "oslo").nodes, 1U);
    QCOMPARE(groupOf(*snapshot->sites, "rome").region, std::string("south"));
    QCOMPARE(snapshot->regions->size(), 2U);
    QCOMPARE(snapshot->fleet.nodes, 2U);
}

void tst_Summaries::aLargeFleetIsSummedUpInTurns()
{
    FleetFixture f;
    for (int i = 0; i < 25; ++i) {
        const std::string node = "n" + std::to_string(i);
        f.born(node, FleetFixture::birth("north", i % 2 == 0 ? "oslo" : "bergen"));
        f.heard(node);
        f.send(node, 1, sampleOf({0.1 + 0.01 * i}));
    }
    QVERIFY(!f.fleet.sumUp(10));
    QVERIFY(!f.fleet.sumUp(10));
    QCOMPARE(f.fleet.snapshot({})->fleet.nodes, 0U); // no half sums
    QVERIFY(f.fleet.sumUp(10));
    const auto inTurns = f.fleet.snapshot({});
    f.fleet.tick();
    const auto atOnce = f.fleet.snapshot({});
    QCOMPARE(inTurns->fleet.nodes, 25U);
    QCOMPARE(inTurns->fleet.ttft.count, 25U);
    QCOMPARE(inTurns->fleet.ttft.p95, atOnce->fleet.ttft.p95);
    QCOMPARE(groupOf(*inTurns->sites, "oslo").nodes, 13U);
    QCOMPARE(groupOf(*inTurns->sites, "bergen").ttft.p95, groupOf(*atOnce->sites, "bergen").ttft.p95);
    // A round that was begun does not count twice what a whole one counts.
    QVERIFY(!f.fleet.sumUp(10));
    f.fleet.tick();
    QCOMPARE(f.fleet.snapshot({})->fleet.nodes, 25U);
}

void tst_Summaries::whoJoinsDuringARoundIsCountedInTheNext()
{
    FleetFixture f;
    f.born("a", FleetFixture::birth("north", "oslo"));
    f.born("b", FleetFixture::birth("north", "oslo"));
    QVERIFY(!f.fleet.sumUp(1));
    f.born("c", FleetFixture::birth("north", "tromso"));
    f.born("b", FleetFixture::birth("south", "rome"));
    QVERIFY(!f.fleet.sumUp(1));
    QVERIFY(f.fleet.sumUp(1));
    QCOMPARE(f.fleet.snapshot({})->fleet.nodes, 2U);
    QVERIFY(f.fleet.sumUp(3));
    const auto snapshot = f.fleet.snapshot({});
    QCOMPARE(snapshot->fleet.nodes, 3U);
    QCOMPARE(groupOf(*snapshot->sites, "oslo").nodes, 1U);
    QCOMPARE(groupOf(*snapshot->sites, "tromso").nodes, 1U);
    QCOMPARE(groupOf(*snapshot->sites, "rome").nodes, 1U);
}

void tst_Summaries::silenceIsFoundOutWithoutTheSums()
{
    FleetFixture f;
    f.born("a", FleetFixture::birth("north", "oslo"));
    f.heard("a");
    f.fleet.tick();
    f.clock.advance(10min);
    QVERIFY(!f.fleet.sumUp(0));
    f.fleet.judge();
    QCOMPARE(f.fleet.snapshot({})->nodes.front()->link, telemetry::LinkState::Lost);
}

QTEST_GUILESS_MAIN(tst_Summaries)
#include "tst_summaries.moc"
