#include "core/fleet/window_counters.h"

#include <algorithm>

namespace iso::fleet
{

void WindowCounters::add(const Counts &counts, SteadyTime now)
{
    advance(now);
    for (Counts *sum : {&m_slots[static_cast<std::size_t>(m_newestSlot) % m_slots.size()], &m_total}) {
        sum->requests += counts.requests;
        sum->failed += counts.failed;
        sum->withTtft += counts.withTtft;
    }
}

void WindowCounters::advance(SteadyTime now)
{
    const std::int64_t slot = now.toNanoseconds() / kSlotLength.count();
    const auto length = static_cast<std::int64_t>(m_slots.size());
    for (std::int64_t s = std::max(m_newestSlot + 1, slot - length + 1); s <= slot; ++s) {
        Counts &old = m_slots[static_cast<std::size_t>(s) % m_slots.size()];
        m_total.requests -= old.requests;
        m_total.failed -= old.failed;
        m_total.withTtft -= old.withTtft;
        old = {};
    }
    m_newestSlot = std::max(m_newestSlot, slot);
}

} // namespace iso::fleet
