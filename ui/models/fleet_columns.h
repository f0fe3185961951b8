#pragma once

#include "core/base/time.h"
#include "core/fleet/snapshot.h"
#include "core/telemetry/metric.h"
#include "ui/bridge/node_facts.h"

#include <QString>
#include <array>
#include <optional>
#include <string>

namespace iso::models
{

/// The columns of the fleet table. Their numbers are no one's business but the program's: what is kept names a column
/// by FleetColumnInfo::id.
enum FleetColumn : int {
    NodeColumn = 0,
    CountColumn,
    LinkColumn,
    ServiceColumn,
    TtftP50Column,
    TtftColumn, ///< p95
    TtftP99Column,
    EndToEndColumn,
    InterTokenColumn,
    LoadColumn,
    RunningColumn,
    WaitingColumn,
    KvCacheColumn,
    RequestsColumn,
    ErrorsColumn,
    TokensColumn,
    CpuColumn,
    MemoryColumn,
    GpuColumn,
    GpuTemperatureColumn,
    PowerColumn,
    EnergyColumn,
    ClockColumn,
    MissingColumn,
    AgeColumn,
    ModelColumn,
    EngineColumn,
    PlaceColumn,
    SoftwareColumn,
    TrendColumn,
    ColumnCount,
};

/// What a group says in a column.
enum class GroupFigure : std::uint8_t {
    None,    ///< nothing: there is no honest figure of many
    Summary, ///< its own, from merged histograms and sums (fleet::GroupSummary)
    Sum,     ///< the sum over its nodes that can be believed
};

/// One column: everything that is particular about it. A figure comes from `latency`, `metric` or `figure`, a text from
/// `text`; the name and the trend are drawn by themselves. NaN is "no value".
struct FleetColumnInfo {
    FleetColumn column = NodeColumn;
    const char *id = "";    ///< never changes: settings name columns by it
    const char *title = ""; ///< English; titleOf() translates
    const char *unit = "";  ///< of exported figures
    const char *tip = "";
    int width = 60; ///< px, at first
    bool isShownAtFirst = false;
    bool isMeasured = true;  ///< comes from samples, so it is worth nothing when they are old
    double exportFactor = 1; ///< from the figure to `unit`

    std::optional<telemetry::LatencyId> latency = std::nullopt;
    telemetry::QuantileBounds fleet::LatencyFigures::*quantile = nullptr;
    std::optional<telemetry::MetricId> metric = std::nullopt;
    double (*figure)(const fleet::NodeSnapshot &node, HubTime now) = nullptr;
    std::string (*text)(const fleet::NodeSnapshot &node) = nullptr;
    QString (*show)(double figure) = nullptr; ///< null for a metric in its own unit
    /// Why `figure` or `text` has no value; English, translated by reasonOf().
    const char *reason = "";
    bool isWord = false; ///< the figure is shown as a word, so it stands left

    GroupFigure group = GroupFigure::None;
    double (*groupFigure)(const fleet::GroupSummary &group) = nullptr; ///< of a summary; null for a latency

    [[nodiscard]] bool isFigure() const { return latency || metric || figure != nullptr; }
    [[nodiscard]] bool isLeft() const { return column == NodeColumn || text != nullptr || isWord; }
};

/// One row for each column, in the order of the enumerators.
const std::array<FleetColumnInfo, ColumnCount> &fleetColumns();
const FleetColumnInfo &infoOf(FleetColumn column);
std::optional<FleetColumn> fleetColumnById(const QString &id);

QString titleOf(const FleetColumnInfo &column);
QString tipOf(const FleetColumnInfo &column);

/// The newest figure, however old; NaN when there is none, and for columns of text.
double figureOf(const FleetColumnInfo &column, const fleet::NodeSnapshot &node, HubTime now);
/// The same, but NaN when the column is measured and the node can not be believed now.
double freshFigureOf(const FleetColumnInfo &column, const fleet::NodeSnapshot &node, HubTime now);
/// Of merged histograms; null for a latency that groups do not have.
const fleet::LatencyFigures *latencyOf(const fleet::GroupSummary &group, telemetry::LatencyId latency);
/// A group's own figure; NaN when there is none.
double figureOf(const FleetColumnInfo &column, const fleet::GroupSummary &group);
/// How a figure of the column reads.
QString textOf(const FleetColumnInfo &column, double figure);
/// Why there is no figure or text.
QString reasonOf(const FleetColumnInfo &column, const fleet::NodeSnapshot &node);

} // namespace iso::models
