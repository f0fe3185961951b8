#include "sim_fixtures.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using test::FakeLoop;

namespace
{

std::vector<std::uint64_t> seqsOf(const std::vector<FakeLoop::Message> &messages)
{
    std::vector<std::uint64_t> seqs;
    for (const auto &message : messages) {
        seqs.push_back(message.envelope.header.seq);
    }
    return seqs;
}

/// Samples that came over control, in order.
std::vector<wire::Envelope> resentBy(const FakeLoop &loop)
{
    return loop.controlOf<telemetry::Sample>();
}

std::vector<std::uint64_t> seqsOf(const std::vector<wire::Envelope> &envelopes)
{
    std::vector<std::uint64_t> seqs;
    for (const auto &envelope : envelopes) {
        seqs.push_back(envelope.header.seq);
    }
    return seqs;
}

std::vector<std::uint64_t> upTo(std::uint64_t from, std::uint64_t to)
{
    std::vector<std::uint64_t> seqs;
    for (std::uint64_t seq = from; seq <= to; ++seq) {
        seqs.push_back(seq);
    }
    return seqs;
}

/// What a node was told is stored.
struct Stored final : sim::StoredObserver {
    struct Line {
        std::uint64_t seq;
        NodeTime time;
        HubTime sent;
        HubTime stored;
    };
    void sampleStored(const NodeId &, const BootId &, std::uint64_t seq, NodeTime time, HubTime sent,
                      HubTime stored) override
    {
        lines.push_back({seq, time, sent, stored});
    }
    void storedMessageEnds() override {}
    std::vector<Line> lines;
};

} // namespace

