#pragma once

#include "core/base/time.h"
#include "core/sim/world_plan.h"

#include <vector>

namespace iso::sim
{

/// Who serves whom. People ask where they live; their site serves them as long as its machines have room, then its
/// neighbours do, nearer ones more. Used by one thread.
class Traffic
{
public:
    /// A site fills its machines to this utilisation before it sends requests elsewhere.
    static constexpr double kFullSite = 0.92;

    explicit Traffic(const WorldPlan &plan);

    /// Whether a node takes requests: not draining, not drained, not dead. A stalled one does take them.
    void setAccepting(std::uint32_t node, bool accepting);
    /// Shares the demand of this moment out.
    void plan(HubTime utc);

    /// Requests per second that reach a node.
    [[nodiscard]] double offered_rps(std::uint32_t node) const;
    /// All that is asked, and what no machine was there to take.
    [[nodiscard]] double demand_rps() const { return m_demand_rps; }
    [[nodiscard]] double unserved_rps() const { return m_unserved_rps; }

private:
    struct Site {
        double installed_rps = 0; ///< of all its machines
        double accepting_rps = 0; ///< of those that take requests
        double assigned_rps = 0;
    };

    /// What the neighbours could not take.
    double spill(std::uint32_t from, double requests_rps);

    const WorldPlan &m_plan;
    std::vector<Site> m_sites;
    std::vector<bool> m_accepting;
    double m_demand_rps = 0;
    double m_unserved_rps = 0;
};

} // namespace iso::sim
