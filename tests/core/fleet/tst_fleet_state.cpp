#include "tests/core/fleet/fleet_fixture.h"

using namespace iso;
using namespace std::chrono_literals;
using telemetry::LatencyId;
using telemetry::MetricId;
using telemetry::ServiceState;
using test::FleetFixture;
using Kind = fleet::SampleVerdict::Kind;

class tst_FleetState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLiveSampleShowsAtOnce();
    void duplicatesChangeNothing();
    void historicalSamplesLeaveTheLiveStateAlone();
    void samplesOfAnEarlierBootLeaveTheLiveStateAlone();
    void aBackfillOfABootNeverHeardOfDoesNotReplaceTheCurrentOne();
    void anOvertakenSampleCountsButDoesNotReplaceNewerFigures();
    void timesThatCannotBeTrueAreRefused_data();
    void timesThatCannotBeTrueAreRefused();
    void whatWasRefusedForItsTimeIsNotAskedForAgain();
    void whatCameBeforeTheClocksWereComparedIsAskedForAgain();
    void aNodeThatMakesUpNamesIsStopped();
    void whatCouldNotBeKeptIsMissingAgain();
    void aNumberFarBeyondTheLastOneIsRefused();
    void gapsAreAskedForAndGivenUpByTheirNode();
    void gapsOfAPublisherThatCannotResendAreGivenUp();
    void birthsOnTelemetryLeaveNoGap();
    void aPublisherOfAnEarlierSessionIsNotMissingItsBirths();
    void aNodeOfAnEarlierSessionKnowsWhatIsStored();
    void onlyAChangedBirthIsNews();
    void moreNodesThanTheBoundAreRefused();
    void unchangedNodesKeepTheirRecord();
    void figuresLeaveTheWindowAfterAMinute();
};

void tst_FleetState::aLiveSampleShowsAtOnce()
{
    FleetFixture f;
    f.heard("a");
    QCOMPARE(f.send("a", 1, FleetFixture::sample(20, 0.25)), Kind::Live);
    const fleet::NodeRecord node = f.record("a");
    QCOMPARE(node->service, ServiceState::Serving);
    QCOMPARE(node->lastSeq, 1U);
    QCOMPARE(node->requestsInWindow, 20U);
    const fleet::LatencyFigures &ttft = node->latency(LatencyId::TimeToFirstToken);
    QCOMPARE(ttft.count, 20U);
    QVERIFY(ttft.p95.lower <= 0.25 && 0.25 <= ttft.p95.upper);
}

void tst_FleetState::duplicatesChangeNothing()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 1, FleetFixture::sample(20));
    const fleet::NodeRecord before = f.record("a");
    f.clock.advance(1s);
    QCOMPARE(f.send("a", 1, FleetFixture::sample(50)), Kind::Duplicate);
    QCOMPARE(f.record("a"), before);
}

void tst_FleetState::historicalSamplesLeaveTheLiveStateAlone()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 5, FleetFixture::sample(20, 0.1));
    const fleet::NodeRecord before = f.record("a");
    f.clock.advance(1s);

    wire::Header late = f.header("a", 3);
    late.historical = true;
    telemetry::Sample sample = FleetFixture::sample(1000, 9.0);
    sample.service = ServiceState::Failed;
    QCOMPARE(f.fleet.sample(late, sample).kind, Kind::Historical);

    const fleet::NodeRecord after = f.record("a");
    QCOMPARE(after->service, before->service);
    QCOMPARE(after->metrics, before->metrics);
    QCOMPARE(after->requestsInWindow, before->requestsInWindow);
    QCOMPARE(after->latency(LatencyId::TimeToFirstToken).count, before->latency(LatencyId::TimeToFirstToken).count);
    QCOMPARE(after->lastHeard, before->lastHeard);
    QCOMPARE(after->lastSampleReceived, before->lastSampleReceived);
    QCOMPARE(after->lastSeq, 5U);
    QCOMPARE(after->missing, before->missing - 1);
    QCOMPARE(f.fleet.sample(late, sample).kind, Kind::Duplicate);
}

