#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/telemetry/sample.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace iso::history
{

/// Lets the one who asked stop a long query. Shared by both sides.
class CancelToken
{
public:
    void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool isCancelled() const { return m_cancelled.load(std::memory_order_relaxed); }

private:
    std::atomic<bool> m_cancelled{false};
};

/// Samples of one node with from <= node time < to.
struct SampleQuery {
    NodeId node;
    NodeTime from;
    NodeTime to;
    std::size_t limit = 1'000'000; ///< at most this many, the oldest; the result says when there were more
};

/// A sample as it was stored.
struct StoredSample {
    BootId boot;
    std::uint64_t seq = 0;
    NodeTime nodeTime; ///< when it was taken: as the node said, or on the hub's clock where `isTimeCorrected`
    HubTime received;
    bool historical = false;      ///< came by back-fill
    bool isTimeCorrected = false; ///< the node's clock was known to be off
    telemetry::Sample sample;
};

/// Telemetry numbers that the node no longer had when asked again, both included.
struct GapRecord {
    BootId boot;
    std::uint64_t fromSeq = 0;
    std::uint64_t toSeq = 0;
    HubTime recordedAt;
};

/// Stored bytes that could not be read. What they held is missing from the result.
struct Damage {
    std::uint64_t rows = 0;         ///< journal rows that fail their checks or are not where they should be
    std::uint64_t samples = 0;      ///< samples in good rows that this program cannot decode
    std::vector<std::string> files; ///< the files concerned, each once
    [[nodiscard]] bool isNone() const { return rows == 0 && samples == 0 && files.empty(); }
};

struct SampleResult {
    std::vector<StoredSample> samples; ///< by node time; each (boot, seq) once
    std::vector<GapRecord> gaps;       ///< of the boots in `samples`
    bool truncated = false;
    Damage damage;
};

/// Points for a chart: each covers an equal step of time, so a line over them shows every extreme.
struct SeriesQuery {
    NodeId node;
    NodeTime from;
    NodeTime to;
    std::size_t points = 500; ///< how many steps the range is cut into, at most
};

/// One step of a series. Percentiles come from the step's merged histograms. A step without samples is not there: draw
/// a gap where two points are further apart than `SeriesResult::step` and the node's interval allow.
struct SeriesPoint {
    NodeTime time; ///< of the newest sample in the step
    std::uint32_t samples = 0;
    std::optional<telemetry::QuantileBounds> ttftP50, ttftP95, ttftP99; ///< seconds
    telemetry::MetricSet mean;                                          ///< gauges: mean; deltas: sum; counters: last
    telemetry::MetricSet max;
    Duration covered{0}; ///< sum of the samples' intervals
};

struct SeriesResult {
    NodeId node;
    NodeTime from;
    NodeTime to;
    Duration step{0};
    std::vector<SeriesPoint> points; ///< by time
    Damage damage;
};

} // namespace iso::history
