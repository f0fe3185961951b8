#pragma once

#include "core/agent/finding.h"
#include "core/agent/gpu_source.h"
#include "core/base/time.h"
#include "core/telemetry/sample.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace iso::agent
{

/// The GPUs of a node as its sample shows them: mean utilisation, memory and power of all, the hottest temperature, the
/// worst share of throttled time, and their energy since the first reading. What one GPU does not tell is absent for
/// all: a mean or a sum without it would be a wrong one. Of one thread.
class GpuMetrics
{
public:
    /// Opens the source; tried again once a minute while there is none, since a driver may be loaded later.
    using Open = std::function<Result<std::unique_ptr<GpuSource>>()>;

    GpuMetrics(Open open, const Clock &clock);

    /// Writes the GPU metrics, and "gpu.energy" (J) among the custom ones, into `sample`.
    void measure(telemetry::Sample &sample);
    /// Joules of all GPUs since the first measure().
    [[nodiscard]] const Measured<double> &energy() const { return m_energy; }
    [[nodiscard]] const std::vector<wire::GpuDescription> &gpus() const { return m_gpus; }
    /// What the last measure() found.
    void describe(std::vector<Finding> &findings) const;

    static constexpr Duration kRetryInterval = std::chrono::minutes(1);
    static constexpr const char *kEnergyName = "gpu.energy";

private:
    struct Past {
        std::optional<double> energy_joules;
        std::optional<double> throttled_s;
        double energyTotal_joules = 0;
    };

    Measured<std::vector<GpuReading>> read();
    Measured<double> throttledRatio(const std::vector<GpuReading> &readings, Duration elapsed);
    Measured<double> energyOf(const std::vector<GpuReading> &readings);

    Open m_open;
    const Clock &m_clock;
    std::unique_ptr<GpuSource> m_source;
    std::vector<wire::GpuDescription> m_gpus;
    std::vector<Past> m_past;
    SteadyTime m_lastRead;
    SteadyTime m_lastOpened;
    Missing m_whyNone;
    Measured<double> m_energy = firstReading();
    telemetry::MetricSet m_last;
};

} // namespace iso::agent
