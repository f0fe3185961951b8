#include "core/fleet/clock_filter.h"

#include <algorithm>

namespace iso::fleet
{

namespace
{

/// Beyond what both errors allow, clocks that nobody sets may drift apart this much between exchanges.
constexpr Duration kDrift = std::chrono::milliseconds(50);

} // namespace

bool ClockFilter::add(HubTime t1, NodeTime t2, NodeTime t3, HubTime t4)
{
    const std::int64_t n1 = t1.toNanoseconds();
    const std::int64_t n2 = t2.toNanoseconds();
    const std::int64_t n3 = t3.toNanoseconds();
    const std::int64_t n4 = t4.toNanoseconds();
    const std::int64_t delay_ns = (n4 - n1) - (n3 - n2);
    if (n4 < n1 || n3 < n2 || delay_ns < 0) {
        return false;
    }
    // Each difference is halved by itself: their sum may not fit for a node in 1970.
    const std::int64_t offset_ns = (n2 - n1) / 2 + (n3 - n4) / 2;
    const ClockFigures before = figures();
    const Duration distance = std::chrono::abs(Duration(offset_ns) - before.offset);
    const bool isSet = before.isKnown && distance > before.error + Duration(delay_ns) / 2 + kDrift;
    if (isSet) {
        m_count = 0;
    }
    m_exchanges[m_count % m_exchanges.size()] = {Duration(offset_ns), Duration(delay_ns)};
    ++m_count;
    return isSet;
}

bool hasWrongClock(const ClockFigures &clock)
{
    return clock.isImplausible ||
           (clock.isKnown && std::chrono::abs(clock.offset) - clock.error > std::chrono::seconds(1));
}

ClockFigures ClockFilter::figures() const
{
    if (m_count == 0) {
        return {};
    }
    const auto end = m_exchanges.begin() + static_cast<std::ptrdiff_t>(std::min(m_count, m_exchanges.size()));
    const auto best = std::min_element(m_exchanges.begin(), end,
                                       [](const Exchange &a, const Exchange &b) { return a.delay < b.delay; });
    return {best->offset, best->delay / 2, true, false};
}

} // namespace iso::fleet
