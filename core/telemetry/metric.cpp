#include "core/telemetry/metric.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>

namespace iso::telemetry
{

namespace
{

// Upper ends of what can be true. Generous: they catch a wrong unit or a broken sensor, not an unusual machine.
constexpr double kMostBytes = 1125899906842624.0; // 1 PiB
constexpr double kMostRequests = 1e9;
constexpr double kMostTokens = 1e12;
constexpr double kMostCount = 9007199254740992.0; // 2^53, the largest count a double holds exactly
constexpr double kMostJoules = 1e15;
constexpr double kMostLoad = 100;

constexpr std::array<MetricInfo, kMetricCount> kMetrics{{
    {MetricId::CpuUtilization, "cpu.utilization", "cpu_utilization_ratio", "CPU utilisation", Unit::Ratio,
     MetricKind::Gauge, false, 0, 1},
    {MetricId::MemoryUsed, "memory.used", "memory_used_bytes", "Memory used", Unit::Bytes, MetricKind::Gauge, false, 0,
     kMostBytes},
    {MetricId::MemoryTotal, "memory.total", "memory_total_bytes", "Memory installed", Unit::Bytes, MetricKind::Gauge,
     false, 0, kMostBytes},
    {MetricId::DiskUsed, "disk.used", "disk_used_ratio", "Disk used", Unit::Ratio, MetricKind::Gauge, false, 0, 1},
    {MetricId::NetworkReceived, "network.received", "network_received_bytes", "Network received", Unit::Bytes,
     MetricKind::Delta, false, 0, kMostBytes},
    {MetricId::NetworkSent, "network.sent", "network_sent_bytes", "Network sent", Unit::Bytes, MetricKind::Delta, false,
     0, kMostBytes},
    {MetricId::GpuUtilization, "gpu.utilization", "gpu_utilization_ratio", "GPU utilisation", Unit::Ratio,
     MetricKind::Gauge, false, 0, 1},
    {MetricId::GpuMemoryUsed, "gpu.memory", "gpu_memory_used_bytes", "GPU memory used", Unit::Bytes, MetricKind::Gauge,
     false, 0, kMostBytes},
    {MetricId::GpuTemperature, "gpu.temp", "gpu_temperature_celsius", "GPU temperature", Unit::Celsius,
     MetricKind::Gauge, false, -60, 200},
    {MetricId::GpuPower, "gpu.power", "gpu_power_watts", "GPU power", Unit::Watts, MetricKind::Gauge, false, 0, 1e6},
    {MetricId::GpuThrottled, "gpu.throttled", "gpu_throttled_ratio", "GPU throttled", Unit::Ratio, MetricKind::Gauge,
     false, 0, 1},
    {MetricId::Energy, "energy", "energy_joules", "Energy", Unit::Joules, MetricKind::Counter, false, 0, kMostJoules},
    {MetricId::Load, "load", "load_ratio", "Load", Unit::Ratio, MetricKind::Gauge, true, 0, kMostLoad},
    {MetricId::RequestsRunning, "requests.running", "requests_running", "Requests running", Unit::Requests,
     MetricKind::Gauge, true, 0, kMostRequests},
    {MetricId::RequestsWaiting, "requests.waiting", "requests_waiting", "Requests waiting", Unit::Requests,
     MetricKind::Gauge, true, 0, kMostRequests},
    {MetricId::KvCacheUsage, "kv.usage", "kv_cache_usage_ratio", "KV-cache use", Unit::Ratio, MetricKind::Gauge, true,
     0, 1},
    {MetricId::PrefixCacheHit, "prefix.hit", "prefix_cache_hit_ratio", "Prefix-cache hits", Unit::Ratio,
     MetricKind::Gauge, true, 0, 1},
    {MetricId::Preemptions, "preemptions", "preemptions", "Preemptions", Unit::Count, MetricKind::Delta, true, 0,
     kMostRequests},
    {MetricId::RequestsOk, "requests.ok", "requests_ok", "Requests served", Unit::Requests, MetricKind::Delta, true, 0,
     kMostRequests},
    {MetricId::RequestsFailed, "requests.failed", "requests_failed", "Requests failed", Unit::Requests,
     MetricKind::Delta, true, 0, kMostRequests},
    {MetricId::TokensIn, "tokens.in", "tokens_in", "Tokens in", Unit::Tokens, MetricKind::Delta, true, 0, kMostTokens},
    {MetricId::TokensOut, "tokens.out", "tokens_out", "Tokens out", Unit::Tokens, MetricKind::Delta, true, 0,
     kMostTokens},
    {MetricId::EngineSteps, "engine.steps", "engine_steps", "Engine steps", Unit::Count, MetricKind::Counter, true, 0,
     kMostCount},
}};

// OpenTelemetry semantic conventions for generative AI, "Model server metrics".
constexpr std::array<LatencyInfo, kLatencyCount> kLatencies{{
    {LatencyId::TimeToFirstToken, "ttft", "ttft", "Time to first token", "gen_ai.server.time_to_first_token"},
    {LatencyId::InterToken, "itl", "itl", "Inter-token latency", "gen_ai.server.time_per_output_token"},
    {LatencyId::EndToEnd, "e2e", "e2e", "End-to-end latency", "gen_ai.server.request.duration"},
    {LatencyId::Queue, "queue", "queue", "Time in queue", ""},
}};

template<typename Table>
constexpr bool isInOrder(const Table &table)
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].id) != i) {
            return false;
        }
    }
    return true;
}
static_assert(isInOrder(kMetrics), "one row for each MetricId, in their order");
static_assert(isInOrder(kLatencies), "one row for each LatencyId, in their order");
static_assert(static_cast<std::size_t>(MetricId::EngineSteps) + 1 == kMetricCount);
static_assert(static_cast<std::size_t>(LatencyId::Queue) + 1 == kLatencyCount);

