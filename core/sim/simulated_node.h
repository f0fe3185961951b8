#pragma once

#include "core/base/counter.h"
#include "core/commands/node_executor.h"
#include "core/sim/fleet_world.h"
#include "core/sim/machine_commands.h"
#include "core/sim/seq_ranges.h"
#include "core/sim/telemetry_ring.h"
#include "core/wire/codec.h"

#include <memory>
#include <string_view>

namespace iso::sim
{

/// A node's connection.
class NodePort
{
public:
    virtual ~NodePort() = default;
    /// False when nothing was queued.
    virtual bool publish(std::string_view topic, std::string_view bytes) = 0;
    virtual bool sendControl(std::string_view bytes) = 0;
};

/// Learns which samples the hub has said are stored.
class StoredObserver
{
public:
    virtual ~StoredObserver() = default;
    virtual void sampleStored(const NodeId &node, const BootId &boot, std::uint64_t seq, NodeTime time, HubTime sent,
                              HubTime stored) = 0;
    /// After each message of the hub that called sampleStored.
    virtual void storedMessageEnds() = 0;
};

/// Written on the fleet's thread, read by any.
struct FleetCounters {
    Counter samples;   ///< measured
    Counter published; ///< and taken by the telemetry connection
    Counter stored;    ///< the hub said so
    Counter resent;
    Counter unavailable; ///< asked for, but gone
    Counter commandsDone;
    Counter badFrames; ///< from the hub, not understood
    std::atomic<std::uint32_t> nodesUp{0};
    std::atomic<std::uint32_t> nodesWelcome{0};
};

/// What all nodes of a fleet share.
struct NodeServices {
    FleetWorld &world;
    const Clock &clock;
    IdSource &ids;
    FleetCounters &counters;
    StoredObserver *stored = nullptr;
    std::vector<wire::CommandDescriptor> catalogue;
    std::string software;
    std::size_t ringCapacity_bytes = 1024 * 1024;
    wire::Decoder decoder{};
    wire::Envelope sampleScratch{}; ///< its payload is a sample
};

/// One node's side of the contract: HELLO, WELCOME, BIRTH, samples, heartbeats, resends, commands. Used by one thread.
class SimulatedNode final : private CommandHost
{
public:
    static constexpr Duration kHeartbeatEvery = std::chrono::seconds(5);
    /// Without a WELCOME it says HELLO again.
    static constexpr Duration kHelloAgain = std::chrono::seconds(10);
    /// What was missed is sent again at up to 40 a second, which leaves room below the hub's limit of 50.
    static constexpr Duration kResendEvery = std::chrono::milliseconds(250);
    static constexpr std::size_t kResendBatch = 10;

    SimulatedNode(std::uint32_t index, NodeServices &services, NodePort &port, Duration interval);
    SimulatedNode(const SimulatedNode &) = delete;
    SimulatedNode &operator=(const SimulatedNode &) = delete;

    /// Starts a new boot; the first sample comes after `untilFirstSample`. `warm`: it has been serving for long.
    void powerUp(SteadyTime now, Duration untilFirstSample, bool warm);
    /// Falls silent without a word. What was in its memory is gone.
    void powerDown();
    /// Says HELLO at `helloAt`.
    void linkUp(SteadyTime helloAt);
    void linkDown();
    void received(const wire::Envelope &message, SteadyTime now);
    /// The hub's mark about this node.
    void stored(const BootId &boot, std::uint64_t storedSeq);
    /// Does what is due; returns when it is due next.
    SteadyTime tick(SteadyTime now);
    void sayBye(std::string reason);

    [[nodiscard]] const NodeId &id() const { return m_plan.id; }
    [[nodiscard]] const BootId &boot() const { return m_boot; }
    [[nodiscard]] bool isOn() const { return m_isOn; }
    [[nodiscard]] bool isWelcome() const { return m_welcome; }
    [[nodiscard]] std::uint64_t lastSeq() const { return m_ring.lastSeq(); }

private:
    // CommandHost
    [[nodiscard]] HubTime utcNow() const override { return m_services.clock.utcNow(); }
    [[nodiscard]] bool isStalled() const override { return m_services.world.faults(m_index).stalled; }
    [[nodiscard]] Duration interval() const override { return m_interval; }
    void setInterval(Duration interval) override;
    void dutyChanged() override { m_services.world.dutyChanged(m_index); }

    [[nodiscard]] NodeTime nodeTimeOf(HubTime utc) const;
    bool send(wire::Payload payload);
    void greet(SteadyTime now);
    void takeSample(SteadyTime now);
    void publish(std::string_view bytes, TelemetryRing::Entry &entry);
    void resend(SteadyTime now);
    bool resendOne(std::uint64_t seq);
    void welcomed(const wire::Welcome &welcome);
    void asked(const wire::Resend &resend);
    void answerClock(const wire::ClockProbe &probe);
    [[nodiscard]] wire::Birth birth() const;
    commands::NodeExecutor &executor();
    void setWelcome(bool welcome);

    const std::uint32_t m_index;
    NodeServices &m_services;
    NodePort &m_port;
    const NodePlan &m_plan;
    Duration m_clockOffset{0};
    Duration m_interval;

    bool m_isOn = false;
    bool m_linkIsUp = false;
    bool m_welcome = false;
    bool m_birthDue = false;
    BootId m_boot;
    std::uint64_t m_controlSeq = 0;
    std::uint64_t m_storedSeq = 0;
    TelemetryRing m_ring;
    SeqRanges m_missed;

    SteadyTime m_nextSample;
    SteadyTime m_nextHello;
    SteadyTime m_nextHeartbeat;
    SteadyTime m_nextResend;
    SteadyTime m_nextCommandStep;
    SteadyTime m_readyAt; ///< invalid when it is

    commands::MemoryIntentStore m_intents; ///< survives a crash, as a real node's does
    MachineCommands m_actions;
    std::unique_ptr<commands::NodeExecutor> m_executor; ///< made at the first command of a boot
};

} // namespace iso::sim
