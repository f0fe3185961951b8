#include "core/agent/sample_merge.h"

#include <algorithm>

namespace iso::agent
{

namespace
{

using telemetry::MetricId;
using telemetry::MetricSet;

/// Sets of bounds that one latency of a node may have once its models are merged (core/wire/README.md, Limits).
constexpr std::size_t kMostBoundSets = 16;

bool takesHighest(MetricId id)
{
    return id == MetricId::KvCacheUsage || id == MetricId::PrefixCacheHit;
}

/// False when the hub could not merge it with the other models' any more.
bool hasRoomFor(const telemetry::LatencyHistogram &latency, std::size_t index, const telemetry::Sample &sample)
{
    telemetry::LatencyHistogram all = latency;
    for (const telemetry::ModelSample &model : sample.models) {
        if (model.latencies[index]) {
            all.merge(*model.latencies[index]);
        }
    }
    return all.explicitParts().size() <= kMostBoundSets;
}

void mergeLatencies(const telemetry::LatencySet &from, telemetry::LatencySet &into, const telemetry::Sample &sample)
{
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        if (!from[i] || (!from[i]->isEmpty() && !hasRoomFor(*from[i], i, sample))) {
            continue;
        }
        if (into[i]) {
            into[i]->merge(*from[i]);
        } else {
            into[i] = from[i];
        }
    }
}

} // namespace

void addMetrics(const MetricSet &from, MetricSet &into)
{
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        const auto added = from.value(info.id);
        if (!info.inference || !added) {
            continue;
        }
        const auto before = into.value(info.id);
        const double both = takesHighest(info.id) ? std::max(before.value_or(0), *added) : before.value_or(0) + *added;
        into.set(info.id, std::min(both, info.maximum));
    }
}

std::size_t addReading(const EngineReading &reading, telemetry::Sample &sample)
{
    std::size_t leftOut = 0;
    for (const telemetry::ModelSample &model : reading.models) {
        auto same = std::find_if(sample.models.begin(), sample.models.end(),
                                 [&model](const auto &other) { return other.model == model.model; });
        if (same != sample.models.end()) {
            addMetrics(model.metrics, same->metrics);
        } else if (sample.models.size() < TotalsReader::kMostModels) {
            same = sample.models.insert(sample.models.end(), {model.model, model.metrics, {}});
        } else {
            ++leftOut;
            continue;
        }
        mergeLatencies(model.latencies, same->latencies, sample);
    }
    return leftOut;
}

void addShared(const MetricSet &shared, telemetry::Sample &sample)
{
    MetricSet sum = shared;
    for (const telemetry::ModelSample &model : sample.models) {
        addMetrics(model.metrics, sum);
    }
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        if (info.inference && shared.has(info.id)) {
            sample.metrics.set(info.id, *sum.value(info.id));
        }
    }
}

void setLoad(std::uint64_t maxConcurrent, telemetry::Sample &sample)
{
    for (telemetry::ModelSample &model : sample.models) {
        const auto running = model.metrics.value(MetricId::RequestsRunning);
        const auto waiting = model.metrics.value(MetricId::RequestsWaiting);
        if (running && maxConcurrent > 0) {
            const double demand = *running + waiting.value_or(0);
            const double load = demand / static_cast<double>(maxConcurrent);
            model.metrics.set(MetricId::Load, std::min(load, infoOf(MetricId::Load).maximum));
        } else if (!running) {
            model.metrics.setAbsent(MetricId::Load, model.metrics.absence(MetricId::RequestsRunning));
        }
    }
}

} // namespace iso::agent
