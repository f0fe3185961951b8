#pragma once

#include "core/sim/fault_schedule.h"
#include "core/sim/machine.h"
#include "core/sim/traffic.h"
#include "core/sim/world_plan.h"

#include <memory>
#include <vector>

namespace iso::sim
{

/// The simulated world: places, machines, the people who ask and what goes wrong. Knows nothing of messages. Used by
/// one thread.
class FleetWorld
{
public:
    /// The error is that of FaultSchedule::create.
    static Result<std::unique_ptr<FleetWorld>> create(const PlanOptions &options, Scenario scenario);
    FleetWorld(const FleetWorld &) = delete;
    FleetWorld &operator=(const FleetWorld &) = delete;

    /// Goes on to this moment: demand and traffic once a second, faults at once. Returns the nodes whose faults have
    /// changed. `sinceStart` must not go back.
    std::vector<std::uint32_t> advance(HubTime utc, Duration sinceStart);
    /// When advance() has something to do next, after the start.
    [[nodiscard]] Duration nextChange() const;

    /// What the node measures in the interval that ends at `at`.
    void measure(std::uint32_t node, std::uint64_t number, Duration interval, HubTime at, telemetry::Sample &sample);
    /// To be called after a node's duty has changed, so that traffic finds or leaves it.
    void dutyChanged(std::uint32_t node);

    [[nodiscard]] const WorldPlan &plan() const { return m_plan; }
    [[nodiscard]] Machine &machine(std::uint32_t node) { return m_machines[node]; }
    [[nodiscard]] const NodeFaults &faults(std::uint32_t node) const { return m_faults->of(node); }
    [[nodiscard]] const Traffic &traffic() const { return *m_traffic; }

private:
    explicit FleetWorld(const PlanOptions &options);

    const WorldPlan m_plan;
    std::vector<Machine> m_machines;
    std::unique_ptr<Traffic> m_traffic;
    std::unique_ptr<FaultSchedule> m_faults;
    Duration m_nextPlan{0};
    HubTime m_now;
};

} // namespace iso::sim
