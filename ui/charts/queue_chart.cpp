#include "ui/charts/queue_chart.h"

namespace iso::charts
{

QueueChart::QueueChart(ChartScheduler &scheduler, QWidget *parent)
    : ChartFrame(tr("Queue and throughput"), QString(), scheduler, parent)
{
    setAccessibleDescription(tr("Waiting requests, and output tokens per second"));
}

void QueueChart::setData(SeriesData waiting, SeriesData tokensPerSecond)
{
    const double lastTop = chartLines().size() == 2 ? chartLines()[1].top : 1; // keeps its scale
    std::vector<ChartLine> lines(2);
    lines[0].name = tr("waiting");
    lines[0].data = std::move(waiting);
    lines[1].name = tr("tokens/s");
    lines[1].data = std::move(tokensPerSecond);
    lines[1].unit = tr("tok/s");
    lines[1].ownScale = true;
    lines[1].top = lastTop;
    setLines(std::move(lines));
}

void QueueChart::styleLines(std::vector<ChartLine> &lines)
{
    if (lines.size() != 2) {
        return;
    }
    const theme::Theme &theme = currentTheme();
    lines[0].style = {theme.iso, 1.6};
    lines[1].style = {theme.muted, 1.2};
}

} // namespace iso::charts