template<typename Table>
auto idByName(const Table &table, std::string_view name) -> std::optional<decltype(table[0].id)>
{
    const auto row = std::find_if(table.begin(), table.end(), [name](const auto &info) { return info.name == name; });
    return row == table.end() ? std::nullopt : std::optional(row->id);
}

} // namespace

const std::array<MetricInfo, kMetricCount> &metricCatalogue()
{
    return kMetrics;
}

const std::array<LatencyInfo, kLatencyCount> &latencyCatalogue()
{
    return kLatencies;
}

const MetricInfo &infoOf(MetricId id)
{
    ISO_CHECK(static_cast<std::size_t>(id) < kMetricCount);
    return kMetrics[static_cast<std::size_t>(id)];
}

const LatencyInfo &infoOf(LatencyId id)
{
    ISO_CHECK(static_cast<std::size_t>(id) < kLatencyCount);
    return kLatencies[static_cast<std::size_t>(id)];
}

std::optional<MetricId> metricByName(std::string_view name)
{
    return idByName(kMetrics, name);
}

std::optional<LatencyId> latencyByName(std::string_view name)
{
    return idByName(kLatencies, name);
}

std::string_view symbolOf(Unit unit)
{
    switch (unit) {
    case Unit::Ratio:
        return "%";
    case Unit::Bytes:
        return "B";
    case Unit::Celsius:
        return "°C";
    case Unit::Watts:
        return "W";
    case Unit::Joules:
        return "J";
    case Unit::Seconds:
        return "s";
    case Unit::Requests:
        return "requests";
    case Unit::Tokens:
        return "tokens";
    case Unit::Count:
        return "";
    }
    return "";
}

std::string_view toText(Absence reason)
{
    switch (reason) {
    case Absence::NotReported:
        return "not reported";
    case Absence::NotExported:
        return "not exported";
    case Absence::FlagOff:
        return "switched off";
    case Absence::ScrapeFailed:
        return "could not be read";
    case Absence::Stale:
        return "stale";
    case Absence::Renamed:
        return "renamed";
    }
    return "not reported";
}

void MetricSet::set(MetricId id, double value)
{
    if (!std::isfinite(value)) {
        setAbsent(id, Absence::ScrapeFailed);
        return;
    }
    const auto i = static_cast<std::size_t>(id);
    m_present.set(i);
    m_values[i] = value;
    m_absence[i] = Absence::NotReported;
}

void MetricSet::setAbsent(MetricId id, Absence reason)
{
    // Values of absent metrics are kept at 0 so that equal sets compare equal.
    const auto i = static_cast<std::size_t>(id);
    m_present.reset(i);
    m_values[i] = 0;
    m_absence[i] = reason;
}

} // namespace iso::telemetry
