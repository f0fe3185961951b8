#pragma once

#include "core/agent/engine_meter.h"
#include "core/telemetry/sample.h"

namespace iso::agent
{

/// Adds an engine's models and what it shares between them to a node's sample. A model that several engines serve is
/// one model: levels and counts add up, KV-cache use and prefix-cache hits take the highest, latencies merge. Returns
/// how many models found no room.
std::size_t addReading(const EngineReading &reading, telemetry::Sample &sample);

/// Adds metrics of inference up as addReading() does; what neither has keeps the reason of `into`.
void addMetrics(const telemetry::MetricSet &from, telemetry::MetricSet &into);

/// Counts what engines could not blame on a model (in `shared`) on top of the sums over the sample's models, which the
/// hub would otherwise make without it.
void addShared(const telemetry::MetricSet &shared, telemetry::Sample &sample);

/// Sets each model's share of the node's load: its requests running and waiting over the requests that all engines
/// can run at once.
void setLoad(std::uint64_t maxConcurrent, telemetry::Sample &sample);

} // namespace iso::agent
