#pragma once

#include "core/base/time.h"
#include "core/telemetry/histogram.h"
#include "core/telemetry/sample.h"

#include <array>
#include <cstdint>
#include <optional>

namespace iso::history
{

/// The whole fleet over one minute, as the hub saw it at the minute's end. Where a minute is not there, no hub was
/// running: a gap.
struct FleetMinute {
    HubTime at;        ///< the end of the minute
    HubTime hubSince;  ///< when the hub that saw it began
    SteadyTime steady; ///< of that hub at `at`: its windows of time are cut on this clock

    std::uint32_t nodes = 0; ///< without the retired ones
    std::uint32_t serving = 0;
    std::array<std::uint32_t, 5> byLink{};     ///< indexed by telemetry::LinkState
    std::array<std::uint32_t, 11> byService{}; ///< indexed by telemetry::ServiceState

    std::uint64_t requests = 0; ///< ok and failed, of the minute
    std::uint64_t failed = 0;
    std::uint64_t ttftCount = 0;                                        ///< requests with a time to first token
    std::optional<telemetry::QuantileBounds> ttftP50, ttftP95, ttftP99; ///< seconds, of merged histograms
    double ttftCoverage_ratio = 0;                                      ///< share of the requests they stand for
    std::optional<double> load_ratio, tokensOutPerSecond, power_watts;

    /// Nodes that nobody could count on: lost, path lost, stalled, failed or misconfigured.
    [[nodiscard]] std::uint32_t troubled() const;
};

} // namespace iso::history
