#pragma once

#include "core/base/counter.h"
#include "core/node/command_desk.h"
#include "core/node/node_protocol.h"
#include "core/sim/fleet_world.h"
#include "core/sim/machine_commands.h"

#include <memory>
#include <string_view>

namespace iso::sim
{

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
    Duration resendEvery = node::NodeProtocol::kResendEvery;
    wire::Decoder decoder{};
    wire::Envelope sampleScratch{}; ///< its payload is a sample
};

/// One simulated node: a machine of the world behind the node's side of the contract. Used by one thread.
class SimulatedNode final : private CommandHost, private node::NodeHost, private node::NodePort
{
public:
    SimulatedNode(std::uint32_t index, NodeServices &services, node::NodePort &port, Duration interval);
    SimulatedNode(const SimulatedNode &) = delete;
    SimulatedNode &operator=(const SimulatedNode &) = delete;

    /// Starts a new boot; the first sample comes after `untilFirstSample`. `warm`: it has been serving for long.
    void powerUp(SteadyTime now, Duration untilFirstSample, bool warm);
    /// Falls silent without a word. What was in its memory is gone.
    void powerDown();
    /// Says HELLO at `helloAt`.
    void linkUp(SteadyTime helloAt) { m_protocol.linkUp(helloAt); }
    void linkDown() { m_protocol.linkDown(); }
    void received(const wire::Envelope &message, SteadyTime now);
    /// The hub's mark about this node.
    void stored(const wire::StoredMark &mark);
    /// Does what is due; returns when it is due next.
    SteadyTime tick(SteadyTime now);
    void sayBye(std::string reason) { m_protocol.sayBye(std::move(reason)); }

    [[nodiscard]] const NodeId &id() const { return m_plan.id; }
    [[nodiscard]] const BootId &boot() const { return m_self.boot; }
    [[nodiscard]] bool isOn() const { return m_isOn; }
    [[nodiscard]] bool isWelcome() const { return m_protocol.isWelcome(); }
    [[nodiscard]] std::uint64_t lastSeq() const { return m_ring.lastSeq(); }

private:
    // CommandHost
    [[nodiscard]] HubTime utcNow() const override { return m_services.clock.utcNow(); }
    [[nodiscard]] bool isStalled() const override { return m_services.world.faults(m_index).stalled; }
    [[nodiscard]] Duration interval() const override { return m_interval; }
    void setInterval(Duration interval) override;
    void dutyChanged() override { m_services.world.dutyChanged(m_index); }

    // node::NodeHost
    [[nodiscard]] NodeTime now() const override { return nodeTimeOf(utcNow()); }
    [[nodiscard]] wire::Birth birth() const override;
    void commandReceived(node::NodeProtocol &link, const wire::Command &command) override;
    void commandQueried(node::NodeProtocol &link, const wire::CommandQuery &query) override;
    void welcomeChanged(const node::NodeProtocol &link, bool isWelcome) override;
    void samplePublished(std::uint64_t seq) override;
    void sampleResent(std::uint64_t seq) override;
    void samplesUnavailable(std::uint64_t count) override;
    void sampleStored(std::uint64_t seq, const node::TelemetryRing::Entry &entry) override;
    void notUnderstood() override;

    // node::NodePort: the real one, less what gets lost.
    bool publish(std::string_view topic, std::string_view bytes) override;
    bool sendControl(std::string_view bytes) override { return m_port.sendControl(bytes); }

    [[nodiscard]] NodeTime nodeTimeOf(HubTime utc) const;
    void takeSample(SteadyTime now);
    node::CommandDesk &desk();

    const std::uint32_t m_index;
    NodeServices &m_services;
    node::NodePort &m_port;
    const NodePlan &m_plan;
    Duration m_clockOffset{0};
    Duration m_interval;

    bool m_isOn = false;
    node::NodeSelf m_self;
    node::TelemetryRing m_ring;
    node::NodeProtocol m_protocol;

    SteadyTime m_nextSample;
    SteadyTime m_nextCommandStep;
    SteadyTime m_readyAt; ///< invalid when it is

    commands::MemoryIntentStore m_intents; ///< survives a crash, as a real node's does
    MachineCommands m_actions;
    std::unique_ptr<node::CommandDesk> m_desk; ///< made at the first command of a boot
};

} // namespace iso::sim
