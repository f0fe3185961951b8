#include "core/sim/fleet_world.h"

namespace iso::sim
{

namespace
{
constexpr Duration kPlanEvery = std::chrono::seconds(1);
} // namespace

Result<std::unique_ptr<FleetWorld>> FleetWorld::create(const PlanOptions &options, Scenario scenario)
{
    std::unique_ptr<FleetWorld> world(new FleetWorld(options));
    auto faults = FaultSchedule::create(world->m_plan, std::move(scenario));
    if (!faults) {
        return failure(std::move(faults.error()));
    }
    world->m_faults = std::make_unique<FaultSchedule>(std::move(*faults));
    return world;
}

FleetWorld::FleetWorld(const PlanOptions &options)
    : m_plan(planWorld(options))
    , m_traffic(std::make_unique<Traffic>(m_plan))
{
    m_machines.reserve(m_plan.nodes.size());
    for (std::uint32_t i = 0; i < m_plan.nodes.size(); ++i) {
        m_machines.emplace_back(m_plan.nodes[i], m_plan.seed, i);
    }
}

std::vector<std::uint32_t> FleetWorld::advance(HubTime utc, Duration sinceStart)
{
    m_now = utc;
    std::vector<std::uint32_t> changed = m_faults->advance(sinceStart);
    for (const std::uint32_t node : changed) {
        dutyChanged(node);
    }
    if (sinceStart >= m_nextPlan || !changed.empty()) {
        m_traffic->plan(utc);
        m_nextPlan = sinceStart + kPlanEvery;
    }
    return changed;
}

Duration FleetWorld::nextChange() const
{
    return std::min(m_nextPlan, m_faults->nextChange());
}

void FleetWorld::measure(std::uint32_t node, std::uint64_t number, Duration interval, HubTime at,
                         telemetry::Sample &sample)
{
    const NodeFaults &wrong = m_faults->of(node);
    m_machines[node].measure(number, {interval, at, m_traffic->offered_rps(node), wrong.stalled, wrong.slowFactor},
                             sample);
}

void FleetWorld::dutyChanged(std::uint32_t node)
{
    m_traffic->setAccepting(node, !m_faults->of(node).down && m_machines[node].duty() == Duty::Serving);
}

} // namespace iso::sim
