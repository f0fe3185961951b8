#include "ui/charts/load_chart.h"

namespace iso::charts
{

LoadChart::LoadChart(ChartScheduler &scheduler, QWidget *parent)
    : ChartFrame(tr("Load"), tr("%"), scheduler, parent)
{
    setScale(2, 100); // a full node; what goes beyond stretches the scale
    setAccessibleDescription(tr("Load, GPU, KV cache and CPU in percent"));
}

void LoadChart::setData(SeriesData load, SeriesData gpu, SeriesData kvCache, SeriesData cpu)
{
    std::vector<ChartLine> lines(4);
    lines[0].name = tr("load");
    lines[0].data = std::move(load);
    lines[1].name = tr("GPU");
    lines[1].data = std::move(gpu);
    lines[2].name = tr("KV cache");
    lines[2].data = std::move(kvCache);
    lines[3].name = tr("CPU");
    lines[3].data = std::move(cpu);
    setLines(std::move(lines));
}

void LoadChart::styleLines(std::vector<ChartLine> &lines)
{
    if (lines.size() != 4) {
        return;
    }
    const theme::Theme &theme = currentTheme();
    lines[0].style = {theme.iso, 1.6, true};
    lines[1].style = {theme.ok, 1.2};
    lines[2].style = {theme.drain, 1.2};
    lines[3].style = {theme.muted, 1.2};
}

} // namespace iso::charts
