#include "ui/charts/node_series.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace iso::charts
{

namespace
{

using telemetry::MetricId;

constexpr std::size_t indexOf(Quantity quantity)
{
    return static_cast<std::size_t>(quantity);
}

/// A level of the catalogue and how it is shown. A step's highest queue and cache fill are shown, since it is the peaks
/// that hurt; loads are shown as their mean.
struct Level {
    Quantity quantity;
    MetricId metric;
    double factor;
    bool peak;
};
constexpr std::array kLevels = {
    Level{Quantity::Load, MetricId::Load, 100, false},
    Level{Quantity::GpuUtilization, MetricId::GpuUtilization, 100, false},
    Level{Quantity::KvCacheUsage, MetricId::KvCacheUsage, 100, true},
    Level{Quantity::CpuUtilization, MetricId::CpuUtilization, 100, false},
    Level{Quantity::RequestsRunning, MetricId::RequestsRunning, 1, true},
    Level{Quantity::RequestsWaiting, MetricId::RequestsWaiting, 1, true},
};

double toSeconds(Duration duration)
{
    return static_cast<double>(duration.count()) / 1e9;
}

double toMilliseconds(Duration duration)
{
    return static_cast<double>(duration.count()) / 1e6;
}

std::optional<double> inMilliseconds(const std::optional<telemetry::QuantileBounds> &bounds)
{
    return bounds ? std::optional(bounds->estimate * 1e3) : std::nullopt;
}

template<typename Values>
void setTtft(Values &values, const std::optional<telemetry::QuantileBounds> &p50,
             const std::optional<telemetry::QuantileBounds> &p95, const std::optional<telemetry::QuantileBounds> &p99)
{
    values[indexOf(Quantity::TtftP50)] = inMilliseconds(p50);
    values[indexOf(Quantity::TtftP95)] = inMilliseconds(p95);
    values[indexOf(Quantity::TtftP99)] = inMilliseconds(p99);
    if (p95) {
        values[indexOf(Quantity::TtftP95Lower)] = p95->lower * 1e3;
        values[indexOf(Quantity::TtftP95Upper)] = (std::isfinite(p95->upper) ? p95->upper : p95->estimate) * 1e3;
    }
}

} // namespace

void NodeSeries::clear()
{
    m_points.clear();
    m_open = OpenStep();
    m_step = kStep;
}

void NodeSeries::setHistory(const history::SeriesResult &result)
{
    std::vector<Point> points;
    points.reserve(result.points.size() + m_points.size());
    for (const history::SeriesPoint &point : result.points) {
        points.push_back(toPoint(point));
    }
    const NodeTime end = points.empty() ? NodeTime() : points.back().time;
    std::copy_if(m_points.begin(), m_points.end(), std::back_inserter(points),
                 [end](const Point &point) { return point.time > end; });
    if (!m_points.empty() && m_points.back().time <= end) {
        m_open = OpenStep(); // its point is now history's
    }
    m_points = std::move(points);
    m_step = std::max(result.step, kStep);
    dropOld();
}

void NodeSeries::append(NodeTime time, const telemetry::Sample &sample)
{
    if (!m_points.empty() && time <= m_points.back().time) {
        return;
    }
    const std::int64_t number = time.toNanoseconds() / kStep.count();
    if (number != m_open.number) {
        m_open = OpenStep();
        m_open.number = number;
        m_points.emplace_back();
    }
    fold(sample);
    m_points.back() = {time, openValues()};
    dropOld();
}

NodeTime NodeSeries::newest() const
{
    return m_points.empty() ? NodeTime() : m_points.back().time;
}

SeriesData NodeSeries::line(Quantity quantity) const
{
    SeriesData data(gapLimit_ms(toMilliseconds(m_interval), toMilliseconds(m_step)));
    for (const Point &point : m_points) {
        if (const std::optional<double> value = point.values[indexOf(quantity)]) {
            data.append(point.time.toSeconds() * 1e3, *value);
        }
    }
    return data;
}

NodeSeries::Point NodeSeries::toPoint(const history::SeriesPoint &point)
{
    Point result{point.time, {}};
    setTtft(result.values, point.ttftP50, point.ttftP95, point.ttftP99);
    for (const Level &level : kLevels) {
        if (const auto value = (level.peak ? point.max : point.mean).value(level.metric)) {
            result.values[indexOf(level.quantity)] = *value * level.factor;
        }
    }
    const double covered_s = toSeconds(point.covered);
    if (const auto tokens = point.mean.value(MetricId::TokensOut); tokens && covered_s > 0) {
        result.values[indexOf(Quantity::TokensOut)] = *tokens / covered_s;
    }
    return result;
}

void NodeSeries::fold(const telemetry::Sample &sample)
{
    if (const auto &ttft = sample.latencies[static_cast<std::size_t>(telemetry::LatencyId::TimeToFirstToken)]) {
        m_open.ttft.merge(*ttft);
    }
    for (const Level &level : kLevels) {
        const auto value = sample.metrics.value(level.metric);
        if (!value) {
            continue;
        }
        const std::size_t i = indexOf(level.quantity);
        const double shown = *value * level.factor;
        m_open.sums[i] = level.peak ? std::max(m_open.sums[i], shown) : m_open.sums[i] + shown;
        m_open.counts[i] = level.peak ? 1 : m_open.counts[i] + 1;
    }
    if (const auto tokens = sample.metrics.value(MetricId::TokensOut)) {
        m_open.tokens += *tokens;
        m_open.tokensCovered_s += toSeconds(sample.interval);
    }
}

NodeSeries::Values NodeSeries::openValues() const
{
    Values values;
    setTtft(values, m_open.ttft.quantile(0.50), m_open.ttft.quantile(0.95), m_open.ttft.quantile(0.99));
    for (const Level &level : kLevels) {
        const std::size_t i = indexOf(level.quantity);
        if (m_open.counts[i] > 0) {
            values[i] = m_open.sums[i] / m_open.counts[i];
        }
    }
    if (m_open.tokensCovered_s > 0) {
        values[indexOf(Quantity::TokensOut)] = m_open.tokens / m_open.tokensCovered_s;
    }
    return values;
}

void NodeSeries::dropOld()
{
    if (m_points.empty()) {
        return;
    }
    // One point more than the span, so that the line enters the plot from its edge.
    const NodeTime oldest = m_points.back().time - kSpan - m_step;
    const auto keep =
        std::find_if(m_points.begin(), m_points.end(), [oldest](const Point &point) { return point.time >= oldest; });
    m_points.erase(m_points.begin(), keep);
}

} // namespace iso::charts
