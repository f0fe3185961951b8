#include "ui/charts/group_series.h"

#include <algorithm>
#include <cmath>

namespace iso::charts
{

namespace
{

double toMilliseconds(Duration duration)
{
    return static_cast<double>(duration.count()) / 1e6;
}

/// A step that is missing is a gap, unless nodes send less often than that.
SeriesData emptyLine(Duration step, Duration interval)
{
    return SeriesData(std::max(1.5 * toMilliseconds(step), 2.5 * toMilliseconds(interval)));
}

const std::optional<telemetry::QuantileBounds> &boundsOf(const history::LatencyPoint &latency,
                                                         GroupSeries::Percentile percentile)
{
    switch (percentile) {
    case GroupSeries::Percentile::P50:
        return latency.p50;
    case GroupSeries::Percentile::P95:
        return latency.p95;
    case GroupSeries::Percentile::P99:
        break;
    }
    return latency.p99;
}

} // namespace

void GroupSeries::reset(Duration step, Duration interval)
{
    *this = GroupSeries();
    m_step = step;
    m_interval = interval;
}

void GroupSeries::add(const history::GroupQuery &query, const history::GroupResult &result)
{
    replace(m_all, query, result.readFrom, result.points);
    if (m_each.size() < result.eachNode.size()) {
        m_each.resize(result.eachNode.size());
    }
    for (std::size_t i = 0; i < result.eachNode.size(); ++i) {
        replace(m_each[i], query, result.readFrom, result.eachNode[i]);
    }
    if (result.samples > 0) {
        m_absence = result.absence;
    }
    if (!result.damage.isNone()) {
        m_damage = result.damage;
    }
}

void GroupSeries::replace(Points &points, const history::GroupQuery &query, NodeTime readFrom,
                          const std::vector<history::GroupPoint> &newer)
{
    points.erase(points.lower_bound(readFrom), points.lower_bound(query.to()));
    for (const history::GroupPoint &point : newer) {
        points.insert_or_assign(point.start, point);
    }
}

void GroupSeries::dropBefore(NodeTime time)
{
    m_all.erase(m_all.begin(), m_all.lower_bound(time));
    for (Points &points : m_each) {
        points.erase(points.begin(), points.lower_bound(time));
    }
}

double GroupSeries::middle_ms(NodeTime start) const
{
    return start.toSeconds() * 1e3 + toMilliseconds(m_step) / 2;
}

SeriesData GroupSeries::line(const Points &points, history::GroupFigure figure, double factor) const
{
    SeriesData data = emptyLine(m_step, m_interval);
    for (const auto &[start, point] : points) {
        if (const auto value = point.figure(figure)) {
            data.append(middle_ms(start), *value * factor);
        }
    }
    return data;
}

SeriesData GroupSeries::line(const Points &points, telemetry::LatencyId latency, Percentile percentile,
                             Bound bound) const
{
    SeriesData data = emptyLine(m_step, m_interval);
    for (const auto &[start, point] : points) {
        const auto &bounds = boundsOf(point.latency(latency), percentile);
        if (!bounds) {
            continue;
        }
        const double value_s = bound == Bound::Lower   ? bounds->lower
                               : bound == Bound::Upper ? bounds->upper
                                                       : bounds->estimate;
        // An open last bucket has no upper end; the area of the bound ends at the estimate then.
        data.append(middle_ms(start), (std::isfinite(value_s) ? value_s : bounds->estimate) * 1e3);
    }
    return data;
}

std::optional<double> GroupSeries::coverage(telemetry::LatencyId latency, NodeTime from, NodeTime to) const
{
    double requests = 0;
    double covered = 0;
    for (auto it = m_all.lower_bound(from); it != m_all.end() && it->first < to; ++it) {
        const history::GroupPoint &point = it->second;
        const auto ratio = point.latency(latency).coverage_ratio;
        const auto rate = point.figure(history::GroupFigure::RequestsPerSecond);
        if (ratio && rate) {
            requests += *rate;
            covered += *ratio * *rate;
        }
    }
    return requests > 0 ? std::optional(covered / requests) : std::nullopt;
}

} // namespace iso::charts
