#include "core/wire/codec.h"
#include "tests/core/session/hub_rig.h"
#include "tests/support/result_checks.h"

using namespace iso;
using transport::PeerId;
using transport::Sender;
using wire::RefusalReason;

namespace
{

const PeerId kPeer{std::string("\0peer", 5), false};
const PeerId kOther{std::string("\0othe", 5), false};
const char *const kTopic = "t/r/s/a";

} // namespace

/// Messages as the sockets hand them over, good and bad.
class tst_HubService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_hub = std::make_unique<test::HubRig>();
        m_seq = 0;
    }

    void aSampleIsShownAndStored()
    {
        telemetry(sample());
        const fleet::NodeState *node = m_hub->fleet.find(id());
        QVERIFY(node != nullptr);
        QCOMPARE(node->now().lastSeq, 1U);
        QTRY_COMPARE_WITH_TIMEOUT(m_hub->historyLoop->storedSamples(), std::uint64_t(1), 10'000);
        // The same bytes again change nothing.
        --m_seq;
        telemetry(sample());
        QCOMPARE(node->now().lastSeq, 1U);
        QCOMPARE(refusals(), std::uint64_t(0));
    }

    void snapshotsKeepTheirPaceWhenOneIsLate()
    {
        using namespace std::chrono_literals;
        const SteadyTime start = m_hub->clock.steadyNow();
        QVERIFY(m_hub->service().tick(start) == start + 100ms);
        QVERIFY(m_hub->service().tick(start + 130ms) == start + 200ms);
        QVERIFY(m_hub->service().tick(start + 530ms) == start + 600ms); // what was missed is not made up for
    }

    void aLargeFleetHasFiguresAtOnceAndThenInTurns()
    {
        using namespace std::chrono_literals;
        const auto grow = [this](int from, int to) {
            for (int i = from; i < to; ++i) {
                wire::Header header;
                header.node = NodeId::fromText("n" + std::to_string(i)).value();
                header.boot = BootId({1, 2, 3});
                QVERIFY(m_hub->fleet.birth(header, born()));
            }
        };
        const auto counted = [this] { return m_hub->fleet.snapshot({})->fleet.nodes; };
        grow(0, 1'500);
        const SteadyTime start = m_hub->clock.steadyNow();
        m_hub->service().tick(start);
        QCOMPARE(counted(), 1'500U); // nobody sees a fleet without figures
        grow(1'500, 3'000);
        for (const Duration later : {900ms, 1'000ms, 1'100ms}) {
            m_hub->service().tick(start + later);
            QCOMPARE(counted(), 1'500U);
        }
        m_hub->service().tick(start + 1'200ms); // the third turn of the second second
        QCOMPARE(counted(), 3'000U);
    }

    void aTelemetryOnlyNodeIsHeardByItsSamplesAndLostByItsBye()
    {
        wire::Birth birth = born();
        birth.telemetryOnly = true;
        telemetry(birth);
        telemetry(sample());
        const fleet::NodeState *node = m_hub->fleet.find(id());
        QCOMPARE(node->now().link, telemetry::LinkState::Live);
        telemetry(wire::Bye{"done"});
        QCOMPARE(node->now().link, telemetry::LinkState::Lost);
    }

    void aNodeWithAControlConnectionIsNotBelievedByItsTelemetry()
    {
        control(kPeer, wire::Hello{"test"});
        control(kPeer, born());
        QCOMPARE(m_hub->fleet.find(id())->now().link, telemetry::LinkState::Live);
        control(kPeer, wire::Bye{"done"});
        telemetry(sample());
        QCOMPARE(m_hub->fleet.find(id())->now().link, telemetry::LinkState::Lost);
    }

    void whoHasNotSaidHelloIsNotListenedTo()
    {
        control(kPeer, born());
        QVERIFY(m_hub->fleet.find(id()) == nullptr);
        QVERIFY(m_hub->connections.find(id()) == nullptr);
    }

    void anotherConnectionCannotSpeakForTheNode()
    {
        control(kPeer, wire::Hello{"test"});
        control(kOther, wire::Heartbeat{7});
        // kPeer is no real connection, so a HELLO of another takes over; before it, the other is turned away.
        QCOMPARE(m_hub->refused(RefusalReason::NotOwner), std::uint64_t(1));
        QCOMPARE(m_hub->connections.find(id())->peer, kPeer);
    }

    void aHubsWordsFromANodeAreRefused()
    {
        control(kPeer, wire::Hello{"test"});
        control(kPeer, wire::Resend{1, 2});
        QCOMPARE(m_hub->refused(RefusalReason::WrongDirection), std::uint64_t(1));
    }

    void fromARevokedKeyNothingIsEvenDecoded()
    {
        const PublicKey key = PublicKey::fromBytes({1, 2, 3});
        approve(key);
        const Sender sender{key.text(), "10.0.0.1", true};
        telemetry(sample(), sender);
        QCOMPARE(m_hub->fleet.find(id())->now().lastSeq, 1U);
        enrolment::KeyDecision revoke;
        revoke.action = enrolment::KeyDecision::Action::Revoke;
        revoke.key = key;
        m_hub->desk->decide(revoke, [](const Status &) {});
        // In the same moment, before the ledger has answered.
        telemetry(sample(), sender);
        m_hub->service().telemetryReceived(sender, kTopic, "noise");
        m_hub->service().controlReceived({std::string("\0peer", 5), true}, sender, "noise");
        m_hub->service().misframed(sender, "noise");
        QCOMPARE(m_hub->refused(RefusalReason::NotApproved), std::uint64_t(4));
        QCOMPARE(m_hub->refused(RefusalReason::Malformed), std::uint64_t(0));
        QCOMPARE(m_hub->fleet.find(id())->now().lastSeq, 1U);
    }

    void aKeyCannotChooseTheNumberOfItsConnection()
    {
        const PublicKey key = PublicKey::fromBytes({1, 2, 3});
        approve(key);
        control({"chosen", true}, wire::Hello{"test"}, {key.text(), "10.0.0.1", true});
        QCOMPARE(m_hub->refused(RefusalReason::BadIdentity), std::uint64_t(1));
        QVERIFY(m_hub->connections.find(id()) == nullptr);
    }

    void aPlainConnectionThatWasThereLosesTheNodeToItsKey()
    {
        control(kPeer, wire::Hello{"test"});
        QVERIFY(m_hub->connections.find(id()) != nullptr);
        const PublicKey key = PublicKey::fromBytes({1, 2, 3});
        approve(key);
        telemetry(sample(), {key.text(), "10.0.0.1", true});
        QVERIFY(m_hub->connections.find(id()) == nullptr);
        control(kPeer, wire::Hello{"test"});
        QCOMPARE(m_hub->refused(RefusalReason::NotOwner), std::uint64_t(1));
    }

    void aFloodOfOneNodeLeavesTheOthersTheirShare()
    {
        for (int i = 0; i < 2'000; ++i) {
            m_hub->service().telemetryReceived({}, "t/r/s/loud", "noise");
        }
        QVERIFY(m_hub->refused(RefusalReason::RateLimited) >= 1'000);
        telemetry(sample());
        QCOMPARE(m_hub->fleet.find(id())->now().lastSeq, 1U);
    }

    void numbersThatWillNeverComeBecomeAGap()
    {
        control(kPeer, wire::Hello{"test"});
        control(kPeer, born());
        telemetry(sample());
        m_seq += 5;
        telemetry(sample());
        control(kPeer, wire::Unavailable{2, 6});
        QCOMPARE(m_hub->fleet.find(id())->now().lostForEver, 5U);
        QCOMPARE(m_hub->fleet.find(id())->now().missing, 0U);
    }

private:
    static NodeId id() { return NodeId::fromText("a").value(); }
    static telemetry::Sample sample()
    {
        telemetry::Sample sample;
        sample.interval = std::chrono::seconds(1);
        sample.service = telemetry::ServiceState::Serving;
        return sample;
    }
    static wire::Birth born()
    {
        wire::Birth birth;
        birth.region = RegionId::fromText("r").value();
        birth.site = SiteId::fromText("s").value();
        birth.interval = std::chrono::seconds(1);
        birth.software = "test";
        return birth;
    }
    std::string encoded(wire::Stream stream, std::uint64_t seq, wire::Payload payload) const
    {
        wire::Envelope envelope;
        envelope.header.node = id();
        envelope.header.boot = BootId({1, 2, 3});
        envelope.header.stream = stream;
        envelope.header.seq = seq;
        envelope.header.time = NodeTime::fromNanoseconds(m_hub->clock.utcNow().toNanoseconds());
        envelope.payload = std::move(payload);
        return wire::encode(envelope);
    }
    void telemetry(wire::Payload payload, const Sender &sender = {})
    {
        m_hub->service().telemetryReceived(sender, kTopic,
                                           encoded(wire::Stream::Telemetry, ++m_seq, std::move(payload)));
    }
    void control(const PeerId &peer, wire::Payload payload, const Sender &sender = {})
    {
        m_hub->service().controlReceived(peer, sender,
                                         encoded(wire::Stream::Control, ++m_controlSeq, std::move(payload)));
    }
    void approve(const PublicKey &key)
    {
        enrolment::KeyDecision approval;
        approval.key = key;
        QVERIFY_RESULT(m_hub->decide(approval));
    }
    [[nodiscard]] std::uint64_t refusals() const
    {
        std::uint64_t all = 0;
        for (const std::uint64_t count : m_hub->refusals.counts()) {
            all += count;
        }
        return all;
    }

    std::unique_ptr<test::HubRig> m_hub;
    std::uint64_t m_seq = 0;
    std::uint64_t m_controlSeq = 0;
};

QTEST_GUILESS_MAIN(tst_HubService)
#include "tst_hub_service.moc"
