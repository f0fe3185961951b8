#pragma once

#include "core/node/link_port.h"
#include "core/sim/simulated_node.h"
#include "core/transport/node_loop.h"

#include <atomic>
#include <memory>
#include <queue>
#include <unordered_map>
#include <vector>

namespace iso::sim
{

struct FleetOptions {
    Duration interval = std::chrono::seconds(1);
    std::string software = "isochrone-sim";
    /// For the rings of all nodes together; each holds 15 min where it is enough.
    std::size_t ringMemory_bytes = std::size_t{1024} * 1024 * 1024;
    StoredObserver *stored = nullptr;
};

/// Links that a fleet of this plan wants: all nodes of a site on one, at most 16; or one for each node.
std::size_t linkCount(const WorldPlan &plan, bool ownConnections);

/// All nodes of a simulation behind the links of one NodeLoop. Everything but requestStop() and counters() on the
/// loop's thread.
class SimulatedFleet final : public transport::NodeHandler
{
public:
    static constexpr std::size_t kMaxGateways = 16;
    /// A hub must not meet everybody in the same moment.
    static constexpr std::size_t kHellosPerSecond = 4000;
    /// All nodes share one key and so one allowance, which what was missed must leave room in.
    static constexpr std::size_t kResendsPerSecond = 10'000;

    SimulatedFleet(FleetWorld &world, transport::NodeLoop &loop, std::size_t links, FleetOptions options,
                   const Clock &clock, IdSource &ids, Logger &logger);

    void linkUp(transport::LinkIndex link) override;
    void linkDown(transport::LinkIndex link) override;
    void controlReceived(transport::LinkIndex link, std::string_view frame) override;
    SteadyTime tick(SteadyTime now) override;

    /// Every node says BYE, then the loop is stopped. Any thread; also safe in a signal handler.
    void requestStop() { m_stopRequested.store(true); }
    [[nodiscard]] const FleetCounters &counters() const { return m_counters; }
    [[nodiscard]] const SimulatedNode &node(std::uint32_t index) const { return *m_nodes[index]; }
    [[nodiscard]] transport::LinkIndex linkOf(std::uint32_t node) const { return m_linkOf[node]; }

private:
    /// When a node wants its turn; outdated once the node's own due time is another.
    struct Turn {
        SteadyTime at;
        std::uint32_t node = 0;
        bool operator>(const Turn &other) const { return at > other.at; }
    };

    void assignLinks(std::size_t links);
    void start(SteadyTime now);
    void applyFaults(SteadyTime now);
    void schedule(std::uint32_t node, SteadyTime at);
    bool stopStep(SteadyTime now);
    [[nodiscard]] Duration phaseOf(std::uint32_t node) const;

    FleetWorld &m_world;
    transport::NodeLoop &m_loop;
    const FleetOptions m_options;
    const Clock &m_clock;
    Logger &m_logger;
    FleetCounters m_counters;
    NodeServices m_services;
    std::vector<std::unique_ptr<node::LinkPort>> m_ports;
    std::vector<transport::LinkIndex> m_linkOf;
    std::vector<std::vector<std::uint32_t>> m_nodesOf;
    std::vector<std::unique_ptr<SimulatedNode>> m_nodes;
    std::unordered_map<std::string, std::uint32_t> m_byId;
    std::vector<SteadyTime> m_due;
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> m_turns;
    SteadyTime m_startedAt;
    SteadyTime m_stopAt;
    std::atomic<bool> m_stopRequested{false};
};

} // namespace iso::sim
