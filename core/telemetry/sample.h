#pragma once

#include "core/base/time.h"
#include "core/telemetry/histogram.h"
#include "core/telemetry/metric.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::telemetry
{

/// Does the node do its work? Judged from the engine's progress, never from a health endpoint alone.
enum class ServiceState : std::uint8_t {
    Unknown = 0,
    Serving,
    Idle,
    Busy,
    Stalled, ///< requests running, but the engine's step counter stands still
    Sleeping,
    Draining,
    Drained,
    Starting,
    Failed,
    Misconfigured,
};

/// Do we hear the node? Judged on the hub's steady clock from control traffic.
enum class LinkState : std::uint8_t {
    NeverSeen = 0,
    Live,
    Late,
    Lost,
    PathLost, ///< most nodes of one path went silent together: we went blind, they may be fine
};

std::string_view toText(ServiceState state);
std::string_view toText(LinkState state);
std::optional<ServiceState> serviceStateByText(std::string_view text);
std::optional<LinkState> linkStateByText(std::string_view text);

/// A metric that is not in the catalogue: named by the node, with its unit.
struct CustomMetric {
    std::string name;
    std::string unit;
    double value = 0;
    bool operator==(const CustomMetric &) const = default;
};

using LatencySet = std::array<std::optional<LatencyHistogram>, kLatencyCount>;

/// One interval's measurements of one model on a node.
struct ModelSample {
    std::string model;
    MetricSet metrics; ///< inference metrics only
    LatencySet latencies;
    bool operator==(const ModelSample &) const = default;
};

/// One interval's measurements of a node.
struct Sample {
    Duration interval{0}; ///< the time it covers, ending at the envelope's node time
    ServiceState service = ServiceState::Unknown;
    MetricSet metrics;    ///< host metrics, and inference metrics summed over the models
    LatencySet latencies; ///< merged over the models
    std::vector<ModelSample> models;
    std::vector<CustomMetric> custom;
    bool operator==(const Sample &) const = default;
};

/// Fills `sample.metrics` and `sample.latencies` from its models where the node gave no sums itself: levels and deltas
/// add up, KV-cache usage and prefix-cache hit take the highest model's value, latencies merge.
void sumModels(Sample &sample);

} // namespace iso::telemetry
