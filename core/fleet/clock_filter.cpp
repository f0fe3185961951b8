#include "core/fleet/clock_filter.h"

#include <algorithm>

namespace iso::fleet
{

void ClockFilter::add(HubTime t1, NodeTime t2, NodeTime t3, HubTime t4)
{
    const std::int64_t n1 = t1.toNanoseconds();
    const std::int64_t n2 = t2.toNanoseconds();
    const std::int64_t n3 = t3.toNanoseconds();
    const std::int64_t n4 = t4.toNanoseconds();
    const std::int64_t delay_ns = (n4 - n1) - (n3 - n2);
    if (n4 < n1 || n3 < n2 || delay_ns < 0) {
        return;
    }
    // Each difference is halved by itself: their sum may not fit for a node in 1970.
    const std::int64_t offset_ns = (n2 - n1) / 2 + (n3 - n4) / 2;
    m_exchanges[m_count % m_exchanges.size()] = {Duration(offset_ns), Duration(delay_ns)};
    ++m_count;
}

ClockFigures ClockFilter::figures() const
{
    if (m_count == 0) {
        return {};
    }
    const auto end = m_exchanges.begin() + static_cast<std::ptrdiff_t>(std::min(m_count, m_exchanges.size()));
    const auto best = std::min_element(m_exchanges.begin(), end,
                                       [](const Exchange &a, const Exchange &b) { return a.delay < b.delay; });
    return {best->offset, best->delay / 2, true};
}

} // namespace iso::fleet
