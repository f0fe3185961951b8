#include "core/wire/proto_values.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

namespace iso::wire::detail
{

namespace
{

using telemetry::ExplicitHistogram;
using telemetry::ExponentialHistogram;
using telemetry::LatencyHistogram;

/// 115 days. A longer latency is a wrong unit.
constexpr double kLongestLatency_s = 1e7;
/// More observations than this within one interval of one node cannot be.
constexpr std::uint64_t kMostObservations = 1'000'000'000'000;
constexpr double kLargestSum_s = kLongestLatency_s * 1e12;
/// Sets of explicit bounds side by side: one for each kind of engine on the node.
constexpr std::size_t kMaxExplicit = 16;

template<std::size_t I>
void readMetric(const pb::Metrics &in, bool ofModel, telemetry::MetricSet &out, Checks &checks)
{
    constexpr MetricField field = kMetricFields[I];
    if (!(in.*field.has)()) {
        return;
    }
    const telemetry::MetricInfo &info = telemetry::metricCatalogue()[I];
    if (ofModel && !info.inference) {
        checks.refuse(RefusalReason::BadNumber, info.field, "is a metric of the host, not of a model");
        return;
    }
    out.set(info.id, checks.number(info.field, (in.*field.value)(), info.minimum, info.maximum));
}

template<std::size_t... I>
void readMetrics(const pb::Metrics &in, bool ofModel, telemetry::MetricSet &out, Checks &checks,
                 std::index_sequence<I...>)
{
    // Unrolled, so that the compiler sees through the table of member functions.
    (readMetric<I>(in, ofModel, out, checks), ...);
}

template<typename In>
void readScalars(const In &in, bool ofModel, telemetry::MetricSet &out, Checks &checks)
{
    if (checks.count("absent", in.absent_size(), kMaxMetrics)) {
        for (const pb::AbsentMetric &absent : in.absent()) {
            const auto reason = checks.enumeration("absent.reason", absent.reason(), telemetry::Absence::Renamed);
            // A name that is not in this catalogue may be in a newer one.
            if (const auto id = telemetry::metricByName(checks.text("absent.name", absent.name()))) {
                out.setAbsent(*id, reason);
            }
        }
    }
    if (in.has_metrics()) {
        const Checks::Scope scope(checks, "metrics");
        readMetrics(in.metrics(), ofModel, out, checks, std::make_index_sequence<telemetry::kMetricCount>());
    }
}

ExponentialHistogram readExponential(const pb::ExponentialHistogram &in, Checks &checks)
{
    if (!checks.count("exponential.index_deltas", in.index_deltas_size(), ExponentialHistogram::kMaxBuckets)) {
        return ExponentialHistogram();
    }
    if (in.index_deltas_size() != in.counts_size()) {
        checks.refuse(RefusalReason::BadHistogram, "exponential.counts", "are not as many as the indices");
        return ExponentialHistogram();
    }
    ExponentialHistogram::Parts parts;
    parts.scale = in.scale();
    parts.zeroCount = in.zero_count();
    parts.sum = in.sum_s();
    if (in.has_min_s()) {
        parts.min = in.min_s();
    }
    if (in.has_max_s()) {
        parts.max = in.max_s();
    }
    const std::span deltas(in.index_deltas().data(), static_cast<std::size_t>(in.index_deltas_size()));
    const std::span counts(in.counts().data(), deltas.size());
    parts.buckets.resize(deltas.size());
    std::int64_t index = 0;
    for (std::size_t i = 0; i < deltas.size(); ++i) {
        index += deltas[i];
        // Out of range or out of order is found below; a wrapped index must not look right.
        const std::int64_t held = std::clamp<std::int64_t>(index, std::numeric_limits<std::int32_t>::min(),
                                                           std::numeric_limits<std::int32_t>::max());
        parts.buckets[i] = {static_cast<std::int32_t>(held), counts[i]};
    }
    auto histogram = ExponentialHistogram::fromParts(std::move(parts));
    if (!histogram) {
        checks.refuse(RefusalReason::BadHistogram, "exponential:", histogram.error().message);
        return ExponentialHistogram();
    }
    return *std::move(histogram);
}

void readExplicit(const pb::Latency &in, LatencyHistogram &out, Checks &checks)
{
    if (!checks.count("explicit", in.explicit__size(), kMaxExplicit)) {
        return;
    }
    for (const pb::ExplicitHistogram &part : in.explicit_()) {
        auto histogram = ExplicitHistogram::fromParts({part.bounds_s().begin(), part.bounds_s().end()},
                                                      {part.counts().begin(), part.counts().end()}, part.sum_s());
        if (!histogram) {
            checks.refuse(RefusalReason::BadHistogram, "explicit:", histogram.error().message);
            return;
        }
        out.merge(LatencyHistogram(*std::move(histogram)));
    }
}

/// What is put together, from several forms or several models, keeps to the limits of a single one.
void checkSize(const LatencyHistogram &latency, Checks &checks)
{
    if (latency.count() > kMostObservations || latency.sum() > kLargestSum_s) {
        checks.refuse(RefusalReason::BadHistogram, "counts", "or their sum are more than can be true");
    }
    if (latency.exponential().buckets().size() > ExponentialHistogram::kMaxBuckets ||
        latency.explicitParts().size() > kMaxExplicit) {
        checks.refuse(RefusalReason::TooMany, "buckets", "are too many together");
    }
}

LatencyHistogram readLatency(const pb::Latency &in, Checks &checks)
{
    LatencyHistogram latency(in.has_exponential() ? readExponential(in.exponential(), checks) : ExponentialHistogram());
    readExplicit(in, latency, checks);
    if (checks.count("observations_s", in.observations_s_size(), kMaxObservations)) {
        for (const double value_s : in.observations_s()) {
            latency.record(checks.number("observations_s", value_s, 0, kLongestLatency_s));
        }
    }
    checkSize(latency, checks);
    return latency;
}

void readLatencies(const pb::Latencies &in, telemetry::LatencySet &out, Checks &checks)
{
    const Checks::Scope latencies(checks, "latencies");
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        const LatencyField &field = kLatencyFields[i];
        if ((in.*field.has)()) {
            const Checks::Scope scope(checks, telemetry::latencyCatalogue()[i].field.data());
            out[i] = readLatency((in.*field.value)(), checks);
        }
    }
}

void readModels(const pb::Sample &in, telemetry::Sample &out, Checks &checks)
{
    if (!checks.count("models", in.models_size(), kMaxModels)) {
        return;
    }
    out.models.resize(static_cast<std::size_t>(in.models_size()));
    for (std::size_t i = 0; i < out.models.size(); ++i) {
        const Checks::Scope scope(checks, "models", i);
        const pb::ModelSample &model = in.models(static_cast<int>(i));
        telemetry::ModelSample &target = out.models[i];
        target.model = checks.label("model", model.model());
        const auto sameName = [&model](const telemetry::ModelSample &other) { return other.model == model.model(); };
        if (std::any_of(out.models.begin(), out.models.begin() + static_cast<std::ptrdiff_t>(i), sameName)) {
            checks.refuse(RefusalReason::BadIdentity, "model", "is there twice");
        }
        readScalars(model, true, target.metrics, checks);
        if (model.has_latencies()) {
            readLatencies(model.latencies(), target.latencies, checks);
        }
    }
}

} // namespace

