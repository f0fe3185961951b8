#include "core/fleet/interval_set.h"

#include <algorithm>

namespace iso::fleet
{

void IntervalSet::add(SeqRange range)
{
    if (range.from == 0 || range.to < range.from) {
        return;
    }
    // Nearly always the range continues the last one.
    if (!m_ranges.empty() && range.from - 1 == m_ranges.back().to) {
        m_ranges.back().to = range.to;
        return;
    }
    // All ranges that overlap or touch the new one melt into it. Compared so that the largest number does not overflow.
    const auto first = std::lower_bound(m_ranges.begin(), m_ranges.end(), range.from,
                                        [](const SeqRange &r, std::uint64_t from) { return r.to < from - 1; });
    auto last = first;
    while (last != m_ranges.end() && last->from - 1 <= range.to) {
        range.from = std::min(range.from, last->from);
        range.to = std::max(range.to, last->to);
        ++last;
    }
    m_ranges.insert(m_ranges.erase(first, last), range);
}

bool IntervalSet::contains(std::uint64_t seq) const
{
    const auto it = std::lower_bound(m_ranges.begin(), m_ranges.end(), seq,
                                     [](const SeqRange &r, std::uint64_t s) { return r.to < s; });
    return it != m_ranges.end() && it->from <= seq;
}

std::uint64_t IntervalSet::contiguousFromOne() const
{
    return m_ranges.empty() || m_ranges.front().from > 1 ? 0 : m_ranges.front().to;
}

} // namespace iso::fleet
