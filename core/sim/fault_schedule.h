#pragma once

#include "core/base/result.h"
#include "core/sim/scenario.h"
#include "core/sim/world_plan.h"

#include <vector>

namespace iso::sim
{

/// What is wrong with one node at the moment.
struct NodeFaults {
    bool down = false; ///< crashed or without power: silent
    bool stalled = false;
    double dropRatio = 0; ///< of its samples on PUB
    double slowFactor = 1;
    bool operator==(const NodeFaults &) const = default;
};

/// A scenario applied to a fleet: which node has which fault when. The same plan and scenario give the same faults.
class FaultSchedule
{
public:
    /// An error names the fault and the node, site or region that this fleet does not have.
    static Result<FaultSchedule> create(const WorldPlan &plan, Scenario scenario);

    /// Goes on to this moment after the start; returns the nodes whose faults have changed, ascending.
    std::vector<std::uint32_t> advance(Duration sinceStart);
    [[nodiscard]] const NodeFaults &of(std::uint32_t node) const { return m_nodes[node]; }
    /// When something changes next, after the start.
    [[nodiscard]] Duration nextChange() const { return m_nextChange; }

private:
    /// One fault under way.
    struct Occurrence {
        std::size_t fault = 0;
        Duration ends{0};
        std::vector<std::uint32_t> nodes; ///< ascending
    };

    FaultSchedule(const WorldPlan &plan, Scenario scenario);
    [[nodiscard]] std::vector<std::uint32_t> chooseNodes(std::size_t fault, std::uint64_t repetition) const;
    [[nodiscard]] NodeFaults sumOf(std::uint32_t node) const;
    void findNextChange();

    const WorldPlan *m_plan;
    Scenario m_scenario;
    std::vector<NodeFaults> m_nodes;
    std::vector<std::uint64_t> m_repetitions; ///< begun so far, of each fault
    std::vector<Duration> m_nextBeginnings;   ///< Duration::max(): never
    std::vector<Occurrence> m_active;
    Duration m_nextChange{0};
};

} // namespace iso::sim
