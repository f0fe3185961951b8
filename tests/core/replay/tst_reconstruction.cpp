#include "recorded_fleet.h"
#include "tests/support/result_checks.h"

using namespace iso;
using namespace iso::replay;
using namespace iso::test;
using namespace std::chrono_literals;
using fleet::FleetSnapshot;
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::ServiceState;

namespace
{

constexpr int kNodes = 12;
const history::CancelToken kNever;

std::shared_ptr<const FleetSnapshot> at(Reconstruction &replay, HubTime moment)
{
    const Status moved = replay.moveTo(moment, kNever);
    if (!moved) {
        qWarning("%s", moved.error().message.c_str());
        return nullptr;
    }
    return replay.snapshot();
}

bool same(const fleet::LatencyFigures &a, const fleet::LatencyFigures &b)
{
    return a.count == b.count && (a.count == 0 || (a.p50 == b.p50 && a.p95 == b.p95 && a.p99 == b.p99));
}

/// What differs between what was shown and what replay shows; empty when nothing does.
QString difference(const FleetSnapshot &shown, const FleetSnapshot &replayed)
{
    if (shown.nodes.size() != replayed.nodes.size()) {
        return QStringLiteral("%1 nodes, then %2").arg(shown.nodes.size()).arg(replayed.nodes.size());
    }
    if (shown.takenAt != replayed.takenAt) {
        return QStringLiteral("the moment");
    }
    for (std::size_t i = 0; i < shown.nodes.size(); ++i) {
        const fleet::NodeSnapshot &a = *shown.nodes[i];
        const fleet::NodeSnapshot &b = *replayed.nodes[i];
        const auto differs = [&](const char *what) {
            return QStringLiteral("%1: %2").arg(QString::fromStdString(a.id().text()), QString::fromLatin1(what));
        };
        if (a.id() != b.id() || a.identity->birth != b.identity->birth) {
            return differs("identity");
        }
        if (a.link != b.link || a.service != b.service) {
            return differs("link or service");
        }
        if (a.lastSeq != b.lastSeq || a.lastHeard != b.lastHeard || a.lastSampleReceived != b.lastSampleReceived) {
            return differs("what was heard last");
        }
        if (!(a.metrics == b.metrics)) {
            return differs("metrics");
        }
        for (std::size_t latency = 0; latency < telemetry::kLatencyCount; ++latency) {
            if (!same(a.latencies[latency], b.latencies[latency])) {
                return differs("percentiles");
            }
        }
        if (a.requestsInWindow != b.requestsInWindow || a.missing != b.missing) {
            return differs("counts") + QStringLiteral(" requests %1, %2; missing %3, %4")
                                           .arg(a.requestsInWindow)
                                           .arg(b.requestsInWindow)
                                           .arg(a.missing)
                                           .arg(b.missing);
        }
    }
    const fleet::GroupSummary &a = shown.fleet;
    const fleet::GroupSummary &b = replayed.fleet;
    if (a.nodes != b.nodes || a.serving != b.serving || a.byLink != b.byLink || !same(a.ttft, b.ttft) ||
        !same(a.interToken, b.interToken) || !same(a.endToEnd, b.endToEnd) || a.load_ratio != b.load_ratio ||
        a.tokensOutPerSecond != b.tokensOutPerSecond) {
        return QStringLiteral("the fleet's figures");
    }
    return {};
}

void bearAll(RecordedFleet &fleet, int nodes = kNodes)
{
    for (int node = 1; node <= nodes; ++node) {
        fleet.born(node);
    }
}

} // namespace

