#include "core/node/seq_ranges.h"

#include <algorithm>

namespace iso::node
{

bool SeqRanges::add(std::uint64_t from, std::uint64_t to)
{
    if (from > to) {
        return true;
    }
    // Join every range that overlaps or touches.
    auto next = m_ranges.upper_bound(from);
    if (next != m_ranges.begin()) {
        const auto before = std::prev(next);
        if (before->second + 1 >= from) {
            next = before;
        }
    }
    auto last = next;
    while (last != m_ranges.end() && last->first <= to + 1) {
        from = std::min(from, last->first);
        to = std::max(to, last->second);
        ++last;
    }
    m_ranges.erase(next, last);
    if (m_ranges.size() >= kMost) {
        return false;
    }
    m_ranges.emplace(from, to);
    return true;
}

std::optional<SeqRanges::Range> SeqRanges::first() const
{
    return m_ranges.empty() ? std::nullopt : std::optional<Range>(*m_ranges.begin());
}

void SeqRanges::removeUpTo(std::uint64_t to)
{
    if (m_ranges.empty() || m_ranges.begin()->first > to) {
        return;
    }
    const std::uint64_t end = m_ranges.begin()->second;
    m_ranges.erase(m_ranges.begin());
    if (end > to) {
        m_ranges.emplace(to + 1, end);
    }
}

} // namespace iso::node
