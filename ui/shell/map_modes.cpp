#include "ui/shell/map_modes.h"

#include "ui/bridge/node_facts.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>

namespace iso::shell
{

using map::LegendEntry;
using map::MapMark;
using map::MarkShape;
using map::MarkTone;
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

namespace
{

struct Modes {
    Q_DECLARE_TR_FUNCTIONS(iso::shell::MapModes)
};

/// Where one tone ends and the next begins, for modes that are about a figure.
struct Steps {
    std::array<double, 3> from; ///< of the second, third and fourth tone
    bool isAmount = false;      ///< neither good nor bad: levels instead of tones
};

std::optional<Steps> stepsOf(ColourBy colour, const bridge::Objectives &objectives)
{
    const auto against = [&objectives](double objective) {
        return Steps{{objective * objectives.nearLimit_ratio, objective, objective * objectives.badLimit_ratio}};
    };
    switch (colour) {
    case ColourBy::Ttft:
        return against(objectives.ttftP95_s);
    case ColourBy::EndToEnd:
        return against(objectives.endToEndP95_s);
    case ColourBy::Load:
        return Steps{{0.75, objectives.highLoad_ratio, 1.0}};
    case ColourBy::Errors:
        return Steps{{0.001, 0.01, 0.05}};
    case ColourBy::Power:
        return Steps{{150, 300, 600}, true};
    case ColourBy::EnergyPerToken:
        return Steps{{0.2, 0.5, 1}, true};
    case ColourBy::Link:
    case ColourBy::Service:
        break;
    }
    return std::nullopt;
}

std::array<MarkTone, 4> tonesOf(const Steps &steps)
{
    return steps.isAmount ? std::array{MarkTone::Level1, MarkTone::Level2, MarkTone::Level3, MarkTone::Level4}
                          : std::array{MarkTone::Ok, MarkTone::Near, MarkTone::Over, MarkTone::Bad};
}

MarkTone toneOn(const Steps &steps, double value)
{
    const auto step = std::upper_bound(steps.from.begin(), steps.from.end(), value) - steps.from.begin();
    return tonesOf(steps).at(static_cast<std::size_t>(step));
}

QString figureText(ColourBy colour, double value)
{
    switch (colour) {
    case ColourBy::Ttft:
    case ColourBy::EndToEnd:
        return value < 1 ? bridge::milliseconds(value) : Modes::tr("%1 s", "seconds").arg(bridge::significant(value));
    case ColourBy::Load:
    case ColourBy::Errors:
        return bridge::percent(value);
    case ColourBy::Power:
        return Modes::tr("%1W", "watts, after a number and a prefix")
            .arg(value < 1000 ? bridge::si(value) + QLatin1Char(' ') : bridge::si(value));
    case ColourBy::EnergyPerToken:
        return Modes::tr("%1 J").arg(bridge::significant(value));
    case ColourBy::Link:
    case ColourBy::Service:
        break;
    }
    return {};
}

LatencyId latencyFor(ColourBy colour)
{
    return colour == ColourBy::EndToEnd ? LatencyId::EndToEnd : LatencyId::TimeToFirstToken;
}

/// The figure of a node that can be believed; nothing where it has none.
std::optional<double> figureOf(const fleet::NodeSnapshot &node, ColourBy colour)
{
    switch (colour) {
    case ColourBy::Ttft:
    case ColourBy::EndToEnd: {
        const fleet::LatencyFigures &figures = node.latency(latencyFor(colour));
        return figures.count > 0 ? std::optional(figures.p95.estimate) : std::nullopt;
    }
    case ColourBy::Load:
        return node.metrics.value(MetricId::Load);
    case ColourBy::Errors:
        return node.requestsInWindow > 0 ? std::optional(static_cast<double>(node.failedInWindow) /
                                                         static_cast<double>(node.requestsInWindow))
                                         : std::nullopt;
    case ColourBy::Power:
        return node.metrics.value(MetricId::GpuPower);
    case ColourBy::EnergyPerToken:
        return bridge::joulesPerToken(node);
    case ColourBy::Link:
    case ColourBy::Service:
        break;
    }
    return std::nullopt;
}

/// The node has said that it cannot know the figure, or has nothing to measure it on.
bool isNotApplicable(const fleet::NodeSnapshot &node, ColourBy colour)
{
    switch (colour) {
    case ColourBy::Load:
        return !node.metrics.value(MetricId::Load).has_value();
    case ColourBy::Power:
        return !node.metrics.value(MetricId::GpuPower).has_value();
    case ColourBy::EnergyPerToken:
    case ColourBy::Errors:
        return true;
    default:
        return node.service == ServiceState::Idle;
    }
}

MarkTone serviceTone(ServiceState service)
{
    switch (service) {
    case ServiceState::Serving:
    case ServiceState::Busy:
        return MarkTone::Ok;
    case ServiceState::Idle:
        return MarkTone::Idle;
    case ServiceState::Starting:
    case ServiceState::Sleeping:
        return MarkTone::Level1;
    default:
        return MarkTone::Unknown;
    }
}

MarkShape shapeFor(bridge::NodeShape shape)
{
    switch (shape) {
    case bridge::NodeShape::Triangle:
        return MarkShape::Triangle;
    case bridge::NodeShape::DashedRing:
        return MarkShape::DashedRing;
    case bridge::NodeShape::Diamond:
        return MarkShape::Diamond;
    case bridge::NodeShape::Square:
        return MarkShape::Square;
    case bridge::NodeShape::Dot:
    case bridge::NodeShape::Ring:
        break;
    }
    return MarkShape::Circle;
}

MarkTone toneFor(const fleet::NodeSnapshot &node, HubTime now, ColourBy colour, const bridge::Objectives &objectives,
                 MarkShape shape)
{
    if (shape == MarkShape::Triangle || shape == MarkShape::Diamond || shape == MarkShape::Square) {
        return MarkTone::Bad;
    }
    if (shape == MarkShape::DashedRing) {
        return MarkTone::Draining;
    }
    if (colour == ColourBy::Link) {
        return node.link == LinkState::Live   ? MarkTone::Ok
               : node.link == LinkState::Late ? MarkTone::Near
                                              : MarkTone::Unknown;
    }
    if (!fleet::isBelievable(node, now)) {
        return MarkTone::Unknown;
    }
    if (colour == ColourBy::Service) {
        return serviceTone(node.service);
    }
    if (const std::optional<double> figure = figureOf(node, colour)) {
        return toneOn(*stepsOf(colour, objectives), *figure);
    }
    return isNotApplicable(node, colour) ? MarkTone::Idle : MarkTone::Unknown;
}

/// 0 to 1; NaN where it is not known.
float sizeFor(const fleet::NodeSnapshot &node, HubTime now, SizeBy by)
{
    constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
    if (!fleet::isBelievable(node, now)) {
        return kUnknown;
    }
    if (by == SizeBy::Load) {
        const auto load = node.metrics.value(MetricId::Load);
        return load ? static_cast<float>(std::clamp(*load, 0.0, 1.0)) : kUnknown;
    }
    // A tenth of a request a second is the smallest size, 100 a second the largest.
    const double perSecond = static_cast<double>(node.requestsInWindow) / 60;
    return static_cast<float>(std::clamp((std::log10(std::max(perSecond, 1e-3)) + 1) / 3, 0.0, 1.0));
}

LegendEntry entry(MarkTone tone, const QString &text, MarkShape shape = MarkShape::Circle, bool stale = false)
{
    return {tone, shape, stale, text};
}

std::vector<LegendEntry> firstRow(ColourBy colour, const bridge::Objectives &objectives)
{
    if (colour == ColourBy::Link) {
        return {entry(MarkTone::Ok, Modes::tr("live")), entry(MarkTone::Near, Modes::tr("late"))};
    }
    if (colour == ColourBy::Service) {
        return {entry(MarkTone::Ok, Modes::tr("working")), entry(MarkTone::Idle, Modes::tr("idle")),
                entry(MarkTone::Level1, Modes::tr("starting, asleep"))};
    }
    const Steps steps = *stepsOf(colour, objectives);
    const std::array<MarkTone, 4> tones = tonesOf(steps);
    const auto text = [colour](double value) { return figureText(colour, value); };
    const bool isObjective = colour == ColourBy::Ttft || colour == ColourBy::EndToEnd;
    if (isObjective) {
        return {entry(tones[0], Modes::tr("< %1").arg(bridge::percent(objectives.nearLimit_ratio))),
                entry(tones[1], Modes::tr("near")), entry(tones[2], Modes::tr("over")),
                entry(tones[3], Modes::tr("> %1").arg(bridge::percent(objectives.badLimit_ratio)))};
    }
    std::vector<LegendEntry> row = {entry(tones[0], Modes::tr("< %1").arg(text(steps.from[0])))};
    for (std::size_t i = 0; i < steps.from.size(); ++i) {
        row.push_back(entry(tones.at(i + 1), Modes::tr("≥ %1").arg(text(steps.from.at(i)))));
    }
    return row;
}

QString titleOf(const MapMode &mode, const bridge::Objectives &objectives)
{
    const QString size = mode.size == SizeBy::Load ? Modes::tr("size: load") : Modes::tr("size: 0.1 to 100 requests/s");
    QString colour = nameOf(mode.colour);
    if (mode.colour == ColourBy::Ttft) {
        colour = Modes::tr("TTFT p95 against SLO %1").arg(figureText(mode.colour, objectives.ttftP95_s));
    } else if (mode.colour == ColourBy::EndToEnd) {
        colour = Modes::tr("E2E p95 against SLO %1").arg(figureText(mode.colour, objectives.endToEndP95_s));
    }
    return Modes::tr("%1 · %2", "what colour means, what size means").arg(colour, size);
}

} // namespace

QString nameOf(ColourBy colour)
{
    switch (colour) {
    case ColourBy::Ttft:
        return Modes::tr("TTFT p95");
    case ColourBy::EndToEnd:
        return Modes::tr("E2E p95");
    case ColourBy::Load:
        return Modes::tr("Load");
    case ColourBy::Errors:
        return Modes::tr("Errors");
    case ColourBy::Power:
        return Modes::tr("GPU power");
    case ColourBy::EnergyPerToken:
        return Modes::tr("Energy per token");
    case ColourBy::Link:
        return Modes::tr("Link");
    case ColourBy::Service:
        return Modes::tr("Service");
    }
    return {};
}

QString nameOf(SizeBy size)
{
    return size == SizeBy::Load ? Modes::tr("Load") : Modes::tr("Requests");
}

QString settingOf(ColourBy colour)
{
    constexpr std::array<const char *, kColours.size()> kNames = {
        "ttft", "e2e", "load", "errors", "power", "energy-per-token", "link", "service"};
    return QLatin1String(kNames.at(static_cast<std::size_t>(colour)));
}

QString settingOf(SizeBy size)
{
    return size == SizeBy::Load ? QStringLiteral("load") : QStringLiteral("requests");
}

ColourBy colourOfSetting(const QString &setting)
{
    const auto *const it =
        std::find_if(kColours.begin(), kColours.end(), [&](ColourBy colour) { return settingOf(colour) == setting; });
    return it == kColours.end() ? ColourBy::Ttft : *it;
}

SizeBy sizeOfSetting(const QString &setting)
{
    return setting == settingOf(SizeBy::Requests) ? SizeBy::Requests : SizeBy::Load;
}

map::MapLegend legendFor(const MapMode &mode, const bridge::Objectives &objectives)
{
    map::MapLegend legend;
    legend.title = titleOf(mode, objectives);
    legend.rows.push_back(firstRow(mode.colour, objectives));
    legend.rows.push_back({entry(MarkTone::Bad, Modes::tr("lost"), MarkShape::Triangle),
                           entry(MarkTone::Draining, Modes::tr("draining"), MarkShape::DashedRing),
                           entry(MarkTone::Bad, Modes::tr("stalled"), MarkShape::Diamond),
                           entry(MarkTone::Bad, Modes::tr("failed"), MarkShape::Square)});
    std::vector<LegendEntry> last = {entry(MarkTone::Unknown, Modes::tr("stale or unknown"), MarkShape::Circle, true)};
    if (mode.colour != ColourBy::Link && mode.colour != ColourBy::Service) {
        last.push_back(entry(MarkTone::Idle, Modes::tr("idle or n/a")));
    }
    legend.rows.push_back(std::move(last));
    return legend;
}

std::optional<MapMark> markFor(const fleet::NodeSnapshot &node, HubTime now, const MapMode &mode,
                               const bridge::Objectives &objectives, bool isSelected)
{
    if (!node.identity->birth.place) {
        return std::nullopt;
    }
    MapMark mark;
    mark.place = *node.identity->birth.place;
    mark.key = node.index;
    mark.size = sizeFor(node, now, mode.size);
    mark.shape = shapeFor(bridge::shapeOf(node));
    mark.tone = toneFor(node, now, mode.colour, objectives, mark.shape);
    // A lost node is no longer "stale": the triangle says what is known about it.
    mark.stale = !bridge::isLost(node) && bridge::isStale(node, now);
    mark.selected = isSelected;
    return mark;
}

LatencyId latencyOf(ColourBy colour)
{
    return latencyFor(colour);
}

map::ClusterFigure figureFor(const bridge::GroupFacts &facts, ColourBy colour, const bridge::Objectives &objectives)
{
    std::optional<double> figure;
    switch (colour) {
    case ColourBy::Ttft:
    case ColourBy::EndToEnd:
        if (facts.latency.count > 0) {
            figure = facts.latency.p95.estimate;
        }
        break;
    case ColourBy::Load:
        figure = facts.load_ratio;
        break;
    case ColourBy::Errors:
        figure = facts.errors_ratio;
        break;
    case ColourBy::Power:
        figure = facts.power_watts;
        break;
    case ColourBy::EnergyPerToken:
        figure = facts.joulesPerToken;
        break;
    case ColourBy::Link:
    case ColourBy::Service:
        break;
    }
    if (!figure) {
        return {};
    }
    // The steps of power are those of one node: a sum has no tone.
    const bool isSum = colour == ColourBy::Power;
    return {figureText(colour, *figure), isSum ? MarkTone::Unknown : toneOn(*stepsOf(colour, objectives), *figure)};
}

} // namespace iso::shell
