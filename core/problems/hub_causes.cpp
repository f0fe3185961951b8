#include "core/problems/hub_causes.h"

#include "core/wire/codec.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace iso::problems
{
using namespace std::chrono_literals;

namespace
{

constexpr Duration kMarkEvery = 10s;
constexpr std::size_t kMarks = 6;
constexpr Duration kRenewDetail = 10s;
constexpr std::size_t kNamesShown = 3;

Verdict badWhen(bool isBad)
{
    return isBad ? Verdict::Bad : Verdict::Good;
}

Problem hubProblem(ProblemKind kind, std::string id, HubTime since)
{
    Problem problem;
    problem.id = std::move(id);
    problem.kind = kind;
    problem.extent = Extent::Hub;
    problem.severity = severityOf(kind, Extent::Hub);
    problem.where = "hub";
    problem.since = since;
    return problem;
}

/// " (osl-1, osl-2 and 4 more say to be the sender)"; the names are claims.
std::string claimants(std::string_view reason, const std::vector<RefusedClaim> &claims)
{
    std::set<std::string> names;
    for (const RefusedClaim &claim : claims) {
        if (claim.reason == reason && !claim.node.empty()) {
            names.insert(claim.node);
        }
    }
    if (names.empty()) {
        return {};
    }
    std::vector<std::string> shown;
    std::copy_n(names.begin(), std::min(names.size(), kNamesShown), std::back_inserter(shown));
    const std::string more = names.size() > kNamesShown ? fmt::format(" and {} more", names.size() - kNamesShown) : "";
    return fmt::format(", said to come from {}{}", fmt::join(shown, ", "), more);
}

} // namespace

void HubCauses::Growth::add(std::uint64_t total, SteadyTime now)
{
    if (m_marks.empty() || now - m_marks.back().at >= kMarkEvery) {
        m_marks.push_back({now, m_marks.empty() ? total : m_total});
        if (m_marks.size() > kMarks) {
            m_marks.pop_front();
        }
    }
    m_total = total;
}

std::uint64_t HubCauses::Growth::lastMinute() const
{
    return m_marks.empty() ? 0 : m_total - m_marks.front().total;
}

void HubCauses::look(const fleet::FleetSnapshot &snapshot, const std::vector<RefusedClaim> &claims, SteadyTime now)
{
    m_problems.clear();
    const fleet::HubHealth &hub = snapshot.hub;
    lookAtHistory(snapshot, now);
    lookAtDrops(m_historyDrops, hub.historyDropped, true, snapshot.takenAt, now);
    lookAtDrops(m_screenDrops, hub.liveDropped, false, snapshot.takenAt, now);
    m_refused.resize(std::max(m_refused.size(), hub.refused.size()));
    for (std::size_t reason = 0; reason < hub.refused.size(); ++reason) {
        // Whose key nobody approved waits in the list of keys; that is a question, not a problem.
        if (static_cast<wire::RefusalReason>(reason) != wire::RefusalReason::NotApproved) {
            lookAtRefused(reason, hub.refused[reason], claims, snapshot.takenAt, now);
        }
    }
}

void HubCauses::lookAtHistory(const fleet::FleetSnapshot &snapshot, SteadyTime now)
{
    const std::string &problem = snapshot.hub.historyProblem;
    m_history.judge(badWhen(!problem.empty()), delaysOf(ProblemKind::HistoryNotWritten), now, snapshot.takenAt);
    if (!problem.empty()) {
        m_historyProblem = problem;
    }
    if (m_history.isActive()) {
        Problem row = hubProblem(ProblemKind::HistoryNotWritten, "history-not-written/hub", m_history.since());
        row.text = "History: " + m_historyProblem;
        row.consequence = "Charts and reports may miss this time; nodes keep about 15 minutes and send them again";
        row.advice = "Look at disk space and the disk itself; the log says more";
        m_problems.push_back(std::move(row));
    }
}

void HubCauses::lookAtDrops(Cause &cause, std::uint64_t dropped, bool isOfHistory, HubTime utcNow, SteadyTime now)
{
    cause.growth.add(dropped, now);
    cause.state.judge(badWhen(cause.growth.lastMinute() > 0), delaysOf(ProblemKind::Drops), now, utcNow);
    if (!cause.state.isActive()) {
        return;
    }
    Problem row = hubProblem(ProblemKind::Drops, isOfHistory ? "drops/history" : "drops/screen", cause.state.since());
    if (isOfHistory) {
        row.text = "The queue to history is full: samples were dropped";
        row.consequence = "Nodes are asked for them again; what they no longer have is lost";
        row.advice = "Look at the disk's speed, and at what else uses it";
    } else {
        row.severity = 3;
        row.text = "Queues inside the hub are full: live samples or answers were dropped";
        row.consequence = "Live charts have gaps until they are read from history again; nothing is lost";
        row.advice = "Look at the processor load of this machine";
    }
    m_problems.push_back(std::move(row));
}

void HubCauses::lookAtRefused(std::size_t reason, std::uint64_t total, const std::vector<RefusedClaim> &claims,
                              HubTime utcNow, SteadyTime now)
{
    Cause &cause = m_refused[reason];
    cause.growth.add(total, now);
    const std::uint64_t lately = cause.growth.lastMinute();
    const Verdict verdict = lately >= kLeastRefused ? Verdict::Bad : (lately == 0 ? Verdict::Good : Verdict::Between);
    cause.state.judge(verdict, delaysOf(ProblemKind::Refused), now, utcNow);
    if (!cause.state.isActive()) {
        cause.detailAt = {};
        return;
    }
    const std::string_view name = wire::toText(static_cast<wire::RefusalReason>(reason));
    if (lately > 0 && (!cause.detailAt.isValid() || now - cause.detailAt >= kRenewDetail)) {
        cause.detailAt = now;
        cause.detail = fmt::format("{} in the last minute{}", lately, claimants(name, claims));
    }
    Problem row = hubProblem(ProblemKind::Refused, fmt::format("refused/{}", name), cause.state.since());
    row.text = fmt::format("Messages refused ({}): {}", name, cause.detail);
    row.consequence = "What they say is neither shown nor stored";
    row.advice = "See Links for the first bytes; correct the publisher, or find who it is";
    m_problems.push_back(std::move(row));
}

} // namespace iso::problems
