#include "core/telemetry/sliding_histogram.h"

#include <algorithm>

namespace iso::telemetry
{

void SlidingHistogram::add(const LatencyHistogram &histogram, SteadyTime now)
{
    advance(now);
    m_slots[static_cast<std::size_t>(m_newestSlot) % kSlots].merge(histogram);
    m_total.merge(histogram);
}

void SlidingHistogram::advance(SteadyTime now)
{
    const std::int64_t slot = std::max<std::int64_t>(slotNumber(now), 0);
    if (slot <= m_newestSlot) {
        return;
    }
    const std::int64_t passed = m_newestSlot < 0 ? 0 : slot - m_newestSlot;
    const int scaleBefore = m_total.exponential().scale();
    for (std::int64_t i = 1; i <= std::min<std::int64_t>(passed, kSlots); ++i) {
        LatencyHistogram &leaving = m_slots[static_cast<std::size_t>(m_newestSlot + i) % kSlots];
        m_total.subtract(leaving);
        leaving = {}; // with its memory: over hours each of many slots would grow to the widest it ever was
    }
    m_newestSlot = slot;

    // One coarse histogram coarsens the total; once it has left, the finer slots may speak again.
    int finest = ExponentialHistogram::kDefaultScale;
    for (const LatencyHistogram &slotHistogram : m_slots) {
        finest = std::min(finest, slotHistogram.exponential().scale());
    }
    if (passed > 0 && (m_total.isEmpty() || finest > scaleBefore)) {
        m_total.clear();
        for (const LatencyHistogram &slotHistogram : m_slots) {
            m_total.merge(slotHistogram);
        }
    }
}

} // namespace iso::telemetry
