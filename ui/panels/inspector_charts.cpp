#include "ui/panels/inspector_charts.h"

#include "ui/charts/latency_chart.h"
#include "ui/charts/load_chart.h"
#include "ui/charts/queue_chart.h"

#include <QVBoxLayout>
#include <algorithm>

namespace iso::panels
{

using charts::Quantity;

InspectorCharts::InspectorCharts(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_latency(new charts::LatencyChart(m_scheduler, this))
    , m_load(new charts::LoadChart(m_scheduler, this))
    , m_queue(new charts::QueueChart(m_scheduler, this))
{
    m_latency->setFixedHeight(140);
    m_load->setFixedHeight(100);
    m_queue->setFixedHeight(112);
    m_queue->setShowsTimes(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    for (charts::ChartFrame *chart : all()) {
        layout->addWidget(chart);
        connect(chart, &charts::ChartFrame::hovered, this, [this](double time_ms) {
            for (charts::ChartFrame *each : all()) {
                each->showCrosshair(time_ms);
            }
        });
        connect(chart, &charts::ChartFrame::hoverLeft, this, [this] {
            for (charts::ChartFrame *each : all()) {
                each->showCrosshair(std::nullopt);
            }
        });
    }
    setTheme(theme);
}

std::array<charts::ChartFrame *, 3> InspectorCharts::all() const
{
    return {m_latency, m_load, m_queue};
}

void InspectorCharts::setTheme(const theme::Theme &theme)
{
    for (charts::ChartFrame *chart : all()) {
        chart->setTheme(theme);
    }
}

void InspectorCharts::setObjective_ms(double objective_ms)
{
    m_latency->setObjective_ms(objective_ms);
}

void InspectorCharts::clear(const QString &message)
{
    m_series.clear();
    m_end = NodeTime();
    m_emptyText = message;
    setMarks({});
    showLines();
}

void InspectorCharts::setEmptyText(const QString &message)
{
    m_emptyText = message;
    showLines();
}

void InspectorCharts::setHistory(const history::SeriesResult &result)
{
    m_series.setHistory(result);
}

void InspectorCharts::append(NodeTime time, const telemetry::Sample &sample)
{
    m_series.append(time, sample);
}

void InspectorCharts::showLines()
{
    charts::SeriesData p95 = m_series.line(Quantity::TtftP95);
    charts::SeriesData load = m_series.line(Quantity::Load);
    charts::SeriesData waiting = m_series.line(Quantity::RequestsWaiting);
    const bool isEmpty = m_series.isEmpty();
    m_latency->setMessage(isEmpty         ? m_emptyText
                          : p95.isEmpty() ? tr("no time to first token was measured in these ten minutes")
                                          : QString());
    m_load->setMessage(isEmpty ? m_emptyText : load.isEmpty() ? tr("this node does not report its load") : QString());
    m_queue->setMessage(isEmpty             ? m_emptyText
                        : waiting.isEmpty() ? tr("this node does not report its queue")
                                            : QString());
    m_latency->setData(m_series.line(Quantity::TtftP50), std::move(p95), m_series.line(Quantity::TtftP99));
    m_latency->setBounds(m_series.line(Quantity::TtftP95Lower), m_series.line(Quantity::TtftP95Upper));
    m_load->setData(std::move(load), m_series.line(Quantity::GpuUtilization), m_series.line(Quantity::KvCacheUsage),
                    m_series.line(Quantity::CpuUtilization));
    m_queue->setData(std::move(waiting), m_series.line(Quantity::TokensOut));
    updateRange();
}

void InspectorCharts::setEnd(NodeTime end)
{
    constexpr std::int64_t kSecond_ns = 1'000'000'000;
    const NodeTime whole = NodeTime::fromNanoseconds(end.toNanoseconds() / kSecond_ns * kSecond_ns);
    if (whole > m_end) {
        m_end = whole;
        updateRange();
    }
}

void InspectorCharts::updateRange()
{
    const NodeTime end = std::max(m_end, m_series.newest());
    if (!end.isValid()) {
        return;
    }
    for (charts::ChartFrame *chart : all()) {
        chart->setTimeRange((end - charts::NodeSeries::kSpan).toSeconds() * 1e3, end.toSeconds() * 1e3);
    }
}

void InspectorCharts::setMarks(const std::vector<charts::ChartMark> &marks)
{
    // The text once, where there is most room; the lines in every chart.
    std::vector<charts::ChartMark> lines = marks;
    for (charts::ChartMark &mark : lines) {
        mark.text.clear();
    }
    m_latency->setMarks(marks);
    m_load->setMarks(lines);
    m_queue->setMarks(lines);
}

} // namespace iso::panels
