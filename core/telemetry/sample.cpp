#include "core/telemetry/sample.h"

#include <algorithm>

namespace iso::telemetry
{

namespace
{

constexpr std::array<std::string_view, 11> kServiceStates{"unknown",  "serving",  "idle",         "busy",
                                                          "stalled",  "sleeping", "draining",     "drained",
                                                          "starting", "failed",   "misconfigured"};
static_assert(static_cast<std::size_t>(ServiceState::Misconfigured) + 1 == kServiceStates.size());

constexpr std::array<std::string_view, 5> kLinkStates{"never seen", "live", "late", "lost", "path lost"};
static_assert(static_cast<std::size_t>(LinkState::PathLost) + 1 == kLinkStates.size());

template<typename State, typename Table>
std::optional<State> stateByText(const Table &table, std::string_view text)
{
    const auto found = std::find(table.begin(), table.end(), text);
    return found == table.end() ? std::nullopt : std::optional(static_cast<State>(found - table.begin()));
}

bool takesHighest(MetricId id)
{
    return id == MetricId::KvCacheUsage || id == MetricId::PrefixCacheHit;
}

void sumMetric(Sample &sample, const MetricInfo &info)
{
    std::optional<double> total;
    Absence reason = sample.metrics.absence(info.id);
    for (const ModelSample &model : sample.models) {
        if (const auto value = model.metrics.value(info.id)) {
            const double soFar = total.value_or(0);
            total = takesHighest(info.id) ? std::max(soFar, *value) : soFar + *value;
        } else if (reason == Absence::NotReported) {
            reason = model.metrics.absence(info.id);
        }
    }
    if (total) {
        sample.metrics.set(info.id, std::min(*total, info.maximum));
    } else {
        sample.metrics.setAbsent(info.id, reason);
    }
}

} // namespace

std::string_view toText(ServiceState state)
{
    const auto i = static_cast<std::size_t>(state);
    return i < kServiceStates.size() ? kServiceStates[i] : kServiceStates[0];
}

std::string_view toText(LinkState state)
{
    const auto i = static_cast<std::size_t>(state);
    return i < kLinkStates.size() ? kLinkStates[i] : kLinkStates[0];
}

std::optional<ServiceState> serviceStateByText(std::string_view text)
{
    return stateByText<ServiceState>(kServiceStates, text);
}

std::optional<LinkState> linkStateByText(std::string_view text)
{
    return stateByText<LinkState>(kLinkStates, text);
}

void sumModels(Sample &sample)
{
    if (sample.models.empty()) {
        return;
    }
    for (const MetricInfo &info : metricCatalogue()) {
        if (info.inference && !sample.metrics.has(info.id)) {
            sumMetric(sample, info);
        }
    }
    for (std::size_t i = 0; i < kLatencyCount; ++i) {
        if (sample.latencies[i]) {
            continue;
        }
        for (const ModelSample &model : sample.models) {
            if (!model.latencies[i]) {
                continue;
            }
            if (sample.latencies[i]) {
                sample.latencies[i]->merge(*model.latencies[i]);
            } else {
                sample.latencies[i] = model.latencies[i];
            }
        }
    }
}

} // namespace iso::telemetry
