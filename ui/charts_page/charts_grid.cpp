#include "ui/charts_page/charts_grid.h"

#include "ui/bridge/value_text.h"

#include <QGridLayout>
#include <QResizeEvent>
#include <algorithm>

namespace iso::charts_page
{

using charts::GroupSeries;
using charts::SeriesChart;
using charts::SeriesData;
using history::GroupFigure;
using telemetry::LatencyId;
using theme::Theme;

namespace
{

constexpr int kTwoColumnsFrom = 620;
constexpr int kLatencyHeight = 150;
constexpr int kChartHeight = 104;

/// How the values of one chart are written: their unit with its prefix, and decimals.
struct Scale {
    double factor = 1;
    QString unit;
    int decimals = 0;
};

double greatest(const std::vector<SeriesChart::Line> &lines)
{
    double greatest = 0;
    for (const SeriesChart::Line &line : lines) {
        for (std::size_t i = 0; i < line.data.size(); ++i) {
            greatest = std::max(greatest, line.data.value(i));
        }
    }
    return greatest;
}

SeriesData scaled(const SeriesData &data, double factor)
{
    SeriesData result(data.gapLimit_ms());
    for (std::size_t i = 0; i < data.size(); ++i) {
        result.append(data.time_ms(i), data.value(i) * factor);
    }
    return result;
}

Scale scaleFor(double greatest, const QString &unit)
{
    Scale scale{1, unit, 0};
    if (greatest >= 2e6) {
        scale = {1e-6, QLatin1Char('M') + unit, 0};
    } else if (greatest >= 1e4) {
        scale = {1e-3, QLatin1Char('k') + unit, 0};
    }
    const double shown = greatest * scale.factor;
    scale.decimals = shown < 1 ? 3 : shown < 10 ? 2 : shown < 100 ? 1 : 0;
    return scale;
}

QString titleOf(LatencyId latency)
{
    return bridge::toQString(telemetry::infoOf(latency).title);
}

} // namespace

ChartsGrid::ChartsGrid(const Theme &theme, const bridge::Objectives &objectives, QWidget *parent)
    : QWidget(parent)
    , m_objectives(objectives)
    , m_layout(new QGridLayout(this))
{
    const std::array<QString, kCharts> titles = {titleOf(LatencyId::TimeToFirstToken),
                                                 tr("Load"),
                                                 tr("Requests"),
                                                 tr("Tokens out"),
                                                 tr("Power"),
                                                 tr("Errors"),
                                                 tr("Energy per token")};
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(20);
    m_layout->setVerticalSpacing(8);
    for (std::size_t i = 0; i < kCharts; ++i) {
        auto *chart = m_charts[i] = new SeriesChart(titles[i], m_scheduler, this);
        chart->setZoomable(true);
        chart->setShowsTimes(true);
        chart->setMinimumHeight(i == Latency ? kLatencyHeight : kChartHeight);
        connect(chart, &charts::ChartFrame::hovered, this, [this](double time_ms) {
            std::for_each(m_charts.begin(), m_charts.end(), [=](SeriesChart *each) { each->showCrosshair(time_ms); });
        });
        connect(chart, &charts::ChartFrame::hoverLeft, this, [this] {
            std::for_each(m_charts.begin(), m_charts.end(), [](SeriesChart *each) { each->showCrosshair({}); });
        });
        connect(chart, &charts::ChartFrame::rangeChosen, this, &ChartsGrid::rangeChosen);
        connect(chart, &charts::ChartFrame::rangeReset, this, &ChartsGrid::rangeReset);
    }
    m_charts[Load]->setUnit(tr("%"));
    m_charts[Load]->setLeastTop(100);
    m_charts[Latency]->setUnit(tr("ms"));
    arrange(2);
    setTheme(theme);
}

void ChartsGrid::setTheme(const Theme &theme)
{
    m_theme = theme;
    for (SeriesChart *chart : m_charts) {
        chart->setTheme(theme);
    }
}

void ChartsGrid::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(event->size().width() >= kTwoColumnsFrom ? 2 : 1);
}

void ChartsGrid::arrange(int columns)
{
    if (columns == m_columns) {
        return;
    }
    m_columns = columns;
    for (int row = 0; row < m_layout->rowCount(); ++row) {
        m_layout->setRowStretch(row, 0);
    }
    for (int i = 0; i < static_cast<int>(kCharts); ++i) {
        const int place = i - 1;
        const int row = i == Latency ? 0 : 1 + place / columns;
        m_layout->addWidget(m_charts[static_cast<std::size_t>(i)], row, i == Latency ? 0 : place % columns, 1,
                            i == Latency ? columns : 1);
        m_layout->setRowStretch(row, i == Latency ? kLatencyHeight : kChartHeight);
    }
    m_layout->setColumnStretch(0, 1);
    m_layout->setColumnStretch(1, columns == 2 ? 1 : 0);
}

