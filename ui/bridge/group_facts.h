#pragma once

#include "core/fleet/snapshot.h"

#include <array>
#include <optional>
#include <span>

namespace iso::bridge
{

/// Any nodes seen as one, such as those of a cluster on the map. Percentiles are read from merged histograms of the
/// last minute, never from percentiles of nodes; levels are those of nodes that can be believed now.
struct GroupFacts {
    std::uint32_t nodes = 0;
    std::uint32_t lost = 0;  ///< link lost or path-lost
    std::uint32_t stale = 0; ///< heard, but what they measured is too old
    /// Heard and fresh nodes, indexed by ServiceState.
    std::array<std::uint32_t, 11> byService{};
    std::uint32_t sites = 0;

    fleet::LatencyFigures latency;           ///< of the one that was asked for
    double coverage_ratio = 0;               ///< share of the requests whose node measured it
    std::uint64_t requests = 0;              ///< of the last minute
    std::optional<double> load_ratio;        ///< mean
    std::optional<double> errors_ratio;      ///< failed / all requests of the last minute
    std::optional<double> power_watts;       ///< sum
    std::optional<double> joulesPerToken;    ///< power over output tokens, of nodes that tell both
    std::optional<fleet::NodeIndex> slowest; ///< the highest p95 of those that can be believed
};

GroupFacts groupFactsOf(std::span<const fleet::NodeRecord> nodes, telemetry::LatencyId latency, HubTime now);

/// Watts over output tokens a second, of one sample; nothing when either is absent or no token came out.
std::optional<double> joulesPerToken(const fleet::NodeSnapshot &node);

} // namespace iso::bridge
