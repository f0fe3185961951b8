#pragma once

#include "core/agent/engine_source.h"
#include "core/agent/gpu_metrics.h"
#include "core/agent/host_metrics.h"
#include "core/agent/nvml_source.h"

#include <memory>
#include <string>
#include <vector>

namespace iso::agent
{

struct MeasurerOptions {
    HostOptions host;
    bool gpus = true;
    std::string nvmlLibrary = kNvmlLibrary;
    std::vector<EngineOptions> engines; ///< at most 64
};

/// What a birth says that is measured rather than configured.
struct BirthParts {
    wire::Hardware hardware;
    std::vector<wire::Engine> engines;
    std::vector<wire::Model> models;
    std::vector<std::string> metrics; ///< that will be reported

    bool operator==(const BirthParts &) const = default;
};

/// Everything a node measures: host, GPUs and engines. Of one thread, which a hanging disk or GPU driver holds up; the
/// engines are asked on threads of their own.
class Measurer
{
public:
    /// `clock` must outlive it. Asks the engines at once, so that the first measure() a moment later knows of them.
    static Result<std::unique_ptr<Measurer>> create(const MeasurerOptions &options, const Clock &clock);

    /// One sample of the interval that ends now. Differences reach back to the measure() before, so the first has
    /// none. Sums over models are left to the hub, but for what no model can be blamed for. `interval` is also when
    /// the next call is expected: the engines are asked shortly before.
    telemetry::Sample measure(Duration interval);

    /// As known by the last measure(); a change is a reason for a new birth.
    [[nodiscard]] BirthParts birthParts() const;
    /// What works and what does not, for people who set a node up. Call measure() twice before.
    [[nodiscard]] std::vector<Finding> describe() const;

private:
    Measurer(const MeasurerOptions &options, const Clock &clock);
    void measureEngines(telemetry::Sample &sample, Duration interval);
    [[nodiscard]] std::vector<std::string> reportedNames() const;

    HostMetrics m_host;
    std::unique_ptr<GpuMetrics> m_gpus; ///< null when they are not wanted
    std::vector<std::unique_ptr<EngineSource>> m_engines;
    wire::Hardware m_hardware; ///< without the GPUs
    std::size_t m_modelsLeftOut = 0;
};

/// The most engines of a birth.
inline constexpr std::size_t kMostEngines = 64;

} // namespace iso::agent