void readSample(const pb::Sample &in, telemetry::Sample &out, Checks &checks)
{
    out.interval = checks.milliseconds("interval_ms", in.interval_ms());
    if (in.interval_ms() == 0) {
        checks.refuse(RefusalReason::BadNumber, "interval_ms", "is missing");
    }
    out.service = checks.enumeration("service", in.service(), telemetry::ServiceState::Misconfigured);
    readScalars(in, false, out.metrics, checks);
    if (in.has_latencies()) {
        readLatencies(in.latencies(), out.latencies, checks);
    }
    readModels(in, out, checks);
    if (checks.count("custom", in.custom_size(), kMaxMetrics)) {
        out.custom.reserve(static_cast<std::size_t>(in.custom_size()));
        for (const pb::CustomMetric &custom : in.custom()) {
            const double value = checks.number("custom.value", custom.value(), std::numeric_limits<double>::lowest(),
                                               std::numeric_limits<double>::max());
            out.custom.push_back(
                {checks.name("custom.name", custom.name()), checks.text("custom.unit", custom.unit()), value});
        }
    }
    if (!checks.failed()) {
        telemetry::sumModels(out);
        for (const auto &latency : out.latencies) {
            if (latency) {
                checkSize(*latency, checks);
            }
        }
    }
}

} // namespace iso::wire::detail