void ChartsGrid::setTimeRange(double from_ms, double to_ms)
{
    for (SeriesChart *chart : m_charts) {
        chart->setTimeRange(from_ms, to_ms);
    }
}

void ChartsGrid::setUnread(std::optional<double> before_ms, const QString &why)
{
    for (SeriesChart *chart : m_charts) {
        chart->setUnread(before_ms, why);
    }
}

void ChartsGrid::setMarks(const std::vector<charts::ChartMark> &marks)
{
    // The text once, where there is room; the lines everywhere.
    std::vector<charts::ChartMark> lines = marks;
    for (charts::ChartMark &mark : lines) {
        mark.text.clear();
    }
    for (std::size_t i = 0; i < kCharts; ++i) {
        m_charts[i]->setMarks(i == Latency ? marks : lines);
    }
}

void ChartsGrid::setMessage(const QString &message)
{
    m_message = message;
    for (std::size_t i = 0; i < kCharts; ++i) {
        explainEmpty(static_cast<Chart>(i), m_reasons[i]);
    }
}

void ChartsGrid::explainEmpty(Chart which, const QString &reason)
{
    m_reasons[which] = reason;
    m_charts[which]->setMessage(reason.isEmpty() || m_message.isEmpty() ? reason : m_message);
}

void ChartsGrid::show(const GroupSeries &series, LatencyId latency, const QStringList &names)
{
    for (SeriesChart *chart : m_charts) {
        chart->setNamesLines(!names.isEmpty());
        chart->setShowsLegend(names.isEmpty() || chart == m_charts[Latency]);
    }
    showLatency(series, latency, names);
    showLoad(series, names);
    showRequests(series, names);
    showFigure(Tokens, series, GroupFigure::TokensOutPerSecond, names);
    showFigure(Power, series, GroupFigure::Power, names);
    showFigure(Errors, series, GroupFigure::ErrorRatio, names);
    showFigure(Energy, series, GroupFigure::EnergyPerToken, names);
}

void ChartsGrid::showLatency(const GroupSeries &series, LatencyId latency, const QStringList &names)
{
    using Percentile = GroupSeries::Percentile;
    using Bound = GroupSeries::Bound;
    SeriesChart &chart = *m_charts[Latency];
    std::vector<SeriesChart::Line> lines;
    std::vector<SeriesChart::Band> bands;
    const bool hasObjective = latency == LatencyId::TimeToFirstToken && m_objectives.ttftP95_s > 0;
    const double objective_ms = m_objectives.ttftP95_s * 1e3;
    if (names.isEmpty()) {
        SeriesData p95 = series.line(series.all(), latency, Percentile::P95);
        const bool over = hasObjective && !p95.isEmpty() && p95.value(p95.size() - 1) > objective_ms;
        const SeriesChart::Color strong = over ? &Theme::over : &Theme::iso;
        SeriesData p50 = series.line(series.all(), latency, Percentile::P50);
        SeriesData p99 = series.line(series.all(), latency, Percentile::P99);
        bands.push_back({p50, p99, strong, 0.10F});
        bands.push_back({series.line(series.all(), latency, Percentile::P95, Bound::Lower),
                         series.line(series.all(), latency, Percentile::P95, Bound::Upper), strong, 0.35F});
        lines.push_back({tr("p50"), std::move(p50), &Theme::muted, 1.2});
        lines.push_back({tr("p95"), std::move(p95), strong, 1.6});
        lines.push_back({tr("p99"), std::move(p99), over ? &Theme::bad : &Theme::ok, 1.2});
        chart.setTitle(titleOf(latency));
    } else {
        for (std::size_t i = 0; i < series.each().size(); ++i) {
            lines.push_back({names.value(static_cast<int>(i)), series.line(series.each()[i], latency, Percentile::P95),
                             SeriesChart::colorOf(i)});
        }
        chart.setTitle(tr("%1, p95").arg(titleOf(latency)));
    }
    const double most = greatest(lines);
    const bool isEmpty = std::all_of(lines.begin(), lines.end(), [](const auto &line) { return line.data.isEmpty(); });
    chart.setObjective(hasObjective ? std::optional(charts::ChartLevel{
                                          objective_ms, tr("SLO %1").arg(charts::figure(objective_ms, 0))})
                                    : std::nullopt);
    chart.setData(std::move(lines), std::move(bands), most < 10 ? 2 : most < 100 ? 1 : 0);
    explainEmpty(Latency, !isEmpty ? QString() : tr("%1: n/a (not reported, or no requests)").arg(titleOf(latency)));
}