void tst_FleetState::samplesOfAnEarlierBootLeaveTheLiveStateAlone()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 1);
    QCOMPARE(f.fleet.sample(f.header("a", 1, 2), FleetFixture::sample(7)).kind, Kind::Live);
    const fleet::NodeRecord before = f.record("a");
    QCOMPARE(f.fleet.sample(f.header("a", 2, 1), FleetFixture::sample(1000)).kind, Kind::Historical);
    const fleet::NodeRecord after = f.record("a");
    QCOMPARE(after->lastSeq, 1U);
    QCOMPARE(after->requestsInWindow, before->requestsInWindow);
}

void tst_FleetState::aBackfillOfABootNeverHeardOfDoesNotReplaceTheCurrentOne()
{
    FleetFixture f;
    f.heard("a");
    f.born("a", FleetFixture::birth("north", "oslo"), 2);
    f.fleet.sample(f.header("a", 1, 2), FleetFixture::sample(7));

    wire::Header late = f.header("a", 40, 1);
    late.historical = true;
    QCOMPARE(f.fleet.sample(late, FleetFixture::sample(1000)).kind, Kind::Historical);
    QCOMPARE(f.record("a")->lastSeq, 1U);
    QCOMPARE(f.fleet.sample(late, FleetFixture::sample(1000)).kind, Kind::Duplicate);
    QCOMPARE(f.fleet.sample(f.header("a", 2, 2), FleetFixture::sample(7)).kind, Kind::Live);
    QCOMPARE(f.fleet.find(FleetFixture::id("a"))->boot(), FleetFixture::boot(2));
}

void tst_FleetState::anOvertakenSampleCountsButDoesNotReplaceNewerFigures()
{
    FleetFixture f;
    f.heard("a");
    telemetry::Sample newer = FleetFixture::sample(3);
    newer.metrics.set(MetricId::Load, 0.9);
    telemetry::Sample older = FleetFixture::sample(4);
    older.metrics.set(MetricId::Load, 0.1);
    QCOMPARE(f.send("a", 2, newer), Kind::Live);
    QCOMPARE(f.send("a", 1, older), Kind::Live);
    const fleet::NodeRecord node = f.record("a");
    QCOMPARE(node->metrics.value(MetricId::Load), std::optional(0.9));
    QCOMPARE(node->requestsInWindow, 7U);
    QCOMPARE(node->missing, 0U);
}

