#include "ui/widgets/kpi_strip.h"

#include <QHBoxLayout>
#include <QPainter>
#include <limits>

namespace iso::widgets
{

using bridge::ValueText;

KpiStrip::KpiStrip(const theme::Theme &theme, const bridge::Objectives &objectives, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_objectives(objectives)
    , m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    setFixedHeight(45);
    setAccessibleName(tr("Key figures of the fleet"));
}

void KpiStrip::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    for (KpiTile *tile : m_tiles) {
        if (tile != nullptr) {
            tile->setTheme(theme);
        }
    }
    update();
}

void KpiStrip::setSnapshot(const fleet::FleetSnapshot &snapshot)
{
    const fleet::GroupSummary &fleet = snapshot.fleet;
    const HubTime at = snapshot.takenAt;
    const auto orDash = [](const std::optional<double> &value, QString (*format)(double), const QString &reason) {
        return value ? ValueText::of(format(*value)) : ValueText::absent(reason);
    };
    if (fleet.nodes > 0 || m_tiles[NodesTile] != nullptr) {
        show(NodesTile, at, fleet.serving,
             {ValueText::of(tr("%1 / %2").arg(bridge::grouped(fleet.serving), bridge::grouped(fleet.nodes))),
              {},
              bridge::Tone::None,
              tr("Nodes that are heard and serve, of all known nodes"),
              {}});
    }
    show(TtftTile, at, fleet.ttft.count > 0 ? std::optional(fleet.ttft.p95.estimate) : std::nullopt, ttftFigure(fleet));
    show(ErrorsTile, at, fleet.errors_ratio,
         {orDash(fleet.errors_ratio, &bridge::percent, tr("no request ended in the last minute")),
          {},
          bridge::Tone::None,
          tr("Failed requests of all requests of the last minute"),
          {}});
    show(
        LoadTile, at, fleet.load_ratio,
        {orDash(fleet.load_ratio, &bridge::percent, tr("no node reports its load")),
         {},
         fleet.load_ratio && *fleet.load_ratio >= m_objectives.highLoad_ratio ? bridge::Tone::Over : bridge::Tone::None,
         tr("Mean load of the nodes that report it"),
         {}});
    show(TokensTile, at, fleet.tokensOutPerSecond,
         {orDash(fleet.tokensOutPerSecond, &bridge::si, tr("no node reports output tokens")),
          {},
          bridge::Tone::None,
          tr("Output tokens of the fleet per second"),
          {}});
    show(EnergyTile, at, fleet.joulesPerToken,
         {orDash(
              fleet.joulesPerToken, [](double value) { return tr("%1 J/token").arg(bridge::significant(value)); },
              tr("power or output tokens are not reported")),
          {},
          bridge::Tone::None,
          tr("Power of the fleet over its output tokens"),
          {}});
    if (fleet.nodes > 0 || m_tiles[ProblemsTile] != nullptr) {
        show(ProblemsTile, at, m_problems[1] + m_problems[2] + m_problems[3], problemsFigure());
    }
}

void KpiStrip::setProblems(const problems::ProblemList &list)
{
    m_problems = list.bySeverity;
    if (KpiTile *tile = m_tiles[ProblemsTile]) {
        KpiFigure figure = problemsFigure();
        figure.trend = tile->figure().trend;
        tile->setFigure(figure);
    }
}

KpiFigure KpiStrip::problemsFigure() const
{
    KpiFigure figure;
    figure.value = ValueText::of(
        tr("%1 · %2 · %3", "problems of severity 1, 2 and 3").arg(m_problems[1]).arg(m_problems[2]).arg(m_problems[3]));
    figure.tone = m_problems[1] > 0 ? bridge::Tone::Bad : (m_problems[2] > 0 ? bridge::Tone::Over : bridge::Tone::None);
    figure.tip = tr("Problems: %1 to act on now, %2 today, %3 when there is time")
                     .arg(m_problems[1])
                     .arg(m_problems[2])
                     .arg(m_problems[3]);
    return figure;
}

KpiFigure KpiStrip::ttftFigure(const fleet::GroupSummary &fleet) const
{
    KpiFigure figure;
    figure.value = bridge::latencyText(fleet.ttft, &fleet::LatencyFigures::p95);
    figure.note = tr("SLO %1").arg(bridge::bareMilliseconds(m_objectives.ttftP95_s));
    figure.trend = trendValues(fleet.ttftTrend);
    if (fleet.ttft.count == 0) {
        return figure;
    }
    figure.tone = bridge::toneAgainst(fleet.ttft.p95.estimate, m_objectives.ttftP95_s, m_objectives);
    const QString coverage = bridge::percent(fleet.ttftCoverage_ratio);
    if (fleet.ttftCoverage_ratio < 0.995) {
        figure.note = tr("of %1", "share of the traffic that a percentile stands on").arg(coverage);
    }
    figure.tip = tr("Time to first token, 95th percentile of the last minute %1, over %2 of the traffic.\n"
                    "Objective: %3")
                     .arg(bridge::errorBound(fleet.ttft.p95), coverage, bridge::milliseconds(m_objectives.ttftP95_s));
    return figure;
}

void KpiStrip::show(Tile which, HubTime at, const std::optional<double> &figure, KpiFigure shown)
{
    KpiTile *&tile = m_tiles[which];
    if (tile == nullptr) {
        if (!figure) {
            return;
        }
        tile = new KpiTile(titleOf(which), m_theme, this);
        int place = 0;
        for (int other = 0; other < which; ++other) {
            place += m_tiles[static_cast<std::size_t>(other)] != nullptr;
        }
        m_layout->insertWidget(place, tile, 1);
    }
    m_histories[which].add(at, figure);
    if (shown.trend.empty()) {
        shown.trend = m_histories[which].values();
    }
    tile->setFigure(shown);
}

QString KpiStrip::titleOf(Tile which)
{
    switch (which) {
    case NodesTile:
        return tr("Nodes serving");
    case TtftTile:
        return tr("TTFT p95");
    case ErrorsTile:
        return tr("Error rate");
    case LoadTile:
        return tr("Load");
    case TokensTile:
        return tr("Tokens/s");
    case EnergyTile:
        return tr("Energy");
    case ProblemsTile:
        return tr("Problems");
    case TileCount:
        break;
    }
    return {};
}

void KpiStrip::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.win);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.line);
}

std::vector<float> trendValues(const fleet::Trend &trend)
{
    std::vector<float> values;
    values.reserve(trend.values_ms.size());
    for (const std::uint16_t value : trend.values_ms) {
        values.push_back(value == fleet::Trend::kNoValue ? std::numeric_limits<float>::quiet_NaN() : value);
    }
    return values;
}

} // namespace iso::widgets
