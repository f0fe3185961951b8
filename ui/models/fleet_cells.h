#pragma once

#include "ui/bridge/node_facts.h"
#include "ui/models/fleet_columns.h"

#include <QMetaType>

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
    /// Tips cost more than all else, and nobody reads those of most cells.
    enum class Tips { No, Yes };

    /// Both outlive the cells.
    FleetCells(const fleet::FleetSnapshot &snapshot, const bridge::Objectives &objectives, Tips tips = Tips::No)
        : m_snapshot(snapshot)
        , m_objectives(objectives)
        , m_tips(tips)
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
    /// Share of the group's requests that were measured; 0 where the number of measurements covers nothing.
    [[nodiscard]] double coverageOf(const FleetItem &group, telemetry::LatencyId latency) const;
    [[nodiscard]] FleetCell sumCell(const FleetItem &item, const FleetColumnInfo &column) const;
    template<typename Make>
    [[nodiscard]] QString tip(const Make &make) const
    {
        return m_tips == Tips::Yes ? make() : QString();
    }
    template<typename Make>
    [[nodiscard]] FleetCell absent(const QString &text, const Make &makeReason) const
    {
        return {text, tip(makeReason), false, false};
    }
    [[nodiscard]] QString nodeTip(const fleet::NodeSnapshot &node) const;

    const fleet::FleetSnapshot &m_snapshot;
    const bridge::Objectives &m_objectives;
    Tips m_tips;
};

} // namespace iso::models

Q_DECLARE_METATYPE(iso::models::FleetCell)