class TestReconstruction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasShownIsShownAgain()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.run(400);
        const auto replay = fleet.open();
        for (const std::size_t second : {3U, 65U, 150U, 333U, 359U}) {
            const FleetSnapshot &shown = *fleet.snapshots[second];
            const auto replayed = at(*replay, shown.takenAt);
            QVERIFY(replayed);
            QVERIFY(replay->coverage().isHubKnown);
            QCOMPARE(difference(shown, *replayed), QString());
        }
    }

    void everyPathToAMomentEndsInTheSameState()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.run(420);
        const auto replay = fleet.open();
        const FleetSnapshot &shown = *fleet.snapshots[350];
        for (const std::size_t before : {100U, 410U, 349U, 300U}) { // a jump, back, a step, playing on
            QVERIFY(at(*replay, fleet.snapshots[before]->takenAt));
            const auto replayed = at(*replay, shown.takenAt);
            QVERIFY(replayed);
            QCOMPARE(difference(shown, *replayed), QString());
        }
    }

    void aNodeThatWasLostThenIsLostAndSaysSinceWhen()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.sends = [](int node, int second) { return node != 3 || second < 100 || second > 400; };
        fleet.run(480);
        const auto replay = fleet.open();
        for (const std::size_t second : {120U, 150U, 390U, 401U, 450U}) { // late, lost, lost for long, back, back
            const FleetSnapshot &shown = *fleet.snapshots[second];
            const auto replayed = at(*replay, shown.takenAt);
            QVERIFY(replayed);
            QCOMPARE(difference(shown, *replayed), QString());
        }
        const auto lost = at(*replay, fleet.snapshots[390]->takenAt);
        QCOMPARE(lost->nodes[2]->link, LinkState::Lost);
        QVERIFY(lost->nodes[2]->service == ServiceState::Unknown);
        const Duration apart = lost->nodes[2]->linkSince - fleet.snapshots[390]->nodes[2]->linkSince;
        QVERIFY(std::chrono::abs(apart) <= 1s); // the live hub looked once a second
        const auto back = at(*replay, fleet.snapshots[450]->takenAt);
        QVERIFY(back->nodes[2]->linkSince == fleet.snapshots[450]->nodes[2]->linkSince);
    }

    void sinceWhenIsNotClaimedWhereItWasNotRead()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.sends = [](int node, int second) { return node != 3 || second < 10; };
        fleet.run(900);
        const auto replay = fleet.open();
        const auto replayed = at(*replay, fleet.snapshots[890]->takenAt);
        QVERIFY(!replayed->nodes[0]->linkSince.isValid()); // live all the time: since before what was read
        QVERIFY(!replayed->nodes[0]->serviceSince.isValid());
        QCOMPARE(replayed->nodes[2]->link, LinkState::Lost);
        QVERIFY(!replayed->nodes[2]->linkSince.isValid());
        QVERIFY(!replayed->nodes[2]->lastHeard.isValid());
    }

    void aBirthThatChangedIsTheOneOfTheMoment()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.run(200);
        fleet.born(5, "sim 2");
        fleet.run(200);
        const auto replay = fleet.open();
        QCOMPARE(at(*replay, fleet.snapshots[190]->takenAt)->nodes[4]->identity->birth.software, std::string("sim 1"));
        QCOMPARE(at(*replay, fleet.snapshots[210]->takenAt)->nodes[4]->identity->birth.software, std::string("sim 2"));
        QCOMPARE(at(*replay, fleet.snapshots[390]->takenAt)->nodes[4]->identity->birth.software, std::string("sim 2"));
        QCOMPARE(at(*replay, fleet.snapshots[190]->takenAt)->nodes[4]->identity->birth.software, std::string("sim 1"));
    }

    void aNodeThatDidNotExistYetIsNotShownAndNotCounted()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet, kNodes - 1);
        fleet.sends = [](int node, int second) { return node != kNodes || second >= 300; };
        fleet.run(300);
        fleet.born(kNodes);
        fleet.run(60);
        const auto replay = fleet.open();
        const auto before = at(*replay, fleet.snapshots[290]->takenAt);
        QCOMPARE(before->nodes.size(), std::size_t(kNodes)); // its place is kept
        QVERIFY(before->nodes[kNodes - 1]->identity->retired);
        QCOMPARE(before->fleet.nodes, std::uint32_t(kNodes - 1));
        const auto after = at(*replay, fleet.snapshots[310]->takenAt);
        QVERIFY(!after->nodes[kNodes - 1]->identity->retired);
        QCOMPARE(after->fleet.nodes, std::uint32_t(kNodes));
        QVERIFY(after->nodes[kNodes - 1]->linkSince == fleet.snapshots[310]->nodes[kNodes - 1]->linkSince);
    }

    void aStalledEngineIsStalled()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.change = [](telemetry::Sample &sample, int node, int second) {
            if (node == 4 && second >= 50) {
                sample.metrics.set(telemetry::MetricId::EngineSteps, 777);
                sample.metrics.set(telemetry::MetricId::RequestsRunning, 5);
            }
        };
        fleet.run(400);
        const auto replay = fleet.open();
        const FleetSnapshot &shown = *fleet.snapshots[350];
        QCOMPARE(shown.nodes[3]->service, ServiceState::Stalled);
        QCOMPARE(difference(shown, *at(*replay, shown.takenAt)), QString());
    }

    void whereNoHubRanNothingIsKnown()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.run(180);
        const HubTime end = fleet.clock.utcNow();
        const auto replay = fleet.open();
        const auto replayed = at(*replay, end + 300s);
        QVERIFY(replayed);
        QVERIFY(!replay->coverage().isHubKnown);
        for (const fleet::NodeRecord &node : replayed->nodes) {
            QCOMPARE(node->link, LinkState::NeverSeen); // not lost: nobody listened
        }
        QVERIFY(at(*replay, end + 2s));
        QVERIFY(replay->coverage().isHubKnown); // its last samples are fresh
        QVERIFY(at(*replay, fleet.snapshots[0]->takenAt - 3600s));
        QVERIFY(!replay->coverage().isHubKnown);
    }

    void historyOfBeforeThereWereMinutesIsReplayedToo()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.run(300);
        fleet.dropMinutes();
        const auto replay = fleet.open();
        const auto replayed = at(*replay, fleet.snapshots[290]->takenAt);
        QVERIFY(replay->coverage().isHubKnown);
        QVERIFY(!replay->coverage().hubSince.isValid());
        QCOMPARE(replayed->fleet.serving, std::uint32_t(kNodes));
    }

    void aGapIsAGapAndNotMissingForEver()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.run(300);
        const auto replay = fleet.open();
        const auto replayed = at(*replay, fleet.snapshots[290]->takenAt);
        QCOMPARE(replayed->nodes[0]->missing, std::uint64_t(0)); // what was before the window is not missing
    }

    void aMoveCanBeStoppedAndTheNextOneIsRight()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.run(400);
        const auto replay = fleet.open();
        history::CancelToken cancel;
        bool isStopped = false;
        const Status stopped = replay->moveTo(fleet.snapshots[390]->takenAt, cancel, [&](double) {
            cancel.cancel();
            isStopped = true;
        });
        QVERIFY(isStopped);
        QVERIFY_FAILURE(stopped, ErrorCode::Cancelled);
        const FleetSnapshot &shown = *fleet.snapshots[395];
        QCOMPARE(difference(shown, *at(*replay, shown.takenAt)), QString());
    }

    void samplesOfDamagedRowsAreCounted()
    {
        RecordedFleet fleet(kNodes);
        bearAll(fleet);
        fleet.run(120);
        fleet.store();
        runSql(fleet.folder() / "raw-20260314.db", "UPDATE journal SET data = x'00'");
        const auto replay = fleet.open();
        QVERIFY(at(*replay, fleet.snapshots[100]->takenAt));
        QVERIFY(replay->coverage().damage.rows > 0);
    }
};

QTEST_GUILESS_MAIN(TestReconstruction)
#include "tst_reconstruction.moc"
