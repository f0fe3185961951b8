#include "core/problems/problem_tracker.h"

#include "core/problems/problem_text.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace iso::problems
{

namespace
{

/// Figures in the words of a row are renewed this often: often enough to be true, seldom enough to be read.
constexpr Duration kRenewWords = std::chrono::seconds(10);

void addTo(Badge &badge, const Problem &problem)
{
    const auto severity = static_cast<std::uint8_t>(problem.severity);
    badge.severity = badge.severity == 0 ? severity : std::min(badge.severity, severity);
    badge.count = static_cast<std::uint8_t>(std::min(255, badge.count + 1));
}

} // namespace

ProblemTracker::ProblemTracker(const NodeRules &rules, SteadyTime startedAt)
    : m_rules(rules)
    , m_startedAt(startedAt)
    , m_nodeCauses(rules, startedAt)
{
}

void ProblemTracker::look(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot,
                          const std::vector<RefusedClaim> &claims, SteadyTime now)
{
    const bool isChanged = m_nodeCauses.look(snapshot, now);
    m_hubCauses.look(*snapshot, claims, now);
    const bool isHubChanged = m_hubCauses.problems() != m_hubProblems;
    const bool isTimeForWords = !m_rows.empty() && now - m_wordsAt >= kRenewWords;
    if (isChanged || isHubChanged || isTimeForWords) {
        m_wordsAt = now;
        m_hubProblems = m_hubCauses.problems();
        makeRows(*snapshot);
    }
    forgetUnresumed(now);
}

void ProblemTracker::makeRows(const fleet::FleetSnapshot &snapshot)
{
    Rows rows;
    std::vector<Badge> badges;
    for (const Group &group : groupCauses(snapshot, m_nodeCauses, *m_list)) {
        Problem row = rowFor(group, snapshot);
        badges.resize(std::max<std::size_t>(badges.size(), group.nodes.back() + std::size_t(1)));
        for (const fleet::NodeIndex node : group.nodes) {
            addTo(badges[node], row);
        }
        put(std::move(row), rows);
    }
    for (const Problem &problem : m_hubProblems) {
        put(problem, rows);
    }
    m_badges = std::move(badges);
    adopt(std::move(rows));
}

Problem ProblemTracker::rowFor(const Group &group, const fleet::FleetSnapshot &snapshot) const
{
    Problem row;
    row.id = idOf(group);
    row.kind = group.kind;
    row.extent = group.extent;
    row.severity = severityOf(group.kind, group.extent);
    row.where = group.where;
    row.site = group.site;
    row.region = group.region;
    row.since = snapshot.takenAt;
    row.nodes.reserve(group.nodes.size());
    for (const fleet::NodeIndex node : group.nodes) {
        row.nodes.push_back(snapshot.nodes[node]->id());
        // Of a lost path some nodes may be lost by themselves.
        const bool isOwn = (m_nodeCauses.active()[node] & NodeCauses::bit(group.kind)) != 0;
        row.since = std::min(row.since, m_nodeCauses.since(node, isOwn ? group.kind : ProblemKind::Lost));
    }
    Words words = wordsFor(group, snapshot, m_rules);
    row.text = std::move(words.text);
    row.consequence = std::move(words.consequence);
    row.advice = std::move(words.advice);
    return row;
}

/// Takes over what stays the same: when it began, and what was said about it.
void ProblemTracker::put(Problem row, Rows &rows)
{
    if (const auto before = m_rows.find(row.id); before != m_rows.end()) {
        row.since = before->second->since;
        row.acknowledgement = before->second->acknowledgement;
        if (row == *before->second) {
            rows.emplace(row.id, before->second);
            return;
        }
    } else if (const auto restored = m_restored.find(row.id); restored != m_restored.end()) {
        row.since = restored->second.since;
        row.acknowledgement = restored->second.acknowledgement;
        m_restored.erase(restored);
    }
    std::string id = row.id;
    rows.emplace(std::move(id), std::make_shared<const Problem>(std::move(row)));
}

void ProblemTracker::adopt(Rows rows)
{
    for (const auto &[id, problem] : m_rows) {
        if (!rows.contains(id)) {
            m_changes.push_back({problem, false});
            if (problem->acknowledgement) {
                m_ended.push_back({id, problem->since, *problem->acknowledgement});
            }
        }
    }
    for (const auto &[id, problem] : rows) {
        if (!m_rows.contains(id)) {
            m_changes.push_back({problem, true});
        }
    }
    if (rows != m_rows || m_badges != m_list->badges) {
        m_rows = std::move(rows);
        publish();
    }
}

void ProblemTracker::publish()
{
    auto next = std::make_shared<ProblemList>();
    next->number = m_list->number + 1;
    next->badges = m_badges;
    for (const auto &[id, problem] : m_rows) {
        next->problems.push_back(problem);
        ++next->bySeverity.at(static_cast<std::size_t>(problem->severity));
    }
    std::sort(next->problems.begin(), next->problems.end(), [](const ProblemPtr &a, const ProblemPtr &b) {
        return std::tie(a->severity, b->since, a->id) < std::tie(b->severity, a->since, b->id);
    });
    m_list = std::move(next);
}

std::vector<ProblemChange> ProblemTracker::takeChanges()
{
    return std::exchange(m_changes, {});
}

void ProblemTracker::restore(StoredAcknowledgement stored)
{
    std::string id = stored.problem;
    m_restored.insert_or_assign(std::move(id), std::move(stored));
}

bool ProblemTracker::acknowledge(const std::string &problem, const Acknowledgement &acknowledgement)
{
    const auto row = m_rows.find(problem);
    if (row == m_rows.end()) {
        return false;
    }
    Problem changed = *row->second;
    changed.acknowledgement = acknowledgement;
    row->second = std::make_shared<const Problem>(std::move(changed));
    publish();
    return true;
}

std::vector<StoredAcknowledgement> ProblemTracker::takeEnded()
{
    return std::exchange(m_ended, {});
}

void ProblemTracker::forgetUnresumed(SteadyTime now)
{
    if (m_restored.empty() || now - m_startedAt < kResumeWithin) {
        return;
    }
    for (auto &[id, stored] : m_restored) {
        m_ended.push_back(std::move(stored));
    }
    m_restored.clear();
}

} // namespace iso::problems
