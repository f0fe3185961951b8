#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace iso::telemetry
{

/// The catalogue of quantities every part of Isochrone knows by name. The numbers are stored; only ever append.
enum class MetricId : std::uint8_t {
    // Host
    CpuUtilization = 0,
    MemoryUsed,
    MemoryTotal,
    DiskUsed,
    NetworkReceived,
    NetworkSent,
    GpuUtilization,
    GpuMemoryUsed,
    GpuTemperature,
    GpuPower,
    GpuThrottled,
    Energy,
    // Inference, per model and summed per node
    Load,
    RequestsRunning,
    RequestsWaiting,
    KvCacheUsage,
    PrefixCacheHit,
    Preemptions,
    RequestsOk,
    RequestsFailed,
    TokensIn,
    TokensOut,
    EngineSteps,
};
inline constexpr std::size_t kMetricCount = 23;

/// The latency distributions, in seconds.
enum class LatencyId : std::uint8_t { TimeToFirstToken = 0, InterToken, EndToEnd, Queue };
inline constexpr std::size_t kLatencyCount = 4;

enum class Unit : std::uint8_t { Ratio, Bytes, Celsius, Watts, Joules, Requests, Tokens, Count, Seconds };

/// How values of one node add up over time.
enum class MetricKind : std::uint8_t {
    Gauge,   ///< a level at the end of the interval
    Delta,   ///< what happened within the interval
    Counter, ///< a total since the boot
};

/// Why a metric has no value. "Not there" is never 0.
enum class Absence : std::uint8_t {
    NotReported,  ///< the node said nothing about it
    NotExported,  ///< this engine or host does not have it
    FlagOff,      ///< the engine has it, but it is switched off
    ScrapeFailed, ///< could not be read this time
    Stale,        ///< the source has stopped moving
    Renamed,      ///< an expected series is gone; probably renamed by a newer engine
};

struct MetricInfo {
    MetricId id;
    std::string_view name;  ///< dotted, as in the filter language, ctl and exports: "gpu.utilization"
    std::string_view field; ///< the field's name in the wire contract: "gpu_utilization_ratio"
    std::string_view title; ///< English, for headings
    Unit unit;
    MetricKind kind;
    bool inference; ///< per model (summed per node) instead of per host
    double minimum; ///< smallest value that can be true
    double maximum; ///< largest value that can be true
};

struct LatencyInfo {
    LatencyId id;
    std::string_view name;    ///< "ttft"
    std::string_view field;   ///< "ttft"
    std::string_view title;   ///< "Time to first token"
    std::string_view semconv; ///< the OpenTelemetry GenAI name where there is one, else empty
};

/// One row for each MetricId, in the order of the enumerators.
const std::array<MetricInfo, kMetricCount> &metricCatalogue();
const std::array<LatencyInfo, kLatencyCount> &latencyCatalogue();
const MetricInfo &infoOf(MetricId id);
const LatencyInfo &infoOf(LatencyId id);
std::optional<MetricId> metricByName(std::string_view name);
std::optional<LatencyId> latencyByName(std::string_view name);

/// The unit's symbol for people: "%", "B", "°C"... Ratios are shown times 100.
std::string_view symbolOf(Unit unit);
std::string_view toText(Absence reason);

/// The scalars of one interval: each present with a finite value, or absent with a reason.
class MetricSet
{
public:
    /// A value that is not finite is no value: it counts as one that could not be read.
    void set(MetricId id, double value);
    void setAbsent(MetricId id, Absence reason);

    [[nodiscard]] bool has(MetricId id) const { return m_present.test(static_cast<std::size_t>(id)); }
    [[nodiscard]] std::optional<double> value(MetricId id) const
    {
        return has(id) ? std::optional(m_values[static_cast<std::size_t>(id)]) : std::nullopt;
    }
    /// Why there is no value. NotReported unless the node gave a reason; meaningless when has(id).
    [[nodiscard]] Absence absence(MetricId id) const { return m_absence[static_cast<std::size_t>(id)]; }
    [[nodiscard]] std::size_t presentCount() const { return m_present.count(); }
    void clear() { *this = MetricSet(); }

    bool operator==(const MetricSet &) const = default;

private:
    std::bitset<kMetricCount> m_present;
    std::array<double, kMetricCount> m_values{};
    std::array<Absence, kMetricCount> m_absence{};
};

} // namespace iso::telemetry
