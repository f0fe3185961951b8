#pragma once

#include "core/base/result.h"
#include "core/problems/causes.h"
#include "core/problems/grouping.h"
#include "core/problems/hub_causes.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace iso::problems
{

/// A problem that began or ended.
struct ProblemChange {
    ProblemPtr problem;
    bool hasBegun = false; ///< false: it ended
};

/// An acknowledgement as it is written down, with the problem that it stands for.
struct StoredAcknowledgement {
    std::string problem; ///< its id
    HubTime since;
    Acknowledgement acknowledgement;
};

/// Turns what is known of the fleet and the hub into the list of problems. One look a second is enough; a look at a
/// fleet where nothing changed costs next to nothing. Thread: io.
class ProblemTracker
{
public:
    /// What was acknowledged before a restart still is when the problem shows again within this time.
    static constexpr Duration kResumeWithin = std::chrono::minutes(5);

    ProblemTracker(const NodeRules &rules, SteadyTime startedAt);

    /// `claims`: see HubCauses::look.
    void look(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot, const std::vector<RefusedClaim> &claims,
              SteadyTime now);

    /// Never null. Another address only when something changed.
    [[nodiscard]] const ProblemListPtr &list() const { return m_list; }
    /// What began and ended since this was last asked.
    std::vector<ProblemChange> takeChanges();

    /// From an earlier session.
    void restore(StoredAcknowledgement stored);
    /// Shows it; call once it is written down. False when the problem has ended meanwhile.
    bool acknowledge(const std::string &problem, const Acknowledgement &acknowledgement);
    /// Acknowledgements whose problem has ended since this was last asked: write that down, or a later problem of the
    /// same kind would look acknowledged after a restart.
    std::vector<StoredAcknowledgement> takeEnded();

private:
    using Rows = std::map<std::string, ProblemPtr, std::less<>>;

    void makeRows(const fleet::FleetSnapshot &snapshot);
    [[nodiscard]] Problem rowFor(const Group &group, const fleet::FleetSnapshot &snapshot) const;
    void put(Problem row, Rows &rows);
    void adopt(Rows rows);
    void publish();
    void forgetUnresumed(SteadyTime now);

    NodeRules m_rules;
    SteadyTime m_startedAt;
    NodeCauses m_nodeCauses;
    HubCauses m_hubCauses;
    std::vector<Problem> m_hubProblems;
    SteadyTime m_wordsAt;
    Rows m_rows;
    std::vector<Badge> m_badges;
    ProblemListPtr m_list = std::make_shared<const ProblemList>();
    std::map<std::string, StoredAcknowledgement, std::less<>> m_restored;
    std::vector<ProblemChange> m_changes;
    std::vector<StoredAcknowledgement> m_ended;
};

} // namespace iso::problems
