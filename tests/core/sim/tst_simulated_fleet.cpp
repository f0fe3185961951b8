#include "sim_fixtures.h"

#include <QTest>
#include <map>

using namespace iso;
using namespace std::chrono_literals;
using sim::FaultKind;
using sim::FaultTargets;
using Choice = sim::FaultTargets::Choice;

namespace
{

/// Everything that a world sends in a minute of faults.
std::string minuteOf(std::uint64_t seed)
{
    const FaultTargets some{Choice::Share, "", 0.2, 0};
    const sim::Scenario scenario{"",
                                 {{FaultKind::Crash, 5s, 10s, 20s, some, 0},
                                  {FaultKind::MessageLoss, 10s, 10s, {}, some, 0.5},
                                  {FaultKind::Slow, 15s, 10s, {}, some, 2}}};
    test::SimRig rig(50, scenario, {}, seed);
    rig.connect();
    rig.run(60s);
    return rig.loop.bytesSent;
}

std::map<std::string, std::size_t> publishedByNode(const test::FakeLoop &loop)
{
    std::map<std::string, std::size_t> counts;
    for (const auto &message : loop.published) {
        ++counts[message.envelope.header.node.text()];
    }
    return counts;
}

} // namespace

class TestSimulatedFleet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameSeedSendsTheSameBytesAndAnotherSeedOthers()
    {
        const std::string first = minuteOf(1);
        QVERIFY(first.size() > 500'000);
        QVERIFY(first == minuteOf(1));
        QVERIFY(first != minuteOf(2));
    }

    void everyMessageOfAWholeFleetIsWellFormedAndOnItsTopic()
    {
        // FakeLoop decodes each message as a hub does and ends the test where one is refused.
        test::SimRig rig(500);
        rig.connect();
        rig.run(5s);
        const auto counts = publishedByNode(rig.loop);
        QCOMPARE(counts.size(), std::size_t(500));
        for (const auto &[node, count] : counts) {
            QVERIFY(count >= 3);
        }
    }

    void samplesAreSpreadOverTheInterval()
    {
        test::SimRig rig(500);
        rig.connect();
        rig.run(3s);
        std::map<std::int64_t, std::size_t> perStep;
        rig.forgetSent();
        for (int step = 0; step < 20; ++step) {
            const std::size_t before = rig.loop.published.size();
            rig.run(test::SimRig::kStep);
            QVERIFY(rig.loop.published.size() - before < 100);
        }
        QCOMPARE(rig.loop.published.size() / 500, std::size_t(1));
    }

    void aSiteSharesOneGatewayAndGatewaysAreEven()
    {
        test::SimRig rig(2000);
        QCOMPARE(rig.links, std::size_t(16));
        std::map<transport::LinkIndex, std::size_t> load;
        for (const auto &site : rig.world->plan().sites) {
            const auto link = rig.fleet.linkOf(site.firstNode);
            for (std::uint32_t i = 0; i < site.nodeCount; ++i) {
                QCOMPARE(rig.fleet.linkOf(site.firstNode + i), link);
            }
            load[link] += site.nodeCount;
        }
        QCOMPARE(load.size(), std::size_t(16));
        for (const auto &[link, nodes] : load) {
            QVERIFY(nodes > 80 && nodes < 200);
        }
    }

    void withOwnConnectionsEachNodeHasItsLink()
    {
        test::SimRig rig(100, {}, {}, 1, true);
        QCOMPARE(rig.links, std::size_t(100));
        rig.connect();
        rig.run(3s);
        std::map<std::string, transport::LinkIndex> linkOf;
        for (const auto &message : rig.loop.published) {
            linkOf.emplace(message.envelope.header.node.text(), message.link);
        }
        std::set<transport::LinkIndex> links;
        for (const auto &[node, link] : linkOf) {
            links.insert(link);
        }
        QCOMPARE(links.size(), std::size_t(100));
    }

    void aCrashedNodeFallsSilentAndComesBackAsANewBoot()
    {
        const sim::Scenario crash{"", {{FaultKind::Crash, 10s, 20s, {}, {Choice::Count, "", 0, 1}, 0}}};
        test::SimRig rig(1, crash);
        rig.connect();
        rig.run(9s);
        const BootId before = rig.fleet.node(0).boot();
        rig.run(2s);
        QCOMPARE(rig.fleet.counters().nodesUp.load(), 0U);
        rig.forgetSent();
        rig.run(15s);
        QVERIFY(rig.loop.published.empty());
        QVERIFY(rig.loop.control.empty());
        rig.run(10s);
        QVERIFY(rig.fleet.node(0).boot() != before);
        QCOMPARE(rig.loop.controlOf<wire::Hello>().size(), std::size_t(1));
        const auto &first = rig.loop.published.front().envelope;
        QVERIFY(first.header.seq <= 2);
        QCOMPARE(std::get<telemetry::Sample>(first.payload).service, telemetry::ServiceState::Starting);
    }

    void aSiteWithoutPowerFallsSilentAtOnce()
    {
        test::SimRig probe(200);
        const auto &site = probe.world->plan().sites.front();
        QVERIFY(site.nodeCount >= 3);
        const sim::Scenario outage{"", {{FaultKind::PowerLoss, 10s, 20s, {}, {Choice::Site, site.id.text(), 0, 0}, 0}}};
        test::SimRig rig(200, outage);
        rig.connect();
        rig.run(11s);
        rig.forgetSent();
        rig.run(5s);
        const auto counts = publishedByNode(rig.loop);
        QCOMPARE(counts.size(), 200 - std::size_t(site.nodeCount));
        for (std::uint32_t i = 0; i < site.nodeCount; ++i) {
            QVERIFY(!counts.contains(rig.idOf(site.firstNode + i)));
        }
    }

    void whatALargeFleetMissedComesAtABoundedRate()
    {
        constexpr std::size_t kNodes = 500;
        test::SimRig rig(kNodes);
        rig.connect();
        rig.disconnect();
        rig.run(60s); // measured, but nobody to tell
        rig.connect();
        std::size_t all = 0;
        for (int second = 0; second < 8; ++second) {
            rig.forgetSent();
            rig.run(1s);
            const std::size_t resent = rig.loop.controlOf<telemetry::Sample>().size();
            // The first batch of all may fall into a second of its own.
            QVERIFY2(resent <= sim::SimulatedFleet::kResendsPerSecond + kNodes * node::NodeProtocol::kResendBatch,
                     QByteArray::number(static_cast<int>(resent)).constData());
            all += resent;
        }
        // Nodes that were down for a while have measured less.
        QVERIFY2(all >= 50 * kNodes, QByteArray::number(static_cast<int>(all)).constData());
    }

    void lostMessagesLeaveGapsThatAResendFills()
    {
        const sim::Scenario loss{"", {{FaultKind::MessageLoss, 0s, 1h, {}, {Choice::Count, "", 0, 1}, 0.3}}};
        test::SimRig rig(1, loss);
        rig.connect();
        rig.run(100s);
        const std::size_t arrived = rig.loop.published.size();
        QVERIFY2(arrived > 45 && arrived < 90, QByteArray::number(static_cast<int>(arrived)).constData());
        const std::uint64_t last = rig.fleet.node(0).lastSeq();
        std::set<std::uint64_t> seen;
        for (const auto &message : rig.loop.published) {
            seen.insert(message.envelope.header.seq);
        }
        for (std::uint64_t seq = 1; seq <= last; ++seq) {
            if (!seen.contains(seq)) {
                rig.hubSays(rig.idOf(0), wire::Resend{seq, seq});
            }
        }
        rig.forgetSent();
        rig.run(5s);
        for (const auto &envelope : rig.loop.controlOf<telemetry::Sample>()) {
            seen.insert(envelope.header.seq);
        }
        for (std::uint64_t seq = 1; seq <= last; ++seq) {
            QVERIFY(seen.contains(seq));
        }
    }

    void theFleetIsHealthyOnAnUsualDay()
    {
        test::SimRig rig(500);
        rig.connect();
        rig.run(30s);
        telemetry::LatencyHistogram ttft;
        double load = 0;
        std::size_t samples = 0;
        for (auto &message : rig.loop.published) {
            auto &sample = std::get<telemetry::Sample>(message.envelope.payload);
            load += sample.metrics.value(telemetry::MetricId::Load).value();
            ++samples;
            if (sample.latencies[0]) {
                ttft.merge(*sample.latencies[0]);
            }
        }
        const double meanLoad = load / static_cast<double>(samples);
        const double p95 = ttft.quantile(0.95)->estimate;
        QVERIFY2(meanLoad > 0.45 && meanLoad < 0.75, QByteArray::number(meanLoad).constData());
        QVERIFY2(p95 > 0.14 && p95 < 0.28, QByteArray::number(p95).constData());
    }

    void everyNodeSaysByeBeforeTheLoopStops()
    {
        test::SimRig rig(20);
        rig.connect();
        rig.run(2s);
        rig.fleet.requestStop();
        rig.run(100ms);
        QCOMPARE(rig.loop.controlOf<wire::Bye>().size(), std::size_t(20));
        QVERIFY(!rig.loop.stopped);
        const std::size_t published = rig.loop.published.size();
        rig.run(1s);
        QVERIFY(rig.loop.stopped);
        QCOMPARE(rig.loop.published.size(), published);
    }

    void framesThatAreNotUnderstoodAreCounted()
    {
        test::SimRig rig(1);
        rig.connect();
        rig.fleet.controlReceived(0, "\xff\xff\xff garbage");
        rig.hubSays("nobody", wire::ClockProbe{rig.clock.utcNow()});
        QCOMPARE(rig.fleet.counters().badFrames.value(), std::uint64_t(2));
    }
};

QTEST_GUILESS_MAIN(TestSimulatedFleet)
#include "tst_simulated_fleet.moc"
