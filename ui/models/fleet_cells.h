#pragma once

#include "ui/bridge/node_facts.h"
#include "ui/models/fleet_columns.h"

namespace iso::models
{

struct FleetItem;

/// What one cell shows.
struct FleetCell {
    QString text;
    QString tip;          ///< why there is no value, or how far it can be believed
    bool isValue = true;  ///< false: the text stands where a value is missing
    bool isStale = false; ///< the text is the last value there was, and it is old
};

/// Works out what the rows of the fleet table say in each column, from one snapshot. GUI thread.
class FleetCells
{
public:
    /// Both outlive the cells.
    FleetCells(const fleet::FleetSnapshot &snapshot, const bridge::Objectives &objectives)
        : m_snapshot(snapshot)
        , m_objectives(objectives)
    {
    }

    [[nodiscard]] FleetCell cell(const FleetItem &item, const FleetColumnInfo &column) const;
    [[nodiscard]] bridge::Tone tone(const FleetItem &item, FleetColumn column) const;
    /// "lost 4 m", "12 s old": how long there are no values; empty when there are.
    [[nodiscard]] QString silence(const FleetItem &item) const;
    [[nodiscard]] std::string_view name(const FleetItem &item) const;
    [[nodiscard]] const fleet::Trend *trend(const FleetItem &item) const; ///< null: none
    [[nodiscard]] const fleet::NodeSnapshot &node(const FleetItem &item) const;

private:
    [[nodiscard]] FleetCell nodeCell(const FleetItem &item, const FleetColumnInfo &column) const;
    [[nodiscard]] FleetCell groupCell(const FleetItem &item, const FleetColumnInfo &column) const;
    [[nodiscard]] FleetCell sumCell(const FleetItem &item, const FleetColumnInfo &column) const;
    [[nodiscard]] QString nodeTip(const fleet::NodeSnapshot &node) const;

    const fleet::FleetSnapshot &m_snapshot;
    const bridge::Objectives &m_objectives;
};

} // namespace iso::models
