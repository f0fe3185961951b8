#include "core/fleet/snapshot.h"

#include <algorithm>
#include <cmath>

namespace iso::fleet
{

bool Trend::advance(SteadyTime now)
{
    const std::int64_t slot = now.toNanoseconds() / kSlotLength.count();
    const auto moved = std::min<std::int64_t>(m_newestSlot < 0 ? 1 : slot - m_newestSlot, kLength);
    if (moved <= 0) {
        return false;
    }
    std::move(values_ms.begin() + moved, values_ms.end(), values_ms.begin());
    std::fill(values_ms.end() - moved, values_ms.end(), kNoValue);
    m_newestSlot = slot;
    return true;
}

void Trend::setNewest(std::optional<double> seconds)
{
    values_ms.back() = seconds ? static_cast<std::uint16_t>(std::min(std::round(*seconds * 1000), 65'534.0)) : kNoValue;
}

} // namespace iso::fleet
