#include "core/wire/proto_values.h"

namespace iso::wire::detail
{

namespace
{

template<typename Out>
void writeScalars(const telemetry::MetricSet &in, Out &out)
{
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        if (const auto value = in.value(info.id)) {
            (out.mutable_metrics()->*kMetricFields[static_cast<std::size_t>(info.id)].set)(*value);
        } else if (in.absence(info.id) != telemetry::Absence::NotReported) {
            pb::AbsentMetric &absent = *out.add_absent();
            absent.set_name(info.name.data(), info.name.size());
            absent.set_reason(toProto<pb::AbsentMetric::Reason>(in.absence(info.id)));
        }
    }
}

void writeExponential(const telemetry::ExponentialHistogram &in, pb::ExponentialHistogram &out)
{
    out.set_scale(in.scale());
    out.set_zero_count(in.zeroCount());
    out.set_sum_s(in.sum());
    if (const auto min = in.min()) {
        out.set_min_s(*min);
    }
    if (const auto max = in.max()) {
        out.set_max_s(*max);
    }
    const auto buckets = in.buckets();
    out.mutable_index_deltas()->Reserve(static_cast<int>(buckets.size()));
    out.mutable_counts()->Reserve(static_cast<int>(buckets.size()));
    std::int32_t previous = 0;
    for (const auto &bucket : buckets) {
        out.add_index_deltas(bucket.index - previous);
        out.add_counts(bucket.count);
        previous = bucket.index;
    }
}

void writeLatency(const telemetry::LatencyHistogram &in, pb::Latency &out)
{
    const auto &exponential = in.exponential();
    if (!exponential.isEmpty() || exponential.scale() != telemetry::ExponentialHistogram::kDefaultScale) {
        writeExponential(exponential, *out.mutable_exponential());
    }
    for (const telemetry::ExplicitHistogram &part : in.explicitParts()) {
        pb::ExplicitHistogram &target = *out.add_explicit_();
        target.mutable_bounds_s()->Add(part.bounds.begin(), part.bounds.end());
        target.mutable_counts()->Add(part.counts.begin(), part.counts.end());
        target.set_sum_s(part.sum);
    }
}

template<typename Out>
void writeLatencies(const telemetry::LatencySet &in, Out &out)
{
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        if (in[i]) {
            writeLatency(*in[i], *(out.mutable_latencies()->*kLatencyFields[i].add)());
        }
    }
}

} // namespace

void writeSample(const telemetry::Sample &in, pb::Sample &out)
{
    using std::chrono::milliseconds;
    out.set_interval_ms(static_cast<std::uint32_t>(std::chrono::round<milliseconds>(in.interval).count()));
    out.set_service(toProto<pb::Sample::Service>(in.service));
    writeScalars(in.metrics, out);
    writeLatencies(in.latencies, out);
    for (const telemetry::ModelSample &model : in.models) {
        pb::ModelSample &target = *out.add_models();
        target.set_model(model.model);
        writeScalars(model.metrics, target);
        writeLatencies(model.latencies, target);
    }
    for (const telemetry::CustomMetric &custom : in.custom) {
        pb::CustomMetric &target = *out.add_custom();
        target.set_name(custom.name);
        target.set_unit(custom.unit);
        target.set_value(custom.value);
    }
}

} // namespace iso::wire::detail
