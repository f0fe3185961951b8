#include "ui/models/fleet_columns.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>

namespace iso::models
{

using fleet::GroupSummary;
using fleet::LatencyFigures;
using fleet::NodeSnapshot;
using telemetry::LatencyId;
using telemetry::MetricId;

namespace
{

#define ISO_COLUMN_TEXT(text) QT_TRANSLATE_NOOP("iso::models::FleetColumns", text)

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// The window of requestsInWindow and failedInWindow (core/fleet/snapshot.h).
constexpr double kWindow_s = 60;

QString translated(const char *text)
{
    return QCoreApplication::translate("iso::models::FleetColumns", text);
}

double seconds(Duration length)
{
    return static_cast<double>(length.count()) / 1e9;
}

double linkOf(const NodeSnapshot &node, HubTime /*now*/)
{
    return static_cast<double>(node.link);
}

double serviceOf(const NodeSnapshot &node, HubTime /*now*/)
{
    return static_cast<double>(node.service);
}

double requestRate(const NodeSnapshot &node, HubTime /*now*/)
{
    return static_cast<double>(node.requestsInWindow) / kWindow_s;
}

double errorShare(const NodeSnapshot &node, HubTime /*now*/)
{
    if (node.requestsInWindow == 0) {
        return kNone;
    }
    return static_cast<double>(node.failedInWindow) / static_cast<double>(node.requestsInWindow);
}

double tokenRate(const NodeSnapshot &node, HubTime /*now*/)
{
    const auto tokens = node.metrics.value(MetricId::TokensOut);
    return tokens && node.interval.count() > 0 ? *tokens / seconds(node.interval) : kNone;
}

double memoryShare(const NodeSnapshot &node, HubTime /*now*/)
{
    const auto used = node.metrics.value(MetricId::MemoryUsed);
    const auto total = node.metrics.value(MetricId::MemoryTotal);
    return used && total && *total > 0 ? *used / *total : kNone;
}

/// Power over output tokens, as for groups (core/fleet/summaries.cpp).
double joulesPerToken(const NodeSnapshot &node, HubTime now)
{
    const auto power = node.metrics.value(MetricId::GpuPower);
    const double tokens = tokenRate(node, now);
    return power && tokens > 0 ? *power / tokens : kNone;
}

double clockOffset(const NodeSnapshot &node, HubTime /*now*/)
{
    return node.clock.isKnown ? seconds(node.clock.offset) : kNone;
}

double missing(const NodeSnapshot &node, HubTime /*now*/)
{
    return static_cast<double>(node.missing + node.lostForEver);
}

double sampleAge(const NodeSnapshot &node, HubTime now)
{
    return node.lastSampleReceived.isValid() ? std::max(0.0, seconds(now - node.lastSampleReceived)) : kNone;
}

std::string modelOf(const NodeSnapshot &node)
{
    const auto &models = node.identity->birth.models;
    if (models.empty()) {
        return {};
    }
    return models.size() == 1 ? models.front().name : models.front().name + " +" + std::to_string(models.size() - 1);
}

std::string engineOf(const NodeSnapshot &node)
{
    const auto &engines = node.identity->birth.engines;
    return engines.empty() ? std::string() : engines.front().name + " " + engines.front().version;
}

std::string placeOf(const NodeSnapshot &node)
{
    return node.identity->birth.placeName;
}

std::string softwareOf(const NodeSnapshot &node)
{
    return node.identity->birth.software;
}

QString linkText(double state)
{
    return bridge::stateText(static_cast<telemetry::LinkState>(static_cast<int>(state)));
}

QString serviceText(double state)
{
    return bridge::stateText(static_cast<telemetry::ServiceState>(static_cast<int>(state)));
}

QString countText(double count)
{
    return bridge::grouped(static_cast<std::uint64_t>(std::max(0.0, std::round(count))));
}

QString signedMilliseconds(double value_s)
{
    return (value_s < 0 ? QStringLiteral("−") : QStringLiteral("+")) + bridge::milliseconds(std::abs(value_s));
}

QString ageText(double age_s)
{
    return bridge::age(Duration(static_cast<std::int64_t>(age_s * 1e9)));
}

using Columns = std::array<FleetColumnInfo, ColumnCount>;

void addStates(Columns &all)
{
    all[NodeColumn] = {.id = "node",
                       .title = ISO_COLUMN_TEXT("Node"),
                       .tip = ISO_COLUMN_TEXT("Region, site and node"),
                       .width = 220,
                       .isShownAtFirst = true,
                       .isMeasured = false};
    all[CountColumn] = {.id = "count",
                        .title = ISO_COLUMN_TEXT("Nodes"),
                        .tip = ISO_COLUMN_TEXT("Nodes in the group"),
                        .width = 54,
                        .isMeasured = false,
                        .show = countText,
                        .group = GroupFigure::Summary,
                        .groupFigure = [](const GroupSummary &group) { return static_cast<double>(group.nodes); }};
    all[LinkColumn] = {.id = "link",
                       .title = ISO_COLUMN_TEXT("Link"),
                       .tip = ISO_COLUMN_TEXT("Whether the node is heard"),
                       .width = 80,
                       .isMeasured = false,
                       .figure = linkOf,
                       .show = linkText,
                       .isWord = true};
    all[ServiceColumn] = {.id = "service",
                          .title = ISO_COLUMN_TEXT("Service"),
                          .tip = ISO_COLUMN_TEXT("Whether the node does its work"),
                          .width = 90,
                          .figure = serviceOf,
                          .show = serviceText,
                          .isWord = true};
    all[ClockColumn] = {.id = "clock",
                        .title = ISO_COLUMN_TEXT("Clock"),
                        .unit = "ms",
                        .tip = ISO_COLUMN_TEXT("How far the node's clock is ahead of the hub's"),
                        .width = 72,
                        .isMeasured = false,
                        .exportFactor = 1e3,
                        .figure = clockOffset,
                        .show = signedMilliseconds,
                        .reason = ISO_COLUMN_TEXT("the clocks were not compared yet")};
    all[MissingColumn] = {.id = "missing",
                          .title = ISO_COLUMN_TEXT("Missing"),
                          .unit = "samples",
                          .tip = ISO_COLUMN_TEXT("Samples of this session that have not come, or never will"),
                          .width = 64,
                          .isMeasured = false,
                          .figure = missing,
                          .show = countText,
                          .group = GroupFigure::Sum};
    all[AgeColumn] = {.id = "age",
                      .title = ISO_COLUMN_TEXT("Sample"),
                      .unit = "s ago",
                      .tip = ISO_COLUMN_TEXT("How long ago the newest sample came"),
                      .width = 64,
                      .isMeasured = false,
                      .figure = sampleAge,
                      .show = ageText,
                      .reason = ISO_COLUMN_TEXT("no sample since the session began")};
    all[TrendColumn] = {.id = "trend",
                        .title = ISO_COLUMN_TEXT("10 min"),
                        .tip = ISO_COLUMN_TEXT("TTFT p95 over the last 10 minutes"),
                        .width = 60,
                        .isShownAtFirst = true,
                        .isMeasured = false};
}

FleetColumnInfo latency(const char *id, const char *title, const char *tip, LatencyId which,
                        telemetry::QuantileBounds LatencyFigures::*quantile)
{
    FleetColumnInfo column;
    column.id = id;
    column.title = title;
    column.unit = "ms";
    column.tip = tip;
    column.width = 58;
    column.exportFactor = 1e3;
    column.latency = which;
    column.quantile = quantile;
    column.show = bridge::bareMilliseconds;
    column.group = GroupFigure::Summary;
    column.reason = ISO_COLUMN_TEXT("nothing was measured in the last minute");
    return column;
}

void addLatencies(Columns &all)
{
    all[TtftP50Column] = latency("ttft.p50", ISO_COLUMN_TEXT("TTFT p50"),
                                 ISO_COLUMN_TEXT("Time to first token, median of the last minute, in milliseconds"),
                                 LatencyId::TimeToFirstToken, &LatencyFigures::p50);
    all[TtftColumn] =
        latency("ttft.p95", ISO_COLUMN_TEXT("TTFT p95"),
                ISO_COLUMN_TEXT("Time to first token, 95th percentile of the last minute, in milliseconds"),
                LatencyId::TimeToFirstToken, &LatencyFigures::p95);
    all[TtftP99Column] =
        latency("ttft.p99", ISO_COLUMN_TEXT("TTFT p99"),
                ISO_COLUMN_TEXT("Time to first token, 99th percentile of the last minute, in milliseconds"),
                LatencyId::TimeToFirstToken, &LatencyFigures::p99);
    all[EndToEndColumn] =
        latency("e2e.p95", ISO_COLUMN_TEXT("E2E p95"),
                ISO_COLUMN_TEXT("Whole requests, 95th percentile of the last minute, in milliseconds"),
                LatencyId::EndToEnd, &LatencyFigures::p95);
    all[InterTokenColumn] =
        latency("itl.p95", ISO_COLUMN_TEXT("ITL p95"),
                ISO_COLUMN_TEXT("Time between tokens, 95th percentile of the last minute, in milliseconds"),
                LatencyId::InterToken, &LatencyFigures::p95);
    all[TtftColumn].isShownAtFirst = true;
}

FleetColumnInfo metric(MetricId id, const char *columnId, const char *title, const char *unit, const char *tip,
                       int width)
{
    FleetColumnInfo column;
    column.id = columnId;
    column.title = title;
    column.unit = unit;
    column.tip = tip;
    column.width = width;
    column.metric = id;
    column.exportFactor = telemetry::infoOf(id).unit == telemetry::Unit::Ratio ? 100 : 1;
    return column;
}

void addMetrics(Columns &all)
{
    all[LoadColumn] = metric(MetricId::Load, "load", ISO_COLUMN_TEXT("Load"), "%",
                             ISO_COLUMN_TEXT("Share of the node's capacity in use; the mean for groups"), 46);
    all[LoadColumn].isShownAtFirst = true;
    all[LoadColumn].group = GroupFigure::Summary;
    all[LoadColumn].groupFigure = [](const GroupSummary &group) { return group.load_ratio.value_or(kNone); };
    all[RunningColumn] = metric(MetricId::RequestsRunning, "running", ISO_COLUMN_TEXT("Running"), "requests",
                                ISO_COLUMN_TEXT("Requests being worked on"), 60);
    all[WaitingColumn] = metric(MetricId::RequestsWaiting, "waiting", ISO_COLUMN_TEXT("Waiting"), "requests",
                                ISO_COLUMN_TEXT("Requests in the queue"), 60);
    all[RunningColumn].group = all[WaitingColumn].group = GroupFigure::Sum;
    all[KvCacheColumn] = metric(MetricId::KvCacheUsage, "kv", ISO_COLUMN_TEXT("KV cache"), "%",
                                ISO_COLUMN_TEXT("Share of the key-value cache in use"), 64);
    all[CpuColumn] = metric(MetricId::CpuUtilization, "cpu", ISO_COLUMN_TEXT("CPU"), "%",
                            ISO_COLUMN_TEXT("Share of the processor in use"), 50);
    all[GpuColumn] = metric(MetricId::GpuUtilization, "gpu", ISO_COLUMN_TEXT("GPU"), "%",
                            ISO_COLUMN_TEXT("Share of the time in which the GPU works"), 50);
    all[GpuTemperatureColumn] = metric(MetricId::GpuTemperature, "gpu.temp", ISO_COLUMN_TEXT("GPU temp"), "°C",
                                       ISO_COLUMN_TEXT("Temperature of the hottest GPU"), 66);
    all[PowerColumn] = metric(MetricId::GpuPower, "power", ISO_COLUMN_TEXT("Power"), "W",
                              ISO_COLUMN_TEXT("What the GPUs draw; the sum for groups"), 64);
    all[PowerColumn].group = GroupFigure::Summary;
    all[PowerColumn].groupFigure = [](const GroupSummary &group) { return group.power_watts.value_or(kNone); };
}

void addRates(Columns &all)
{
    all[RequestsColumn] = {.id = "requests",
                           .title = ISO_COLUMN_TEXT("Req/s"),
                           .unit = "1/s",
                           .tip = ISO_COLUMN_TEXT("Requests that ended, a second, over the last minute"),
                           .width = 54,
                           .figure = requestRate,
                           .show = bridge::significant,
                           .group = GroupFigure::Sum};
    all[ErrorsColumn] = {.id = "errors",
                         .title = ISO_COLUMN_TEXT("Errors"),
                         .unit = "%",
                         .tip = ISO_COLUMN_TEXT("Share of the last minute's requests that failed"),
                         .width = 60,
                         .exportFactor = 100,
                         .figure = errorShare,
                         .show = bridge::percent,
                         .reason = ISO_COLUMN_TEXT("no request ended in the last minute"),
                         .group = GroupFigure::Summary,
                         .groupFigure = [](const GroupSummary &group) { return group.errors_ratio.value_or(kNone); }};
    all[TokensColumn] = {
        .id = "tokens",
        .title = ISO_COLUMN_TEXT("Tokens/s"),
        .unit = "1/s",
        .tip = ISO_COLUMN_TEXT("Output tokens a second; the sum for groups"),
        .width = 66,
        .figure = tokenRate,
        .show = bridge::si,
        .reason = ISO_COLUMN_TEXT("the node does not report its output tokens"),
        .group = GroupFigure::Summary,
        .groupFigure = [](const GroupSummary &group) { return group.tokensOutPerSecond.value_or(kNone); }};
    all[MemoryColumn] = {.id = "memory",
                         .title = ISO_COLUMN_TEXT("Memory"),
                         .unit = "%",
                         .tip = ISO_COLUMN_TEXT("Share of the host's memory in use"),
                         .width = 60,
                         .exportFactor = 100,
                         .figure = memoryShare,
                         .show = bridge::percent,
                         .reason = ISO_COLUMN_TEXT("the node does not report its memory")};
    all[EnergyColumn] = {.id = "energy",
                         .title = ISO_COLUMN_TEXT("J/token"),
                         .unit = "J",
                         .tip = ISO_COLUMN_TEXT("Power of the GPUs over output tokens"),
                         .width = 60,
                         .figure = joulesPerToken,
                         .show = bridge::significant,
                         .reason =
                             ISO_COLUMN_TEXT("the node does not report both power and output tokens, or made no token"),
                         .group = GroupFigure::Summary,
                         .groupFigure = [](const GroupSummary &group) { return group.joulesPerToken.value_or(kNone); }};
}

FleetColumnInfo words(const char *id, const char *title, const char *tip, int width,
                      std::string (*text)(const NodeSnapshot &))
{
    FleetColumnInfo column;
    column.id = id;
    column.title = title;
    column.tip = tip;
    column.width = width;
    column.isMeasured = false;
    column.text = text;
    column.reason = ISO_COLUMN_TEXT("the node does not say");
    return column;
}

Columns makeColumns()
{
    Columns all;
    addStates(all);
    addLatencies(all);
    addMetrics(all);
    addRates(all);
    all[ModelColumn] = words("model", ISO_COLUMN_TEXT("Model"), ISO_COLUMN_TEXT("What the node serves"), 110, modelOf);
    all[EngineColumn] = words("engine", ISO_COLUMN_TEXT("Engine"),
                              ISO_COLUMN_TEXT("The inference server and its version"), 84, engineOf);
    all[PlaceColumn] = words("place", ISO_COLUMN_TEXT("Place"), ISO_COLUMN_TEXT("Where the node stands"), 110, placeOf);
    all[SoftwareColumn] = words("software", ISO_COLUMN_TEXT("Software"),
                                ISO_COLUMN_TEXT("The program that speaks for the node"), 130, softwareOf);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].column = static_cast<FleetColumn>(i);
    }
    return all;
}