void ChartsGrid::showLoad(const GroupSeries &series, const QStringList &names)
{
    if (!names.isEmpty()) {
        showFigure(Load, series, GroupFigure::Load, names);
        return;
    }
    struct Part {
        GroupFigure figure;
        QString name;
        SeriesChart::Color color;
    };
    const std::array parts = {Part{GroupFigure::Load, tr("load"), &Theme::iso},
                              Part{GroupFigure::GpuUtilization, tr("GPU"), &Theme::accent},
                              Part{GroupFigure::KvCacheUsage, tr("KV cache"), &Theme::drain},
                              Part{GroupFigure::CpuUtilization, tr("CPU"), &Theme::muted}};
    std::vector<SeriesChart::Line> lines;
    for (const Part &part : parts) {
        SeriesData values = series.line(series.all(), part.figure, 100);
        if (!values.isEmpty()) {
            lines.push_back({part.name, std::move(values), part.color, 1.3, part.figure == GroupFigure::Load});
        }
    }
    explainEmpty(Load, !lines.empty() ? QString()
                                      : tr("n/a (%1)").arg(bridge::reasonText(series.absence(GroupFigure::Load))));
    m_charts[Load]->setData(std::move(lines), {}, 0);
}

void ChartsGrid::showRequests(const GroupSeries &series, const QStringList &names)
{
    if (!names.isEmpty()) {
        showFigure(Requests, series, GroupFigure::RequestsWaiting, names);
        m_charts[Requests]->setTitle(tr("Requests waiting"));
        return;
    }
    m_charts[Requests]->setTitle(tr("Requests"));
    std::vector<SeriesChart::Line> lines;
    lines.push_back(
        {tr("waiting"), series.line(series.all(), GroupFigure::RequestsWaiting, 1), &Theme::iso, 1.6, true});
    lines.push_back({tr("running"), series.line(series.all(), GroupFigure::RequestsRunning, 1), &Theme::muted, 1.2});
    std::erase_if(lines, [](const SeriesChart::Line &line) { return line.data.isEmpty(); });
    explainEmpty(Requests, !lines.empty()
                               ? QString()
                               : tr("n/a (%1)").arg(bridge::reasonText(series.absence(GroupFigure::RequestsWaiting))));
    // Counts without a prefix: few wait while thousands run, and "0.0 k" would say nobody does.
    m_charts[Requests]->setUnit(QString());
    m_charts[Requests]->setData(std::move(lines), {}, 0);
}

void ChartsGrid::showFigure(Chart which, const GroupSeries &series, GroupFigure figure, const QStringList &names)
{
    const bool isRatio = figure == GroupFigure::ErrorRatio || figure == GroupFigure::Load;
    const double factor = isRatio ? 100 : 1;
    std::vector<SeriesChart::Line> lines;
    if (names.isEmpty()) {
        lines.push_back({QString(), series.line(series.all(), figure, factor), &Theme::iso, 1.4});
    } else {
        for (std::size_t i = 0; i < series.each().size(); ++i) {
            lines.push_back({names.value(static_cast<int>(i)), series.line(series.each()[i], figure, factor),
                             SeriesChart::colorOf(i), 1.4});
        }
    }
    static const std::map<GroupFigure, QString> kUnits = {{GroupFigure::TokensOutPerSecond, QStringLiteral("/s")},
                                                          {GroupFigure::Power, QStringLiteral("W")},
                                                          {GroupFigure::EnergyPerToken, QStringLiteral("J/token")},
                                                          {GroupFigure::ErrorRatio, QStringLiteral("%")},
                                                          {GroupFigure::Load, QStringLiteral("%")}};
    const auto unit = kUnits.find(figure);
    const bool isEmpty = std::all_of(lines.begin(), lines.end(), [](const auto &line) { return line.data.isEmpty(); });
    const Scale scale = scaleFor(greatest(lines), unit == kUnits.end() ? QString() : unit->second);
    for (SeriesChart::Line &line : lines) {
        line.data = scaled(line.data, scale.factor);
    }
    m_charts[which]->setUnit(scale.unit);
    m_charts[which]->setData(std::move(lines), {}, scale.decimals);
    explainEmpty(which, isEmpty ? tr("n/a (%1)").arg(bridge::reasonText(series.absence(figure))) : QString());
}

} // namespace iso::charts_page
