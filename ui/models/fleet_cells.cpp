#include "ui/models/fleet_cells.h"

#include "ui/models/fleet_item.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace iso::models
{

using bridge::Tone;
using bridge::toQString;
using telemetry::LinkState;

namespace
{

struct Cells {
    Q_DECLARE_TR_FUNCTIONS(iso::models::FleetCells)
};

const QChar kDash(0x2014);

/// "212 ms ± 1 %, of 420 requests".
QString percentileTip(const FleetColumnInfo &column, const fleet::LatencyFigures &figures, double coverage_ratio)
{
    const telemetry::QuantileBounds &bounds = figures.*column.quantile;
    QString tip = Cells::tr("%1: %2 %3", "TTFT p95: 212 ms ± 1 %")
                      .arg(titleOf(column), bridge::milliseconds(bounds.estimate), bridge::errorBound(bounds))
                      .trimmed();
    tip += QLatin1Char('\n') + Cells::tr("%1 measurements in the last minute").arg(bridge::grouped(figures.count));
    if (coverage_ratio > 0) {
        tip += Cells::tr(", of %1 of the requests", "continues: 420 measurements in the last minute")
                   .arg(bridge::percent(std::min(1.0, coverage_ratio)));
    }
    return tip;
}

/// There are many times between tokens in a request, so their number covers nothing.
bool isPerRequest(telemetry::LatencyId latency)
{
    return latency != telemetry::LatencyId::InterToken;
}

QString figureTip(const FleetColumnInfo &column, const fleet::NodeSnapshot &node, const QString &text)
{
    if (column.latency) {
        const fleet::LatencyFigures &figures = node.latency(*column.latency);
        const double coverage_ratio =
            isPerRequest(*column.latency) && node.requestsInWindow > 0
                ? static_cast<double>(figures.count) / static_cast<double>(node.requestsInWindow)
                : 0;
        return percentileTip(column, figures, coverage_ratio);
    }
    const QString tip = Cells::tr("%1: %2").arg(titleOf(column), text);
    if (column.column != ClockColumn) {
        return tip;
    }
    const double error_s = static_cast<double>(node.clock.error.count()) / 1e9;
    return Cells::tr("%1, right within %2").arg(tip, bridge::milliseconds(error_s));
}

QString whyGroupHasNone(const FleetColumnInfo &column)
{
    if (!column.latency) {
        return Cells::tr("no node reports it");
    }
    return *column.latency == telemetry::LatencyId::TimeToFirstToken
               ? Cells::tr("no first token was measured in the last minute")
               : Cells::tr("nothing was measured in the last minute");
}

/// The last bucket of an engine may be open: then only a lower bound is known.
QString percentileText(const FleetColumnInfo &column, const fleet::LatencyFigures &figures)
{
    const telemetry::QuantileBounds &bounds = figures.*column.quantile;
    return std::isfinite(bounds.upper) ? textOf(column, bounds.estimate)
                                       : Cells::tr("> %1").arg(textOf(column, bounds.lower));
}

} // namespace

const fleet::NodeSnapshot &FleetCells::node(const FleetItem &item) const
{
    return *m_snapshot.nodes[item.node];
}

std::string_view FleetCells::name(const FleetItem &item) const
{
    return item.kind == FleetKind::Node ? std::string_view(node(item).id().text()) : std::string_view(item.name);
}

FleetCell FleetCells::cell(const FleetItem &item, const FleetColumnInfo &column) const
{
    return item.kind == FleetKind::Node ? nodeCell(item, column) : groupCell(item, column);
}

FleetCell FleetCells::nodeCell(const FleetItem &item, const FleetColumnInfo &column) const
{
    const fleet::NodeSnapshot &node = this->node(item);
    const HubTime now = m_snapshot.takenAt;
    if (column.column == NodeColumn) {
        return {toQString(node.id().text()), tip([&] { return nodeTip(node); })};
    }
    if (column.column == TrendColumn) {
        const bool isSilent = !bridge::isHeard(node) || bridge::isStale(node, now);
        return {silence(item), tip([&] { return isSilent ? bridge::staleReason(node, now) : tipOf(column); }), true,
                isSilent};
    }
    const auto why = [&] { return reasonOf(column, node); };
    if (column.text != nullptr) {
        const QString text = toQString(column.text(node));
        return text.isEmpty() ? absent(bridge::ValueText::notAvailable({}).text, why) : FleetCell{text, text};
    }
    if (!column.isFigure()) {
        return {};
    }
    if (column.isMeasured && !bridge::isHeard(node)) {
        return absent(kDash, [&] { return bridge::staleReason(node, now); });
    }
    const double figure = figureOf(column, node, now);
    if (std::isnan(figure)) {
        // What a node cannot know is n/a; what merely did not happen is a dash.
        return absent(column.metric ? bridge::ValueText::notAvailable({}).text : QString(kDash), why);
    }
    FleetCell cell;
    cell.text = column.latency ? percentileText(column, node.latency(*column.latency)) : textOf(column, figure);
    cell.isStale = column.isMeasured && bridge::isStale(node, now);
    cell.tip = tip([&] {
        return cell.isStale ? Cells::tr("%1: this was the last value").arg(bridge::staleReason(node, now))
                            : figureTip(column, node, cell.text);
    });
    return cell;
}

FleetCell FleetCells::groupCell(const FleetItem &item, const FleetColumnInfo &column) const
{
    switch (column.column) {
    case NodeColumn:
        return {toQString(item.name), tip([&] {
                    return item.summary == nullptr
                               ? toQString(item.name)
                               : Cells::tr("%1: %2 of %3 nodes serving")
                                     .arg(toQString(item.name), bridge::grouped(item.summary->serving),
                                          bridge::grouped(item.summary->nodes));
                })};
    case CountColumn:
        return {bridge::grouped(item.nodeCount), tip([&] { return tipOf(column); })};
    case TrendColumn:
        return {silence(item), tip([&] { return tipOf(column); })};
    default:
        break;
    }
    switch (column.group) {
    case GroupFigure::None:
        return {};
    case GroupFigure::Sum:
        return sumCell(item, column);
    case GroupFigure::Summary:
        break;
    }
    if (item.summary == nullptr || std::isnan(figureOf(column, *item.summary))) {
        return absent(kDash, [&] { return whyGroupHasNone(column); });
    }
    if (column.latency) {
        const fleet::LatencyFigures &figures = *latencyOf(*item.summary, *column.latency);
        return {percentileText(column, figures),
                tip([&] { return percentileTip(column, figures, coverageOf(item, *column.latency)); })};
    }
    const QString text = textOf(column, figureOf(column, *item.summary));
    return {text, tip([&] { return Cells::tr("%1: %2").arg(titleOf(column), text); })};
}

double FleetCells::coverageOf(const FleetItem &group, telemetry::LatencyId latency) const
{
    if (latency == telemetry::LatencyId::TimeToFirstToken) {
        return group.summary->ttftCoverage_ratio;
    }
    std::uint64_t measured = 0;
    std::uint64_t requests = 0;
    group.forEachNode([&](const FleetItem &child) {
        measured += node(child).latency(latency).count;
        requests += node(child).requestsInWindow;
    });
    return isPerRequest(latency) && requests > 0 ? static_cast<double>(measured) / static_cast<double>(requests) : 0;
}

FleetCell FleetCells::sumCell(const FleetItem &item, const FleetColumnInfo &column) const
{
    double sum = 0;
    std::size_t reporting = 0;
    item.forEachNode([&](const FleetItem &child) {
        const double figure = freshFigureOf(column, node(child), m_snapshot.takenAt);
        if (!std::isnan(figure)) {
            sum += figure;
            ++reporting;
        }
    });
    if (reporting == 0) {
        return absent(kDash, [] { return Cells::tr("no node reports it"); });
    }
    return {textOf(column, sum), tip([&] {
                return Cells::tr("%1: the sum over %2 of %3 nodes")
                    .arg(titleOf(column), bridge::grouped(reporting), bridge::grouped(item.nodeCount));
            })};
}

Tone FleetCells::tone(const FleetItem &item, FleetColumn column) const
{
    if (item.kind == FleetKind::Node) {
        const fleet::NodeSnapshot &node = this->node(item);
        switch (column) {
        case LoadColumn:
            return bridge::loadTone(node, m_snapshot.takenAt, m_objectives);
        case NodeColumn:
            return bridge::isLost(node) ? Tone::Bad : bridge::toneOf(node, m_snapshot.takenAt, m_objectives);
        case TtftColumn:
        case TrendColumn:
            return bridge::toneOf(node, m_snapshot.takenAt, m_objectives);
        case ClockColumn:
            return fleet::hasWrongClock(node.clock) ? Tone::Over : Tone::None;
        default:
            return Tone::None;
        }
    }
    if (item.summary == nullptr) {
        return Tone::None;
    }
    if (column == LoadColumn) {
        const std::optional<double> load = item.summary->load_ratio;
        return load && *load >= m_objectives.highLoad_ratio ? Tone::Over : Tone::None;
    }
    if ((column != TtftColumn && column != TrendColumn) || item.summary->ttft.count == 0) {
        return Tone::None;
    }
    return bridge::toneAgainst(item.summary->ttft.p95.estimate, m_objectives.ttftP95_s, m_objectives);
}

QString FleetCells::nodeTip(const fleet::NodeSnapshot &node) const
{
    const QString id = toQString(node.id().text());
    const QString place = toQString(node.identity->birth.placeName);
    return Cells::tr("%1\n%2").arg(place.isEmpty() ? id : Cells::tr("%1, %2").arg(id, place),
                                   bridge::serviceAndLink(node));
}

const fleet::Trend *FleetCells::trend(const FleetItem &item) const
{
    if (item.kind == FleetKind::Node) {
        return &node(item).ttftTrend;
    }
    return item.summary == nullptr ? nullptr : &item.summary->ttftTrend;
}

QString FleetCells::silence(const FleetItem &item) const
{
    const HubTime now = m_snapshot.takenAt;
    if (item.kind == FleetKind::Node) {
        const fleet::NodeSnapshot &node = this->node(item);
        if (!bridge::isHeard(node)) {
            return bridge::lostText(node, now);
        }
        if (!bridge::isStale(node, now)) {
            return {};
        }
        return node.lastSampleReceived.isValid() ? Cells::tr("%1 old").arg(bridge::age(now - node.lastSampleReceived))
                                                 : Cells::tr("no sample");
    }
    if (item.summary == nullptr) {
        return {};
    }
    const auto count = [&item](LinkState state) { return item.summary->byLink[static_cast<std::size_t>(state)]; };
    if (count(LinkState::Live) + count(LinkState::Late) > 0) {
        return {};
    }
    // A group is lost since its last node was.
    const fleet::NodeSnapshot *last = nullptr;
    item.forEachNode([&](const FleetItem &child) {
        const fleet::NodeSnapshot &node = this->node(child);
        if (!bridge::isHeard(node) && (last == nullptr || last->linkSince < node.linkSince)) {
            last = &node;
        }
    });
    return last == nullptr ? QString() : bridge::lostText(*last, now);
}

} // namespace iso::models