double percentile(const FleetColumnInfo &column, const LatencyFigures &figures)
{
    return figures.count == 0 ? kNone : (figures.*column.quantile).estimate;
}

} // namespace

const Columns &fleetColumns()
{
    static const Columns all = makeColumns();
    return all;
}

const FleetColumnInfo &infoOf(FleetColumn column)
{
    return fleetColumns()[static_cast<std::size_t>(column)];
}

std::optional<FleetColumn> fleetColumnById(const QString &id)
{
    const Columns &all = fleetColumns();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&id](const FleetColumnInfo &column) { return id == QLatin1String(column.id); });
    return found == all.end() ? std::nullopt : std::optional(found->column);
}

QString titleOf(const FleetColumnInfo &column)
{
    return translated(column.title);
}

QString tipOf(const FleetColumnInfo &column)
{
    return translated(column.tip);
}

const LatencyFigures *latencyOf(const GroupSummary &group, LatencyId latency)
{
    switch (latency) {
    case LatencyId::TimeToFirstToken:
        return &group.ttft;
    case LatencyId::InterToken:
        return &group.interToken;
    case LatencyId::EndToEnd:
        return &group.endToEnd;
    case LatencyId::Queue:
        break;
    }
    return nullptr;
}

double figureOf(const FleetColumnInfo &column, const NodeSnapshot &node, HubTime now)
{
    if (column.latency) {
        return percentile(column, node.latency(*column.latency));
    }
    if (column.metric) {
        return node.metrics.value(*column.metric).value_or(kNone);
    }
    return column.figure != nullptr ? column.figure(node, now) : kNone;
}

double freshFigureOf(const FleetColumnInfo &column, const NodeSnapshot &node, HubTime now)
{
    if (column.isMeasured && (!bridge::isHeard(node) || bridge::isStale(node, now))) {
        return kNone;
    }
    return figureOf(column, node, now);
}

double figureOf(const FleetColumnInfo &column, const GroupSummary &group)
{
    if (column.latency) {
        const LatencyFigures *figures = latencyOf(group, *column.latency);
        return figures != nullptr ? percentile(column, *figures) : kNone;
    }
    return column.groupFigure != nullptr ? column.groupFigure(group) : kNone;
}

QString textOf(const FleetColumnInfo &column, double figure)
{
    return column.show != nullptr ? column.show(figure) : bridge::figureText(*column.metric, figure);
}

QString reasonOf(const FleetColumnInfo &column, const NodeSnapshot &node)
{
    return column.metric ? bridge::reasonText(node.metrics.absence(*column.metric)) : translated(column.reason);
}

} // namespace iso::models
