#pragma once

#include "core/history/query.h"
#include "core/telemetry/sample.h"
#include "ui/charts/series_data.h"

#include <array>
#include <optional>
#include <vector>

namespace iso::charts
{

/// What the charts of a node show.
enum class Quantity {
    TtftP50, ///< ms, as the two below
    TtftP95,
    TtftP99,
    Load, ///< percent, as the three below
    GpuUtilization,
    KvCacheUsage,
    CpuUtilization,
    RequestsRunning,
    RequestsWaiting,
    TokensOut, ///< per second
    // The interval that the p95 certainly lies in, ms. Where it has no upper end, the estimate stands for it.
    TtftP95Lower,
    TtftP95Upper,
};
inline constexpr std::size_t kQuantityCount = 12;

/// The last minutes of one node: points from history, continued by live samples. Live samples are folded into steps as
/// long as the history's, with percentiles from the step's merged histogram, so both halves of a line mean the same.
/// GUI thread.
class NodeSeries
{
public:
    static constexpr Duration kSpan = std::chrono::minutes(10);
    static constexpr std::size_t kSteps = 150;
    static constexpr Duration kStep = kSpan / kSteps;

    void clear();
    /// The sample interval that gaps are judged by.
    void setInterval(Duration interval) { m_interval = interval; }
    /// Puts history before the live points; live ones that are newer than it stay.
    void setHistory(const history::SeriesResult &result);
    /// A live sample. One older than the newest step changes nothing: history has it.
    void append(NodeTime time, const telemetry::Sample &sample);

    [[nodiscard]] bool isEmpty() const { return m_points.empty(); }
    /// Invalid when empty.
    [[nodiscard]] NodeTime newest() const;
    [[nodiscard]] SeriesData line(Quantity quantity) const;

private:
    using Values = std::array<std::optional<double>, kQuantityCount>;
    struct Point {
        NodeTime time;
        Values values;
    };
    /// The step that live samples are being folded into.
    struct OpenStep {
        std::int64_t number = -1;
        telemetry::LatencyHistogram ttft;
        std::array<double, kQuantityCount> sums{};
        std::array<std::uint32_t, kQuantityCount> counts{};
        double tokens = 0;
        double tokensCovered_s = 0;
    };

    static Point toPoint(const history::SeriesPoint &point);
    void fold(const telemetry::Sample &sample);
    [[nodiscard]] Values openValues() const;
    void dropOld();

    std::vector<Point> m_points; ///< by time
    OpenStep m_open;
    Duration m_interval{std::chrono::seconds(1)};
    Duration m_step = kStep;
};

} // namespace iso::charts