class TestSimulatedNode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helloThenWelcomeThenBirthThenSamples()
    {
        test::SimRig rig(1);
        rig.answersHello = false;
        rig.connect();
        rig.run(3s);
        QCOMPARE(rig.loop.control.size(), std::size_t(1));
        QVERIFY(std::holds_alternative<wire::Hello>(rig.loop.control[0].envelope.payload));
        QVERIFY(rig.loop.published.empty());

        rig.answersHello = true;
        rig.run(2s);
        QVERIFY(std::holds_alternative<wire::Birth>(rig.loop.control[1].envelope.payload));
        QVERIFY(!rig.loop.published.empty());
        QCOMPARE(rig.loop.control[0].envelope.header.seq, std::uint64_t(1));
        QCOMPARE(rig.loop.control[1].envelope.header.seq, std::uint64_t(2));
    }

    void theBirthTellsPlaceMachineAndCommands()
    {
        test::SimRig rig(20);
        rig.connect();
        rig.run(1s);
        const auto births = rig.loop.controlOf<wire::Birth>();
        QCOMPARE(births.size(), std::size_t(20));
        const auto &plan = rig.world->plan();
        for (const auto &envelope : births) {
            const auto &birth = std::get<wire::Birth>(envelope.payload);
            const auto site = plan.siteByText(birth.site.text());
            QVERIFY(site.has_value());
            QCOMPARE(birth.region, plan.sites[*site].region);
            QVERIFY(birth.place.has_value());
            QVERIFY(!birth.placeName.empty() && !birth.hardware.cpu.empty());
            QCOMPARE(birth.engines.size(), std::size_t(1));
            QVERIFY(!birth.models.empty() && birth.models[0].maxConcurrent > 0);
            QCOMPARE(birth.commands.size(), std::size_t(6));
            QCOMPARE(birth.interval, Duration(1s));
            QVERIFY(!birth.telemetryOnly);
        }
    }

    void helloIsSaidAgainUntilThereIsAnAnswer()
    {
        test::SimRig rig(1);
        rig.answersHello = false;
        rig.connect();
        rig.run(25s);
        QCOMPARE(rig.loop.controlOf<wire::Hello>().size(), std::size_t(3));
    }

    void samplesComeAtTheIntervalAndHeartbeatsEveryFiveSeconds()
    {
        test::SimRig rig(1);
        rig.connect();
        rig.run(60s);
        const auto seqs = seqsOf(rig.loop.published);
        QVERIFY(seqs.size() >= 58 && seqs.size() <= 61);
        for (std::size_t i = 1; i < seqs.size(); ++i) {
            QCOMPARE(seqs[i], seqs[i - 1] + 1);
            const Duration apart =
                rig.loop.published[i].envelope.header.time - rig.loop.published[i - 1].envelope.header.time;
            QCOMPARE(apart, Duration(1s));
        }
        const auto heartbeats = rig.loop.controlOf<wire::Heartbeat>();
        QVERIFY(heartbeats.size() >= 11 && heartbeats.size() <= 13);
        const auto &last = std::get<wire::Heartbeat>(heartbeats.back().payload);
        QVERIFY(last.lastTelemetrySeq > 50 && last.lastTelemetrySeq <= seqs.back());
    }

    void samplesAreLiveAndResentOnesHistorical()
    {
        test::SimRig rig(1);
        rig.connect();
        rig.run(10s);
        for (const auto &message : rig.loop.published) {
            QVERIFY(!message.envelope.header.historical);
        }
        rig.hubSays(rig.idOf(0), wire::Resend{3, 5});
        rig.run(1s);
        const auto resent = resentBy(rig.loop);
        QCOMPARE(seqsOf(resent), upTo(3, 5));
        for (const auto &envelope : resent) {
            QVERIFY(envelope.header.historical);
            QCOMPARE(envelope.header.stream, wire::Stream::Telemetry);
            const auto live = std::find_if(rig.loop.published.begin(), rig.loop.published.end(),
                                           [&](const auto &m) { return m.envelope.header.seq == envelope.header.seq; });
            QVERIFY(live != rig.loop.published.end());
            QCOMPARE(envelope.header.time, live->envelope.header.time);
            QVERIFY(envelope.payload == live->envelope.payload);
        }
    }

    void whatTheRingNoLongerHasIsUnavailable()
    {
        sim::FleetOptions options;
        options.ringMemory_bytes = 1; // the smallest ring there is
        test::SimRig rig(1, {}, options);
        rig.connect();
        rig.run(3min);
        const std::uint64_t last = rig.fleet.node(0).lastSeq();
        rig.hubSays(rig.idOf(0), wire::Resend{1, last + 50});
        rig.forgetSent();
        rig.run(5s);
        const auto gone = rig.loop.controlOf<wire::Unavailable>();
        QCOMPARE(gone.size(), std::size_t(1));
        const auto &range = std::get<wire::Unavailable>(gone[0].payload);
        QCOMPARE(range.from, std::uint64_t(1));
        QVERIFY(range.to > 1 && range.to < last);
        // What is there follows, and nothing is promised beyond the newest of the moment of the question.
        const auto resent = seqsOf(resentBy(rig.loop));
        QCOMPARE(resent, upTo(range.to + 1, last));
    }

    void resendingIsBoundedInRate()
    {
        test::SimRig rig(1);
        rig.connect();
        rig.run(5min);
        rig.hubSays(rig.idOf(0), wire::Resend{1, 300});
        for (int second = 0; second < 8; ++second) {
            rig.forgetSent();
            rig.run(1s);
            const std::size_t resent = resentBy(rig.loop).size();
            QVERIFY2(resent <= 50, QByteArray::number(static_cast<int>(resent)).constData());
        }
        QVERIFY(resentBy(rig.loop).size() < 50);
    }

    void afterAHubsRestartEverythingNotStoredComesAgain()
    {
        test::SimRig rig(1);
        rig.connect();
        rig.run(30s);
        const std::uint64_t before = rig.fleet.node(0).lastSeq();
        rig.disconnect();
        rig.run(10s); // measured, but nobody to tell
        const std::uint64_t missed = rig.fleet.node(0).lastSeq();
        QVERIFY(missed >= before + 9);
        rig.forgetSent();
        rig.storedSeq = before - 4;
        rig.connect();
        const std::uint64_t atWelcome = rig.fleet.node(0).lastSeq();
        rig.run(5s);
        QCOMPARE(seqsOf(resentBy(rig.loop)), upTo(before - 3, atWelcome));
        const auto live = seqsOf(rig.loop.published);
        QCOMPARE(live, upTo(atWelcome + 1, rig.fleet.node(0).lastSeq()));
    }

    void whatThePipeDidNotTakeComesOverControl()
    {
        test::SimRig rig(1);
        rig.connect();
        rig.run(5s);
        const std::uint64_t before = rig.fleet.node(0).lastSeq();
        rig.loop.takesTelemetry = false;
        rig.run(3s);
        rig.loop.takesTelemetry = true;
        const std::uint64_t after = rig.fleet.node(0).lastSeq();
        rig.run(3s);
        QCOMPARE(seqsOf(resentBy(rig.loop)), upTo(before + 1, after));
    }

    void nothingIsLostWhenControlIsFull()
    {
        test::SimRig rig(1);
        rig.loop.takesControl = false;
        rig.connect();
        rig.run(5s);
        QVERIFY(rig.loop.control.empty());
        rig.loop.takesControl = true;
        rig.run(5s);
        // Numbers on control have no gaps, although much was refused.
        std::vector<wire::Envelope> control;
        for (const auto &message : rig.loop.control) {
            if (message.envelope.header.stream == wire::Stream::Control) {
                control.push_back(message.envelope);
            }
        }
        QCOMPARE(seqsOf(control), upTo(1, control.size()));
        QVERIFY(std::holds_alternative<wire::Hello>(control[0].payload));
        QCOMPARE(rig.loop.controlOf<wire::Birth>().size(), std::size_t(1));
    }

    void storedSamplesAreToldOnceWithTheirTimes()
    {
        Stored stored;
        sim::FleetOptions options;
        options.stored = &stored;
        test::SimRig rig(1, {}, options);
        rig.connect();
        rig.run(20s);
        const BootId boot = rig.fleet.node(0).boot();
        const NodeId node = NodeId::fromText(rig.idOf(0)).value();
        rig.hubSays("", wire::StoredMarks{{{node, boot, 5, 0}}});
        rig.hubSays("", wire::StoredMarks{{{node, boot, 5, 5}, {node, boot, 8, 5}}});
        rig.hubSays("", wire::StoredMarks{{{node, rig.ids.newBootId(), 15, 5}}}); // of another boot
        std::vector<std::uint64_t> seqs;
        for (const auto &line : stored.lines) {
            seqs.push_back(line.seq);
            QVERIFY(line.sent.isValid());
            QVERIFY(line.stored >= line.sent);
            QCOMPARE(line.stored, rig.clock.utcNow());
        }
        QCOMPARE(seqs, upTo(1, 8));
        QCOMPARE(rig.fleet.counters().stored.value(), std::uint64_t(8));
    }

    void aClockProbeIsAnsweredWithTheNodesOwnClock()
    {
        test::SimRig rig(1);
        rig.connect();
        const HubTime sent = rig.clock.utcNow();
        rig.hubSays(rig.idOf(0), wire::ClockProbe{sent});
        const auto replies = rig.loop.controlOf<wire::ClockReply>();
        QCOMPARE(replies.size(), std::size_t(1));
        const auto &reply = std::get<wire::ClockReply>(replies[0].payload);
        QCOMPARE(reply.probeSent, sent);
        QVERIFY(reply.replySent >= reply.probeReceived);
        QVERIFY(std::abs(reply.probeReceived.toNanoseconds() - sent.toNanoseconds()) < 20'000'000);
    }

    void aRebirthRequestBringsTheBirthAgain()
    {
        test::SimRig rig(1);
        rig.connect();
        rig.run(1s);
        QCOMPARE(rig.loop.controlOf<wire::Birth>().size(), std::size_t(1));
        rig.hubSays(rig.idOf(0), wire::RebirthRequest{"missing"});
        rig.run(1s);
        QCOMPARE(rig.loop.controlOf<wire::Birth>().size(), std::size_t(2));
    }

    void aSuspendedProcessDoesNotFlood()
    {
        test::SimRig rig(1);
        rig.connect();
        rig.run(5s);
        rig.forgetSent();
        rig.clock.advance(10min);
        rig.run(2s);
        QVERIFY(rig.loop.published.size() <= 4);
    }
};

QTEST_GUILESS_MAIN(TestSimulatedNode)
#include "tst_simulated_node.moc"
