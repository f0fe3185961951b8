#include "ui/charts/series_chart.h"

#include <array>

namespace iso::charts
{

using theme::Theme;

SeriesChart::SeriesChart(const QString &title, ChartScheduler &scheduler, QWidget *parent)
    : ChartFrame(title, QString(), scheduler, parent)
{
}

void SeriesChart::setData(std::vector<Line> lines, std::vector<Band> bands, int decimals)
{
    std::vector<ChartLine> drawn;
    m_looks.clear();
    for (Line &line : lines) {
        m_looks.push_back({line.color, line.width, line.filled});
        ChartLine next;
        next.name = line.name;
        next.data = std::move(line.data);
        next.decimals = decimals;
        drawn.push_back(std::move(next));
    }
    std::vector<ChartBand> areas;
    m_bandLooks.clear();
    for (Band &band : bands) {
        m_bandLooks.emplace_back(band.color, band.opacity);
        areas.push_back({std::move(band.lower), std::move(band.upper), QColor()});
    }
    setLines(std::move(drawn));
    setBands(std::move(areas));
}

SeriesChart::Color SeriesChart::colorOf(std::size_t place)
{
    static constexpr std::array<Color, kMostLines> kColors = {&Theme::accent, &Theme::over, &Theme::drain,
                                                              &Theme::iso,    &Theme::warn, &Theme::muted,
                                                              &Theme::bad,    &Theme::text};
    return kColors[place % kColors.size()];
}

void SeriesChart::styleLines(std::vector<ChartLine> &lines)
{
    for (std::size_t i = 0; i < lines.size() && i < m_looks.size(); ++i) {
        lines[i].style = {currentTheme().*m_looks[i].color, m_looks[i].width, m_looks[i].filled};
    }
}

void SeriesChart::styleBands(std::vector<ChartBand> &bands)
{
    for (std::size_t i = 0; i < bands.size() && i < m_bandLooks.size(); ++i) {
        bands[i].color = currentTheme().*m_bandLooks[i].first;
        bands[i].color.setAlphaF(m_bandLooks[i].second);
    }
}

} // namespace iso::charts
