#include "core/node/hub_time.h"

#include <algorithm>

namespace iso::node
{

void HubTimeEstimate::stamped(HubTime stamp, SteadyTime arrived)
{
    m_stamps[m_count % m_stamps.size()] = {stamp, arrived};
    ++m_count;
}

std::optional<HubTime> HubTimeEstimate::at(SteadyTime now) const
{
    std::optional<HubTime> best;
    for (std::size_t i = 0; i < std::min(m_count, m_stamps.size()); ++i) {
        const HubTime time = m_stamps[i].hub + (now - m_stamps[i].arrived);
        best = best ? std::max(*best, time) : time;
    }
    return best;
}

} // namespace iso::node
