#pragma once

#include "core/node/hub_time.h"
#include "core/node/node_port.h"
#include "core/node/seq_ranges.h"
#include "core/node/telemetry_ring.h"
#include "core/wire/codec.h"

#include <cstdint>
#include <string>

namespace iso::node
{

/// What all links of one node share: who speaks. A new boot has a new id and an empty ring.
struct NodeSelf {
    NodeId id;
    BootId boot;
    std::string topic; ///< of its telemetry
    std::string software;
};

class NodeProtocol;

/// The node behind a link. Called from within the link's own calls, on the same thread.
class NodeHost
{
public:
    virtual ~NodeHost() = default;
    /// The node's own clock, which may be wrong.
    [[nodiscard]] virtual NodeTime now() const = 0;
    [[nodiscard]] virtual wire::Birth birth() const = 0;
    virtual void commandReceived(NodeProtocol &link, const wire::Command &command) = 0;
    virtual void commandQueried(NodeProtocol &link, const wire::CommandQuery &query) = 0;

    // Facts, for who counts them:
    virtual void welcomeChanged(const NodeProtocol & /*link*/, bool /*isWelcome*/) {}
    /// Taken by the telemetry connection, live.
    virtual void samplePublished(std::uint64_t /*seq*/) {}
    virtual void sampleResent(std::uint64_t /*seq*/) {}
    /// The hub asked for so many that are gone.
    virtual void samplesUnavailable(std::uint64_t /*count*/) {}
    /// The hub says that it survives a crash there.
    virtual void sampleStored(std::uint64_t /*seq*/, const TelemetryRing::Entry & /*entry*/) {}
    virtual void notUnderstood() {}
};

/// One node's side of the contract towards one hub: HELLO until WELCOME, the birth, telemetry as it is measured, a
/// heartbeat every 5 s, clock replies, and again whatever the hub missed, from the ring. A node with several hubs has
/// one of these for each, over one ring: telemetry has the same numbers everywhere. Time comes from outside. Used by
/// one thread.
class NodeProtocol
{
public:
    static constexpr Duration kHeartbeatEvery = std::chrono::seconds(5);
    /// Without a WELCOME it says HELLO again.
    static constexpr Duration kHelloAgain = std::chrono::seconds(10);
    /// What was missed is sent again at up to 40 a second, which leaves room below the hub's limit of 50.
    static constexpr Duration kResendEvery = std::chrono::milliseconds(250);
    static constexpr std::size_t kResendBatch = 10;

    /// `resendEvery`: a gateway whose nodes share one allowance sends what was missed more slowly.
    NodeProtocol(const NodeSelf &self, TelemetryRing &ring, NodePort &port, NodeHost &host, wire::Decoder &decoder,
                 Duration resendEvery = kResendEvery);
    NodeProtocol(const NodeProtocol &) = delete;
    NodeProtocol &operator=(const NodeProtocol &) = delete;

    /// A boot begins.
    void start(SteadyTime now);
    /// A boot has ended: what was agreed with the hub is void.
    void stop();
    /// Says HELLO at `helloAt`.
    void linkUp(SteadyTime helloAt);
    void linkDown();
    /// A message of the hub to this node.
    void received(const wire::Envelope &message, SteadyTime now);
    /// The hub's mark about this node.
    void stored(const wire::StoredMark &mark);
    /// The newest of the ring is new: publishes it, or keeps it for when the hub can take it.
    void sampleTaken();
    /// The birth has changed: it is sent again.
    void birthChanged() { m_birthDue = true; }
    /// Greets, beats and sends again what is due.
    void tick(SteadyTime now);
    /// When tick() is due.
    [[nodiscard]] SteadyTime nextDue() const;
    /// False when nothing was queued.
    bool send(wire::Payload payload);
    void sayBye(std::string reason);

    [[nodiscard]] bool isWelcome() const { return m_welcome; }
    [[nodiscard]] const std::string &hubName() const { return m_hubName; }
    /// Of this boot: all up to here survives a crash of the hub, or a power loss there.
    [[nodiscard]] std::uint64_t storedSeq() const { return m_storedSeq; }
    [[nodiscard]] std::uint64_t syncedSeq() const { return m_syncedSeq; }
    [[nodiscard]] const HubTimeEstimate &hubTime() const { return m_hubTime; }

private:
    [[nodiscard]] bool canSend() const { return m_welcome && !m_birthDue; }
    void welcomed(const wire::Welcome &welcome, SteadyTime now);
    void setWelcome(bool welcome);
    void answerClock(const wire::ClockProbe &probe, SteadyTime now);
    void asked(const wire::Resend &resend);
    void greet(SteadyTime now);
    void resend(SteadyTime now);
    bool resendOne(std::uint64_t seq);
    void storedUpTo(std::uint64_t seq);

    const NodeSelf &m_self;
    TelemetryRing &m_ring;
    NodePort &m_port;
    NodeHost &m_host;
    wire::Decoder &m_decoder;
    const Duration m_resendEvery;

    bool m_linkIsUp = false;
    bool m_welcome = false;
    bool m_birthDue = false;
    std::string m_hubName;
    std::uint64_t m_controlSeq = 0;
    std::uint64_t m_storedSeq = 0;
    std::uint64_t m_syncedSeq = 0;
    SeqRanges m_missed;
    HubTimeEstimate m_hubTime;
    SteadyTime m_nextHello;
    SteadyTime m_nextHeartbeat;
    SteadyTime m_nextResend;
};

} // namespace iso::node
