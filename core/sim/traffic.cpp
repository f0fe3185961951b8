#include "core/sim/traffic.h"

#include "core/sim/demand.h"

#include <algorithm>

namespace iso::sim
{

namespace
{
/// Added to a distance, so that the neighbour next door does not take everything.
constexpr double kNear_km = 100;
} // namespace

Traffic::Traffic(const WorldPlan &plan)
    : m_plan(plan)
    , m_sites(plan.sites.size())
    , m_accepting(plan.nodes.size(), true)
{
    for (const NodePlan &node : plan.nodes) {
        m_sites[node.site].installed_rps += node.kind->capacity_rps();
        m_sites[node.site].accepting_rps += node.kind->capacity_rps();
    }
}

void Traffic::setAccepting(std::uint32_t node, bool accepting)
{
    if (m_accepting[node] == accepting) {
        return;
    }
    m_accepting[node] = accepting;
    // Summed anew instead of adjusted, so that rounding leaves no ghost of a machine.
    const SitePlan &at = m_plan.sites[m_plan.nodes[node].site];
    double sum = 0;
    for (std::uint32_t i = at.firstNode; i < at.firstNode + at.nodeCount; ++i) {
        sum += m_accepting[i] ? m_plan.nodes[i].kind->capacity_rps() : 0;
    }
    m_sites[m_plan.nodes[node].site].accepting_rps = sum;
}

void Traffic::plan(HubTime utc)
{
    std::vector<std::pair<std::uint32_t, double>> overflows;
    m_demand_rps = 0;
    m_unserved_rps = 0;
    for (std::uint32_t i = 0; i < m_sites.size(); ++i) {
        Site &site = m_sites[i];
        const SitePlan &at = m_plan.sites[i];
        const double demand = site.installed_rps * at.demandFactor * demandAt(at.city.place.longitude_deg, utc);
        site.assigned_rps = std::min(demand, site.accepting_rps * kFullSite);
        m_demand_rps += demand;
        if (demand > site.assigned_rps) {
            overflows.emplace_back(i, demand - site.assigned_rps);
        }
    }
    for (const auto &[site, requests] : overflows) {
        const double left = spill(site, requests);
        if (m_sites[site].accepting_rps > 0) {
            m_sites[site].assigned_rps += left;
        } else {
            m_unserved_rps += left;
        }
    }
}

double Traffic::spill(std::uint32_t from, double requests_rps)
{
    const SitePlan &at = m_plan.sites[from];
    double totalWeight = 0;
    std::vector<std::pair<std::uint32_t, double>> weights;
    double room = 0;
    for (const std::uint32_t to : at.neighbours) {
        const Site &site = m_sites[to];
        const double spare = site.accepting_rps * kFullSite - site.assigned_rps;
        if (spare > 0) {
            const double distance = distance_km(at.city.place, m_plan.sites[to].city.place);
            weights.emplace_back(to, spare / (kNear_km + distance));
            totalWeight += weights.back().second;
            room += spare;
        }
    }
    const double moved = std::min(requests_rps, room);
    double placed = 0;
    for (const auto &[to, weight] : weights) {
        Site &site = m_sites[to];
        const double spare = site.accepting_rps * kFullSite - site.assigned_rps;
        const double share = std::min(moved * weight / totalWeight, spare);
        site.assigned_rps += share;
        placed += share;
    }
    // What the weights gave to a neighbour without so much room goes to whoever has some, nearest first.
    for (const auto &[to, weight] : weights) {
        Site &site = m_sites[to];
        const double share = std::clamp(moved - placed, 0.0, site.accepting_rps * kFullSite - site.assigned_rps);
        site.assigned_rps += share;
        placed += share;
    }
    return requests_rps - placed;
}

double Traffic::offered_rps(std::uint32_t node) const
{
    const NodePlan &plan = m_plan.nodes[node];
    const Site &site = m_sites[plan.site];
    return m_accepting[node] ? site.assigned_rps * plan.kind->capacity_rps() / site.accepting_rps : 0;
}

} // namespace iso::sim
