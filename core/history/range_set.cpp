#include "core/history/range_set.h"

#include "core/history/bytes.h"

#include <algorithm>
#include <xxhash.h>

namespace iso::history
{
namespace
{

/// True when `b` begins inside `a` or right behind it; `b` does not begin before `a`.
bool touches(const RangeSet::Range &a, std::uint64_t first)
{
    return a.second == UINT64_MAX || first <= a.second + 1;
}

} // namespace

void RangeSet::add(std::uint64_t first, std::uint64_t last)
{
    // The first range that ends at or behind first - 1: the only one that can join on the left.
    auto it = m_ranges.end();
    if (!m_ranges.empty() && touches(m_ranges.back(), first)) {
        it = std::lower_bound(m_ranges.begin(), m_ranges.end(), first,
                              [](const Range &range, std::uint64_t number) { return !touches(range, number); });
    }
    if (it == m_ranges.end() || (last != UINT64_MAX && it->first > last + 1)) {
        m_ranges.insert(it, {first, last});
        if (m_ranges.size() > kMaxRanges) {
            m_ranges.erase(m_ranges.begin());
        }
        return;
    }
    it->first = std::min(it->first, first);
    it->second = std::max(it->second, last);
    const auto next = it + 1;
    auto end = next;
    while (end != m_ranges.end() && touches(*it, end->first)) {
        it->second = std::max(it->second, end->second);
        ++end;
    }
    m_ranges.erase(next, end);
}

void RangeSet::add(const RangeSet &other)
{
    for (const auto &[first, last] : other.m_ranges) {
        add(first, last);
    }
}

bool RangeSet::contains(std::uint64_t number) const
{
    const auto it = std::lower_bound(m_ranges.begin(), m_ranges.end(), number,
                                     [](const Range &range, std::uint64_t n) { return range.second < n; });
    return it != m_ranges.end() && it->first <= number;
}

std::string RangeSet::toBytes() const
{
    std::string body;
    std::uint64_t position = 0;
    for (const auto &[first, last] : m_ranges) {
        appendVarint(body, first - position);
        appendVarint(body, last - first);
        position = last;
    }
    std::string bytes;
    appendNumber(bytes, XXH3_64bits(body.data(), body.size()));
    return bytes + body;
}

Result<RangeSet> RangeSet::fromBytes(std::string_view bytes)
{
    const auto damaged = [] { return failure(ErrorCode::Corrupt, "a list of stored numbers is damaged"); };
    ByteReader reader(bytes);
    const auto checksum = reader.number<std::uint64_t>();
    if (reader.hasFailed() || checksum != XXH3_64bits(bytes.data() + 8, bytes.size() - 8)) {
        return damaged();
    }
    RangeSet set;
    std::uint64_t position = 0;
    while (!reader.isAtEnd()) {
        const std::uint64_t first = position + reader.varint();
        const std::uint64_t last = first + reader.varint();
        if (reader.hasFailed() || first < position || last < first || set.m_ranges.size() >= kMaxRanges) {
            return damaged();
        }
        set.m_ranges.emplace_back(first, last);
        position = last;
    }
    return set;
}

} // namespace iso::history
