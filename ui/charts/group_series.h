#pragma once

#include "core/history/group_query.h"
#include "ui/charts/series_data.h"

#include <map>
#include <optional>
#include <vector>

namespace iso::charts
{

/// Points of a group of nodes, and of each node where they were asked for, put together from the pages of a query and
/// from what came later. GUI thread.
class GroupSeries
{
public:
    using Points = std::map<NodeTime, history::GroupPoint>;
    enum class Percentile { P50, P95, P99 };
    enum class Bound { Lower, Estimate, Upper };

    /// Forgets everything. Points will come on a grid of `step`; nodes send a sample each `interval`.
    void reset(Duration step, Duration interval);
    /// Replaces the steps that a page covers: those that it does not have are gaps.
    void add(const history::GroupQuery &query, const history::GroupResult &result);
    void dropBefore(NodeTime time);

    [[nodiscard]] bool isEmpty() const { return m_all.empty(); }
    [[nodiscard]] Duration step() const { return m_step; }
    /// Of all nodes as one.
    [[nodiscard]] const Points &all() const { return m_all; }
    /// Of each node, in the order of the query.
    [[nodiscard]] const std::vector<Points> &each() const { return m_each; }
    [[nodiscard]] telemetry::Absence absence(history::GroupFigure figure) const
    {
        return m_absence[static_cast<std::size_t>(figure)];
    }
    [[nodiscard]] const history::Damage &damage() const { return m_damage; }

    /// A point stands in the middle of its step.
    [[nodiscard]] SeriesData line(const Points &points, history::GroupFigure figure, double factor) const;
    /// Milliseconds. Where an open last bucket has no upper bound, the estimate stands for it.
    [[nodiscard]] SeriesData line(const Points &points, telemetry::LatencyId latency, Percentile percentile,
                                  Bound bound = Bound::Estimate) const;

    /// Share of the requests between two times whose node reports a latency; nothing without requests.
    [[nodiscard]] std::optional<double> coverage(telemetry::LatencyId latency, NodeTime from, NodeTime to) const;

private:
    [[nodiscard]] double middle_ms(NodeTime start) const;
    static void replace(Points &points, const history::GroupQuery &query, NodeTime readFrom,
                        const std::vector<history::GroupPoint> &newer);

    Duration m_step{0};
    Duration m_interval{0};
    Points m_all;
    std::vector<Points> m_each;
    std::array<telemetry::Absence, history::kGroupFigureCount> m_absence{};
    history::Damage m_damage;
};

} // namespace iso::charts
