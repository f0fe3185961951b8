#pragma once

#include "core/wire/checks.h"
#include "core/wire/codec.h"
#include "core/wire/proto/isochrone.pb.h"

#include <array>

/// Between the generated messages and our values. Only inside core/wire: nobody else sees the generated code.
namespace iso::wire::detail
{

namespace pb = iso::wire::v1;

void readSample(const pb::Sample &in, telemetry::Sample &out, Checks &checks);
Birth readBirth(const pb::Birth &in, Checks &checks);
/// The payloads that are neither sample nor birth. The envelope must have one of them.
Payload readControl(const pb::Envelope &in, Checks &checks);
Receipt readReceipt(const pb::Receipt &in, Checks &checks);
CommandBody readCommandBody(const pb::CommandBody &in, Checks &checks);
std::vector<Argument> readArguments(const google::protobuf::RepeatedPtrField<pb::Argument> &in, const char *field,
                                    Checks &checks);

void writeSample(const telemetry::Sample &in, pb::Sample &out);
void writeBirth(const Birth &in, pb::Birth &out);
void writeCommandBody(const CommandBody &in, pb::CommandBody &out);

template<typename Tag>
std::string toBytes(const Uuid<Tag> &id)
{
    return id.isNull() ? std::string() : std::string(id.bytes().begin(), id.bytes().end());
}

/// Enumerators in the contract are ours plus 1.
template<typename Proto, typename Enum>
Proto toProto(Enum value)
{
    return static_cast<Proto>(static_cast<int>(value) + 1);
}

/// How one metric of the catalogue is read and written in pb::Metrics.
struct MetricField {
    bool (pb::Metrics::*has)() const;
    double (pb::Metrics::*value)() const;
    void (pb::Metrics::*set)(double);
};

/// In the order of telemetry::MetricId.
inline constexpr std::array<MetricField, telemetry::kMetricCount> kMetricFields{{
    {&pb::Metrics::has_cpu_utilization_ratio, &pb::Metrics::cpu_utilization_ratio,
     &pb::Metrics::set_cpu_utilization_ratio},
    {&pb::Metrics::has_memory_used_bytes, &pb::Metrics::memory_used_bytes, &pb::Metrics::set_memory_used_bytes},
    {&pb::Metrics::has_memory_total_bytes, &pb::Metrics::memory_total_bytes, &pb::Metrics::set_memory_total_bytes},
    {&pb::Metrics::has_disk_used_ratio, &pb::Metrics::disk_used_ratio, &pb::Metrics::set_disk_used_ratio},
    {&pb::Metrics::has_network_received_bytes, &pb::Metrics::network_received_bytes,
     &pb::Metrics::set_network_received_bytes},
    {&pb::Metrics::has_network_sent_bytes, &pb::Metrics::network_sent_bytes, &pb::Metrics::set_network_sent_bytes},
    {&pb::Metrics::has_gpu_utilization_ratio, &pb::Metrics::gpu_utilization_ratio,
     &pb::Metrics::set_gpu_utilization_ratio},
    {&pb::Metrics::has_gpu_memory_used_bytes, &pb::Metrics::gpu_memory_used_bytes,
     &pb::Metrics::set_gpu_memory_used_bytes},
    {&pb::Metrics::has_gpu_temperature_celsius, &pb::Metrics::gpu_temperature_celsius,
     &pb::Metrics::set_gpu_temperature_celsius},
    {&pb::Metrics::has_gpu_power_watts, &pb::Metrics::gpu_power_watts, &pb::Metrics::set_gpu_power_watts},
    {&pb::Metrics::has_gpu_throttled_ratio, &pb::Metrics::gpu_throttled_ratio, &pb::Metrics::set_gpu_throttled_ratio},
    {&pb::Metrics::has_energy_joules, &pb::Metrics::energy_joules, &pb::Metrics::set_energy_joules},
    {&pb::Metrics::has_load_ratio, &pb::Metrics::load_ratio, &pb::Metrics::set_load_ratio},
    {&pb::Metrics::has_requests_running, &pb::Metrics::requests_running, &pb::Metrics::set_requests_running},
    {&pb::Metrics::has_requests_waiting, &pb::Metrics::requests_waiting, &pb::Metrics::set_requests_waiting},
    {&pb::Metrics::has_kv_cache_usage_ratio, &pb::Metrics::kv_cache_usage_ratio,
     &pb::Metrics::set_kv_cache_usage_ratio},
    {&pb::Metrics::has_prefix_cache_hit_ratio, &pb::Metrics::prefix_cache_hit_ratio,
     &pb::Metrics::set_prefix_cache_hit_ratio},
    {&pb::Metrics::has_preemptions, &pb::Metrics::preemptions, &pb::Metrics::set_preemptions},
    {&pb::Metrics::has_requests_ok, &pb::Metrics::requests_ok, &pb::Metrics::set_requests_ok},
    {&pb::Metrics::has_requests_failed, &pb::Metrics::requests_failed, &pb::Metrics::set_requests_failed},
    {&pb::Metrics::has_tokens_in, &pb::Metrics::tokens_in, &pb::Metrics::set_tokens_in},
    {&pb::Metrics::has_tokens_out, &pb::Metrics::tokens_out, &pb::Metrics::set_tokens_out},
    {&pb::Metrics::has_engine_steps, &pb::Metrics::engine_steps, &pb::Metrics::set_engine_steps},
}};

/// How one latency distribution is read and written in pb::Latencies.
struct LatencyField {
    bool (pb::Latencies::*has)() const;
    const pb::Latency &(pb::Latencies::*value)() const;
    pb::Latency *(pb::Latencies::*add)();
};

/// In the order of telemetry::LatencyId.
inline constexpr std::array<LatencyField, telemetry::kLatencyCount> kLatencyFields{{
    {&pb::Latencies::has_ttft, &pb::Latencies::ttft, &pb::Latencies::mutable_ttft},
    {&pb::Latencies::has_itl, &pb::Latencies::itl, &pb::Latencies::mutable_itl},
    {&pb::Latencies::has_e2e, &pb::Latencies::e2e, &pb::Latencies::mutable_e2e},
    {&pb::Latencies::has_queue, &pb::Latencies::queue, &pb::Latencies::mutable_queue},
}};

} // namespace iso::wire::detail
