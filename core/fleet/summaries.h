#pragma once

#include "core/fleet/node_state.h"
#include "core/fleet/snapshot.h"

#include <memory>
#include <vector>

namespace iso::fleet
{

/// Figures of the fleet, its regions and its sites, added up anew in rounds: begin(), add() each node, finish(). What
/// is read meanwhile is of the round before. Thread: io.
class Summaries
{
public:
    /// A node came or moved: the next round makes the groups anew.
    void regroup() { m_isGrouped = false; }
    void begin(const std::vector<std::unique_ptr<NodeState>> &nodes);
    /// One that was not there when the round began is left to the next.
    void add(const NodeState &node);
    void finish(SteadyTime now);

    [[nodiscard]] const GroupSummary &fleet() const { return m_fleet; }
    [[nodiscard]] const std::shared_ptr<const std::vector<GroupSummary>> &regions() const { return m_regions; }
    [[nodiscard]] const std::shared_ptr<const std::vector<GroupSummary>> &sites() const { return m_sites; }

private:
    /// Sums that become a GroupSummary.
    struct Tally {
        GroupSummary summary;
        telemetry::LatencyHistogram ttft;
        telemetry::LatencyHistogram interToken;
        telemetry::LatencyHistogram endToEnd;
        double load = 0;
        std::uint32_t loadNodes = 0;
        std::uint64_t requests = 0;
        std::uint64_t failed = 0;
        std::uint64_t withTtft = 0;
        double tokensOutPerSecond = 0;
        std::uint32_t tokenNodes = 0;
        double power_watts = 0;
        std::uint32_t powerNodes = 0;
        double tokensWithPower = 0;
        double powerWithTokens_watts = 0;

        void reset();
        void add(const NodeState &node);
        void add(const Tally &other);
        void finish(SteadyTime now);
    };

    void group(const std::vector<std::unique_ptr<NodeState>> &nodes);

    static constexpr std::uint32_t kNoSite = ~0U; ///< of a retired node
    bool m_isGrouped = false;
    std::vector<std::uint32_t> m_siteOfNode; // by NodeIndex
    std::vector<std::uint32_t> m_regionOfSite;
    std::vector<Tally> m_siteTallies;
    std::vector<Tally> m_regionTallies;
    Tally m_fleetTally;
    GroupSummary m_fleet;
    std::shared_ptr<const std::vector<GroupSummary>> m_regions = std::make_shared<std::vector<GroupSummary>>();
    std::shared_ptr<const std::vector<GroupSummary>> m_sites = std::make_shared<std::vector<GroupSummary>>();
};

} // namespace iso::fleet
