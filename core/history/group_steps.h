#pragma once

// Private to core/history.

#include "core/history/group_query.h"

#include <map>

namespace iso::history
{

/// Gathers samples of many nodes into the steps of a grid, in any order. A step's histograms are kept only until the
/// step is closed.
class GroupSteps
{
public:
    /// `query` is valid; `nodes` of it are gathered here.
    GroupSteps(const GroupQuery &query, std::size_t nodes);

    /// A sample of node `node`, below `nodes`, with a time in the range of the query.
    void add(std::size_t node, NodeTime time, const telemetry::Sample &sample);
    /// No sample at or after `time` comes any more.
    void closeFrom(NodeTime time);
    /// The start of the oldest step that is closed; the end of the range when none is.
    [[nodiscard]] NodeTime completeFrom() const;

    /// The closed steps by time, and the reasons for what is not in them. Ends the work.
    std::vector<GroupPoint> takePoints();
    [[nodiscard]] const std::array<telemetry::Absence, kGroupFigureCount> &absence() const { return m_absence; }

private:
    static constexpr std::size_t kLevels = 7;

    /// One node within a step.
    struct NodeSum {
        std::array<double, kLevels> levels{};
        std::array<std::uint32_t, kLevels> levelCounts{};
        double tokens = 0;
        double tokens_s = 0; ///< time that `tokens` covers
        double requests = 0;
        double requests_s = 0;
        double failed = 0;
        double energy_joules = 0;
        double energyTokens = 0;
        std::uint8_t latencies = 0; ///< a bit for each that the node reported
        bool hasSamples = false;
        bool hasFailures = false; ///< says how many requests failed
    };
    struct Step {
        std::uint64_t samples = 0;
        telemetry::LatencySet latencies;
        std::vector<NodeSum> nodes;
    };
    [[nodiscard]] std::int64_t stepOf(NodeTime time) const;
    void noteAbsence(NodeTime time, const telemetry::Sample &sample);
    static void addTo(NodeSum &sum, const telemetry::Sample &sample);
    [[nodiscard]] GroupPoint toPoint(std::int64_t number, const Step &step) const;
    static void setFigures(GroupPoint &point, const std::vector<NodeSum> &nodes);
    static void setLatencies(GroupPoint &point, const Step &step);

    NodeTime m_from;
    Duration m_step;
    std::int64_t m_steps;
    std::size_t m_nodes;
    std::map<std::int64_t, Step> m_open;
    std::int64_t m_closedFrom;        ///< steps from here on are closed
    std::vector<GroupPoint> m_points; ///< newest first
    std::array<telemetry::Absence, kGroupFigureCount> m_absence{};
    std::array<NodeTime, kGroupFigureCount> m_absenceAt;
};

} // namespace iso::history
