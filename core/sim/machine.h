#pragma once

#include "core/base/time.h"
#include "core/sim/random.h"
#include "core/sim/world_plan.h"
#include "core/telemetry/sample.h"

#include <cstdint>

namespace iso::sim
{

/// What happens to a machine during one interval.
struct Circumstances {
    Duration interval{0};
    HubTime at; ///< end of the interval
    double offered_rps = 0;
    bool stalled = false;  ///< the engine hangs; its health endpoint does not notice
    double slowFactor = 1; ///< how much longer everything takes
};

/// What a machine was told to do.
enum class Duty : std::uint8_t { Starting, Serving, Draining, Drained };

/// The physics of one node: queue, batch, KV cache, heat, energy. What it measures depends on its plan, the seed, the
/// number of the sample and what happened to it, not on when or by whom it is asked. Used by one thread.
class Machine
{
public:
    static constexpr Duration kStartUp = std::chrono::seconds(12);

    Machine(const NodePlan &plan, std::uint64_t seed, std::uint32_t index);

    /// Switched on: counters at zero, engine loading. The first start of a simulation finds everything warm.
    void boot(HubTime at, bool warm);
    void becomeReady() { m_duty = Duty::Serving; }
    /// Takes no new requests; those under way need until drainEnds().
    void startDrain(HubTime at);
    void completeDrain();
    void resume();

    /// Fills `sample` with what the interval that ends now brought. `number` is 1 for a boot's first.
    void measure(std::uint64_t number, const Circumstances &circumstances, telemetry::Sample &sample);

    [[nodiscard]] Duty duty() const { return m_duty; }
    [[nodiscard]] telemetry::ServiceState service() const { return m_service; }
    [[nodiscard]] HubTime drainEnds() const { return m_drainBegan + m_drainLength; }
    /// 0 to 100.
    [[nodiscard]] std::uint32_t drainPercent(HubTime at) const;
    [[nodiscard]] double running() const { return m_running; }
    [[nodiscard]] double waiting() const { return m_waiting; }
    [[nodiscard]] double engineSteps() const { return m_steps; }
    [[nodiscard]] HubTime bootedAt() const { return m_bootedAt; }
    [[nodiscard]] const NodePlan &plan() const { return m_plan; }
    /// Numbers for whatever else the node makes up, by purpose.
    [[nodiscard]] Random randomFor(std::uint64_t purpose) const { return Random(m_seed, purpose, m_index); }

private:
    /// How the engine stands in this interval.
    struct Moment {
        double seconds = 0;
        double utilization = 0; ///< demand over capacity, may pass 1
        double slowness = 1;
        double served_rps = 0;
        double waitShare = 0;  ///< of requests that wait
        double meanWait_s = 0; ///< of those
        double backlogWait_s = 0;
        double failed = 0;
        double busy = 0; ///< share of what it serves at once
        std::uint64_t finished = 0;
    };
    /// What the requests of one model added up to.
    struct Served {
        std::uint64_t requests = 0;
        double tokensIn = 0;
        double tokensOut = 0;
    };

    Moment queue(const Circumstances &now, Random &random);
    Served serve(const Moment &moment, std::uint64_t requests, telemetry::ModelSample &model, Random &random) const;
    void describeModel(const Moment &moment, double share, const Served &served, const Circumstances &now,
                       telemetry::ModelSample &model, Random &random) const;
    void heat(const Moment &moment, const Circumstances &now, telemetry::MetricSet &metrics, Random &random);
    void describeHost(const Moment &moment, const Served &served, telemetry::MetricSet &metrics, Random &random) const;
    [[nodiscard]] telemetry::ServiceState serviceIn(const Moment &moment, const Circumstances &now) const;

    const NodePlan &m_plan;
    const std::uint64_t m_seed;
    const std::uint32_t m_index;
    // Traits of this one machine, from the seed.
    double m_wavePeriod_s;
    double m_wavePhase;
    double m_prefixHit;
    double m_memoryBase;
    double m_diskBase;
    double m_ambient_celsius;

    Duty m_duty = Duty::Serving;
    telemetry::ServiceState m_service = telemetry::ServiceState::Serving;
    std::uint64_t m_boots = 0;
    HubTime m_bootedAt;
    HubTime m_drainBegan;
    Duration m_drainLength{0};
    double m_runningAtDrain = 0;
    double m_running = 0;
    double m_waiting = 0;
    double m_backlog = 0;
    double m_steps = 0;
    double m_temperature_celsius = 0;
    double m_throttled = 0;
    double m_energy_joules = 0;
};

} // namespace iso::sim