void tst_FleetState::timesThatCannotBeTrueAreRefused_data()
{
    QTest::addColumn<qint64>("offset_s");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("now") << qint64{0} << true;
    QTest::newRow("5 min ahead") << qint64{300} << true;
    QTest::newRow("more than 5 min ahead") << qint64{301} << false;
    QTest::newRow("30 d old") << qint64{-30 * 86'400} << true;
    QTest::newRow("more than 30 d old") << qint64{-30 * 86'400 - 1} << false;
}

void tst_FleetState::timesThatCannotBeTrueAreRefused()
{
    QFETCH(const qint64, offset_s);
    QFETCH(const bool, isTaken);
    FleetFixture f;
    wire::Header header = f.header("a", 1);
    header.time = header.time + std::chrono::seconds(offset_s);
    const fleet::SampleVerdict verdict = f.fleet.sample(header, FleetFixture::sample());
    QCOMPARE(verdict.kind == Kind::Live, isTaken);
    if (!isTaken) {
        QCOMPARE(verdict.kind, Kind::Refused);
        QCOMPARE(verdict.refusal->reason, wire::RefusalReason::TimeOutOfRange);
        QCOMPARE(f.record("a")->requestsInWindow, 0U);
    }
}

void tst_FleetState::whatWasRefusedForItsTimeIsNotAskedForAgain()
{
    FleetFixture f;
    f.heard("a");
    for (std::uint64_t seq = 1; seq <= 5; ++seq) {
        wire::Header header = f.header("a", seq);
        header.time = header.time + 1h;
        QCOMPARE(f.fleet.sample(header, FleetFixture::sample()).kind, Kind::Refused);
    }
    f.fleet.find(FleetFixture::id("a"))->sentUpTo(FleetFixture::boot(1), 5, f.clock.steadyNow());
    f.clock.advance(3s);
    QVERIFY(f.fleet.tick().resends.empty());
    QCOMPARE(f.record("a")->missing, 0U);
}

void tst_FleetState::whatCameBeforeTheClocksWereComparedIsAskedForAgain()
{
    FleetFixture f;
    f.heard("a");
    fleet::NodeState &node = *f.fleet.find(FleetFixture::id("a"));
    node.welcomed(f.clock.steadyNow());
    const Duration offset = 24h * 400;
    const auto send = [&](std::uint64_t seq, bool isHistorical) {
        wire::Header header = f.header("a", seq);
        header.time = header.time + offset;
        header.historical = isHistorical;
        return f.fleet.sample(header, FleetFixture::sample());
    };
    const fleet::SampleVerdict early = send(1, false);
    QCOMPARE(early.kind, Kind::Refused);
    QVERIFY2(!early.isLost, "it is not given up");
    const HubTime now = f.clock.utcNow();
    const NodeTime there = NodeTime::fromNanoseconds(now.toNanoseconds()) + offset;
    node.clockExchanged(now, there, there, now);
    QCOMPARE(send(2, false).kind, Kind::Live);
    f.clock.advance(5s);
    const fleet::TickOutcome outcome = f.fleet.tick();
    QCOMPARE(outcome.resends.size(), 1U);
    QCOMPARE(outcome.resends.front().range.from, 1U);
    QCOMPARE(outcome.resends.front().range.to, 1U);
    const fleet::SampleVerdict again = send(1, true);
    QCOMPARE(again.kind, Kind::Historical);
    QVERIFY(again.isTimeCorrected);
}

void tst_FleetState::aNodeThatMakesUpNamesIsStopped()
{
    FleetFixture f;
    f.heard("a");
    int taken = 0;
    fleet::SampleVerdict last;
    for (std::uint64_t seq = 1; seq <= 100; ++seq) {
        telemetry::Sample sample = FleetFixture::sample();
        for (int i = 0; i < 10; ++i) {
            sample.custom.push_back({"made.up." + std::to_string(10 * seq + static_cast<std::uint64_t>(i)), "", 1});
        }
        last = f.fleet.sample(f.header("a", seq), sample);
        taken += last.kind == Kind::Live ? 1 : 0;
    }
    QCOMPARE(taken, 76);
    QCOMPARE(last.refusal->reason, wire::RefusalReason::TooMany);
    QVERIFY2(last.isLost, "its numbers become recorded gaps");
    QCOMPARE(f.send("a", 101), Kind::Live);
    // Models are names too, and a refused sample leaves none behind.
    telemetry::Sample models = FleetFixture::sample();
    for (int i = 0; i < 9; ++i) {
        models.models.push_back({"made-up-model-" + std::to_string(i), {}, {}});
    }
    QCOMPARE(f.fleet.sample(f.header("a", 102), models).kind, Kind::Refused);
    models.models.resize(8);
    QCOMPARE(f.fleet.sample(f.header("a", 103), models).kind, Kind::Live);
}

void tst_FleetState::whatCouldNotBeKeptIsMissingAgain()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 1);
    f.send("a", 2);
    f.send("a", 3);
    f.fleet.notKept(f.header("a", 2));
    QCOMPARE(f.record("a")->missing, 1U);
    f.clock.advance(11s);
    const fleet::TickOutcome outcome = f.fleet.tick();
    QCOMPARE(outcome.resends.size(), 1U);
    QCOMPARE(outcome.resends.front().range.from, 2U);
    QCOMPARE(f.send("a", 2), Kind::Live);
    QCOMPARE(f.record("a")->missing, 0U);
}

