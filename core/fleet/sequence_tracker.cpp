#include "core/fleet/sequence_tracker.h"

#include <algorithm>
#include <utility>

namespace iso::fleet
{

SequenceTracker SequenceTracker::resumed(const std::vector<SeqRange> &stored, SteadyTime now)
{
    SequenceTracker tracker;
    for (const SeqRange &range : stored) {
        if (range.from > tracker.m_highest + 1) {
            tracker.openGap({tracker.m_highest + 1, range.from - 1}, now + kReorderWindow);
        }
        tracker.m_highest = std::max(tracker.m_highest, range.to);
    }
    return tracker;
}

SequenceTracker SequenceTracker::startingAt(std::uint64_t seq)
{
    SequenceTracker tracker;
    tracker.m_highest = seq - 1;
    return tracker;
}

bool SequenceTracker::add(std::uint64_t seq, SteadyTime now)
{
    if (seq > m_highest) {
        if (seq > m_highest + 1) {
            openGap({m_highest + 1, seq - 1}, now + kReorderWindow);
        }
        m_highest = seq;
        return true;
    }
    const auto gap = std::lower_bound(m_gaps.begin(), m_gaps.end(), seq,
                                      [](const Gap &g, std::uint64_t s) { return g.range.to < s; });
    if (gap == m_gaps.end() || gap->range.from > seq) {
        return false;
    }
    const Gap before{{gap->range.from, seq - 1}, gap->due};
    const Gap after{{seq + 1, gap->range.to}, gap->due};
    auto at = m_gaps.erase(gap);
    if (after.range.from <= after.range.to) {
        at = m_gaps.insert(at, after);
    }
    if (before.range.from <= before.range.to) {
        m_gaps.insert(at, before);
    }
    return true;
}

void SequenceTracker::noteSent(std::uint64_t seq, SteadyTime now)
{
    if (seq > m_highest) {
        openGap({m_highest + 1, seq}, now + kReorderWindow);
        m_highest = seq;
    }
}

void SequenceTracker::reopen(std::uint64_t seq, SteadyTime now)
{
    const auto at = std::lower_bound(m_gaps.begin(), m_gaps.end(), seq,
                                     [](const Gap &g, std::uint64_t s) { return g.range.to < s; });
    if (seq > m_highest || (at != m_gaps.end() && at->range.from <= seq)) {
        return; // it is missing already
    }
    m_gaps.insert(at, {{seq, seq}, now + kAskAgain});
    forgetTooMany();
}

std::uint64_t SequenceTracker::giveUp(SeqRange range)
{
    std::uint64_t given = 0;
    std::vector<Gap> left;
    left.reserve(m_gaps.size() + 1);
    for (const Gap &gap : m_gaps) {
        const SeqRange common{std::max(gap.range.from, range.from), std::min(gap.range.to, range.to)};
        if (common.from > common.to) {
            left.push_back(gap);
            continue;
        }
        given += common.to - common.from + 1;
        if (gap.range.from < common.from) {
            left.push_back({{gap.range.from, common.from - 1}, gap.due});
        }
        if (common.to < gap.range.to) {
            left.push_back({{common.to + 1, gap.range.to}, gap.due});
        }
    }
    m_gaps = std::move(left);
    return given;
}

void SequenceTracker::askedForAll(SteadyTime now)
{
    for (Gap &gap : m_gaps) {
        gap.due = now + kAskAgain;
    }
}

std::vector<SeqRange> SequenceTracker::dueForResend(SteadyTime now)
{
    std::vector<SeqRange> due;
    for (Gap &gap : m_gaps) {
        if (now >= gap.due) {
            gap.due = now + kAskAgain;
            due.push_back(gap.range);
        }
    }
    return due;
}

std::vector<SeqRange> SequenceTracker::takeGivenUp()
{
    return std::exchange(m_givenUp, {});
}

std::uint64_t SequenceTracker::missing() const
{
    std::uint64_t total = 0;
    for (const Gap &gap : m_gaps) {
        total += gap.range.to - gap.range.from + 1;
    }
    return total;
}

void SequenceTracker::openGap(SeqRange range, SteadyTime due)
{
    m_gaps.push_back({range, due});
    forgetTooMany();
}

void SequenceTracker::forgetTooMany()
{
    if (m_gaps.size() > kMaxGaps) {
        m_givenUp.push_back(m_gaps.front().range);
        m_gaps.erase(m_gaps.begin());
    }
}

} // namespace iso::fleet
