#include "core/history/series.h"

#include <algorithm>

namespace iso::history
{
namespace
{

std::uint64_t distance(NodeTime from, NodeTime to)
{
    // Unsigned, since two times can be further apart than a signed number of nanoseconds holds.
    return static_cast<std::uint64_t>(to.toNanoseconds()) - static_cast<std::uint64_t>(from.toNanoseconds());
}

} // namespace

SeriesBuilder::SeriesBuilder(const SeriesQuery &query)
{
    const std::uint64_t range_ns = distance(query.from, query.to);
    const std::uint64_t points = std::min<std::uint64_t>(query.points, range_ns);
    m_step_ns = range_ns / points + (range_ns % points == 0 ? 0 : 1);
    m_result.node = query.node;
    m_result.from = query.from;
    m_result.to = query.to;
    m_result.step = Duration(static_cast<std::int64_t>(std::min<std::uint64_t>(m_step_ns, INT64_MAX)));
}

void SeriesBuilder::add(NodeTime time, const telemetry::Sample &sample)
{
    const std::uint64_t step = distance(m_result.from, time) / m_step_ns;
    if (step != m_current) {
        endStep();
        m_current = step;
    }
    m_point.time = time;
    ++m_point.samples;
    m_point.covered += sample.interval;
    if (const auto &ttft = sample.latencies[static_cast<std::size_t>(telemetry::LatencyId::TimeToFirstToken)]) {
        m_ttft.merge(*ttft);
    }
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        const std::optional<double> value = sample.metrics.value(info.id);
        if (!value) {
            // The reason of the last sample stands for a step in which the metric never appeared.
            if (!m_sum.has(info.id)) {
                m_point.mean.setAbsent(info.id, sample.metrics.absence(info.id));
                m_point.max.setAbsent(info.id, sample.metrics.absence(info.id));
            }
            continue;
        }
        m_sum.set(info.id, m_sum.value(info.id).value_or(0) + *value);
        m_point.max.set(info.id, std::max(m_point.max.value(info.id).value_or(*value), *value));
        const auto count = ++m_counts[static_cast<std::size_t>(info.id)];
        switch (info.kind) {
        case telemetry::MetricKind::Gauge:
            m_point.mean.set(info.id, *m_sum.value(info.id) / count);
            break;
        case telemetry::MetricKind::Delta:
            m_point.mean.set(info.id, *m_sum.value(info.id));
            break;
        case telemetry::MetricKind::Counter:
            m_point.mean.set(info.id, *value);
            break;
        }
    }
}

void SeriesBuilder::endStep()
{
    if (m_point.samples > 0) {
        m_point.ttftP50 = m_ttft.quantile(0.50);
        m_point.ttftP95 = m_ttft.quantile(0.95);
        m_point.ttftP99 = m_ttft.quantile(0.99);
        m_result.points.push_back(m_point);
    }
    m_point = {};
    m_ttft.clear();
    m_sum.clear();
    m_counts.fill(0);
}

SeriesResult SeriesBuilder::finish()
{
    endStep();
    return std::move(m_result);
}

} // namespace iso::history