void tst_FleetState::aNumberFarBeyondTheLastOneIsRefused()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 1);
    QCOMPARE(f.send("a", std::uint64_t{1} << 60), Kind::Refused);
    f.fleet.find(FleetFixture::id("a"))->sentUpTo(FleetFixture::boot(1), std::uint64_t{1} << 60, f.clock.steadyNow());
    QCOMPARE(f.record("a")->missing, 0U);
    QCOMPARE(f.send("a", 2), Kind::Live);
}

void tst_FleetState::gapsAreAskedForAndGivenUpByTheirNode()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 1);
    f.send("a", 4);
    QCOMPARE(f.record("a")->missing, 2U);
    QVERIFY(f.fleet.tick().resends.empty());
    f.clock.advance(2s);
    const fleet::TickOutcome outcome = f.fleet.tick();
    QCOMPARE(outcome.resends.size(), 1U);
    QCOMPARE(outcome.resends[0].node, FleetFixture::id("a"));
    QCOMPARE(outcome.resends[0].boot, FleetFixture::boot(1));
    QCOMPARE(outcome.resends[0].range, (fleet::SeqRange{2, 3}));
    QVERIFY(outcome.givenUp.empty());

    QCOMPARE(f.fleet.find(FleetFixture::id("a"))->gaveUp(FleetFixture::boot(1), {2, 3}), 2U);
    QCOMPARE(f.record("a")->missing, 0U);
    QCOMPARE(f.record("a")->lostForEver, 2U);
}

void tst_FleetState::gapsOfAPublisherThatCannotResendAreGivenUp()
{
    FleetFixture f;
    QVERIFY(f.fleet.birth(f.header("p", 99), FleetFixture::birth("north", "oslo", true)).has_value());
    f.send("p", 100);
    QCOMPARE(f.record("p")->missing, 0U);
    f.send("p", 103);
    f.clock.advance(2s);
    const fleet::TickOutcome outcome = f.fleet.tick();
    QVERIFY(outcome.resends.empty());
    QCOMPARE(outcome.givenUp.size(), 1U);
    QCOMPARE(outcome.givenUp[0].range, (fleet::SeqRange{101, 102}));
    QCOMPARE(f.record("p")->lostForEver, 2U);
    f.clock.advance(20s);
    QVERIFY(f.fleet.tick().givenUp.empty());
}

void tst_FleetState::birthsOnTelemetryLeaveNoGap()
{
    FleetFixture f;
    const wire::Birth birth = FleetFixture::birth("north", "oslo", true);
    std::uint64_t seq = 0;
    for (int minute = 0; minute < 3; ++minute) {
        QVERIFY(f.fleet.birth(f.header("p", ++seq), birth).has_value());
        QCOMPARE(f.send("p", ++seq), Kind::Live);
        f.clock.advance(60s);
        QVERIFY(f.fleet.tick().givenUp.empty());
    }
    QCOMPARE(f.record("p")->missing, 0U);
    QCOMPARE(f.record("p")->lostForEver, 0U);
}

void tst_FleetState::aPublisherOfAnEarlierSessionIsNotMissingItsBirths()
{
    FleetFixture f;
    f.fleet.restore(FleetFixture::id("p"), FleetFixture::birth("north", "oslo", true), FleetFixture::boot(1),
                    f.clock.utcNow() - 1h, {{FleetFixture::boot(1), {{2, 60}, {62, 90}}}});
    f.clock.advance(2s);
    QVERIFY(f.fleet.tick().givenUp.empty());
    QCOMPARE(f.send("p", 90), Kind::Duplicate);
    QCOMPARE(f.send("p", 91), Kind::Live);
    QCOMPARE(f.record("p")->missing, 0U);
}

