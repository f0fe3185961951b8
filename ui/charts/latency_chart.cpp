#include "ui/charts/latency_chart.h"

namespace iso::charts
{

LatencyChart::LatencyChart(ChartScheduler &scheduler, QWidget *parent)
    : ChartFrame(tr("Time to first token"), tr("ms"), scheduler, parent)
{
    setAccessibleDescription(tr("Percentiles 50, 95 and 99 of the time to first token in milliseconds"));
}

void LatencyChart::setData(SeriesData p50, SeriesData p95, SeriesData p99)
{
    std::vector<ChartLine> lines(3);
    lines[0].name = tr("p50");
    lines[0].data = std::move(p50);
    lines[1].name = tr("p95");
    lines[1].data = std::move(p95);
    lines[2].name = tr("p99");
    lines[2].data = std::move(p99);
    setLines(std::move(lines));
}

void LatencyChart::setBounds(SeriesData lower, SeriesData upper)
{
    setBands({{std::move(lower), std::move(upper), QColor()}});
}

void LatencyChart::styleBands(std::vector<ChartBand> &bands)
{
    for (ChartBand &band : bands) {
        band.color = chartLines().size() > 1 ? chartLines()[1].style.color : currentTheme().iso;
        band.color.setAlphaF(0.3F);
    }
}

void LatencyChart::setObjective_ms(double objective_ms)
{
    m_objective_ms = objective_ms;
    setLevel(objective_ms > 0 ? std::optional(ChartLevel{objective_ms, tr("SLO %1").arg(figure(objective_ms, 0))})
                              : std::nullopt);
}

void LatencyChart::styleLines(std::vector<ChartLine> &lines)
{
    if (lines.size() != 3) {
        return;
    }
    const theme::Theme &theme = currentTheme();
    const SeriesData &p95 = lines[1].data;
    const bool over = m_objective_ms > 0 && !p95.isEmpty() && p95.value(p95.size() - 1) > m_objective_ms;
    lines[0].style = {theme.muted, 1.2};
    lines[1].style = {over ? theme.over : theme.iso, 1.6};
    lines[2].style = {over ? theme.bad : theme.ok, 1.2};
}

} // namespace iso::charts
