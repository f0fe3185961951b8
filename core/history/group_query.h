#pragma once

#include "core/history/query.h"

#include <array>

namespace iso::history
{

/// What a group of nodes shows beside its latencies.
enum class GroupFigure : std::uint8_t {
    // Mean over the nodes of each node's mean, as ratios.
    Load = 0,
    GpuUtilization,
    KvCacheUsage,
    CpuUtilization,
    // Sum over the nodes of each node's mean.
    RequestsRunning,
    RequestsWaiting,
    Power, ///< watts of the GPUs
    // Sum over the nodes of each node's rate while it reported.
    TokensOutPerSecond,
    RequestsPerSecond,
    // Of sums over all samples.
    ErrorRatio,     ///< failed / all requests
    EnergyPerToken, ///< joules: power x time / output tokens, of the samples that have both
};
inline constexpr std::size_t kGroupFigureCount = 11;

/// Nodes seen as one, on a grid of equal steps. Step i is from + i x step <= node time < from + (i + 1) x step. A range
/// is read from its end to its start; what a budget cut off is read by asking again for the steps before
/// GroupResult::readFrom, and both answers together are what one would have been.
struct GroupQuery {
    static constexpr std::size_t kMostNodes = 20'000;
    static constexpr std::size_t kMostSteps = 5'000;
    static constexpr std::size_t kMostSeparate = 16;
    static constexpr Duration kLeastStep = std::chrono::seconds(1);

    std::vector<NodeId> nodes; ///< each once
    NodeTime from;
    Duration step{0};
    std::size_t steps = 0;
    bool eachNode = false;                   ///< also a series of each node; at most kMostSeparate nodes
    std::uint64_t sampleBudget = UINT64_MAX; ///< ends after so many samples, but not before one step is complete

    [[nodiscard]] NodeTime to() const { return from + step * static_cast<std::int64_t>(steps); }
};

/// One latency of a step, from the merged histograms of all nodes: never an average of percentiles.
struct LatencyPoint {
    std::uint64_t count = 0;
    std::optional<telemetry::QuantileBounds> p50, p95, p99; ///< seconds, with the interval in which the truth lies
    /// Share of the step's requests whose node reports this latency; nothing without requests.
    std::optional<double> coverage_ratio;
};

/// One step. A step without samples is not there.
struct GroupPoint {
    NodeTime start;
    std::uint64_t samples = 0;
    std::uint32_t nodes = 0; ///< that reported anything, of those asked for
    std::array<LatencyPoint, telemetry::kLatencyCount> latencies;
    std::array<std::optional<double>, kGroupFigureCount> figures;
    std::array<std::uint32_t, kGroupFigureCount> figureNodes{}; ///< how many nodes each figure stands on

    [[nodiscard]] const LatencyPoint &latency(telemetry::LatencyId id) const
    {
        return latencies[static_cast<std::size_t>(id)];
    }
    [[nodiscard]] std::optional<double> figure(GroupFigure which) const
    {
        return figures[static_cast<std::size_t>(which)];
    }
};

struct GroupResult {
    /// Steps that start here or later are complete. The query's `from` when everything was read.
    NodeTime readFrom;
    std::uint64_t samples = 0;                     ///< that were read
    std::vector<GroupPoint> points;                ///< by time
    std::vector<std::vector<GroupPoint>> eachNode; ///< in the order of the nodes asked for; empty unless asked for
    /// Why a figure has no value, as a newest sample without it said.
    std::array<telemetry::Absence, kGroupFigureCount> absence{};
    std::vector<NodeId> unknown; ///< nodes of which nothing was ever stored
    Damage damage;
};

} // namespace iso::history