void tst_FleetState::aNodeOfAnEarlierSessionKnowsWhatIsStored()
{
    FleetFixture f;
    f.fleet.restore(FleetFixture::id("a"), FleetFixture::birth("north", "oslo"), FleetFixture::boot(2),
                    f.clock.utcNow() - 1h, {{FleetFixture::boot(2), {{1, 10}}}, {FleetFixture::boot(1), {{1, 99}}}});
    const fleet::NodeRecord node = f.record("a");
    QCOMPARE(node->link, telemetry::LinkState::NeverSeen);
    QCOMPARE(node->service, ServiceState::Unknown);
    QCOMPARE(node->identity->region.text(), std::string("north"));
    QCOMPARE(f.fleet.find(FleetFixture::id("a"))->storedUpTo(), 10U);
    QCOMPARE(f.fleet.sample(f.header("a", 10, 2), FleetFixture::sample()).kind, Kind::Duplicate);
    QCOMPARE(f.fleet.sample(f.header("a", 99, 1), FleetFixture::sample()).kind, Kind::Duplicate);
    QCOMPARE(f.fleet.sample(f.header("a", 11, 2), FleetFixture::sample()).kind, Kind::Live);
}

void tst_FleetState::onlyAChangedBirthIsNews()
{
    FleetFixture f;
    const wire::Birth birth = FleetFixture::birth("north", "oslo");
    QCOMPARE(f.fleet.birth(f.header("a", 1), birth).value(), true);
    QCOMPARE(f.fleet.birth(f.header("a", 1), birth).value(), false);
    QCOMPARE(f.fleet.birth(f.header("a", 1, 2), birth).value(), false);
    QCOMPARE(f.record("a")->identity->boot, FleetFixture::boot(2));
    QCOMPARE(f.fleet.birth(f.header("a", 1, 2), FleetFixture::birth("north", "bergen")).value(), true);
    QCOMPARE(f.record("a")->identity->site.text(), std::string("bergen"));
}

void tst_FleetState::moreNodesThanTheBoundAreRefused()
{
    FleetFixture f;
    fleet::FleetOptions options;
    options.maxNodes = 2;
    fleet::FleetState small(f.clock, options);
    QVERIFY(small.node(FleetFixture::id("a")).has_value());
    QVERIFY(small.node(FleetFixture::id("b")).has_value());
    QVERIFY(small.node(FleetFixture::id("a")).has_value());
    const auto third = small.node(FleetFixture::id("c"));
    QVERIFY(!third.has_value());
    QCOMPARE(third.error().reason, wire::RefusalReason::FleetFull);
    QCOMPARE(small.sample(f.header("c", 1), FleetFixture::sample()).refusal->reason, wire::RefusalReason::FleetFull);
}

void tst_FleetState::unchangedNodesKeepTheirRecord()
{
    FleetFixture f;
    f.heard("a");
    f.heard("b");
    f.send("a", 1);
    f.send("b", 1);
    const auto first = f.fleet.snapshot({});
    f.send("b", 2);
    const auto second = f.fleet.snapshot({});
    QCOMPARE(second->number, first->number + 1);
    QCOMPARE(second->nodes[0], first->nodes[0]);
    QVERIFY(second->nodes[1] != first->nodes[1]);
    QCOMPARE(first->nodes[1]->lastSeq, 1U);
}

void tst_FleetState::figuresLeaveTheWindowAfterAMinute()
{
    FleetFixture f;
    f.heard("a");
    f.send("a", 1, FleetFixture::sample(20));
    f.clock.advance(70s);
    f.fleet.tick();
    const fleet::NodeRecord node = f.record("a");
    QCOMPARE(node->requestsInWindow, 0U);
    QCOMPARE(node->latency(LatencyId::TimeToFirstToken).count, 0U);
}

QTEST_GUILESS_MAIN(tst_FleetState)
#include "tst_fleet_state.moc"
