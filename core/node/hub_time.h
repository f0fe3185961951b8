#pragma once

#include "core/base/time.h"

#include <array>
#include <optional>

namespace iso::node
{

/// What time it is at a hub, from the stamps in its messages: a node whose own clock is wrong can still tell whether a
/// command has expired. A stamp is old by its way here, so of the last eight the one that points furthest ahead was
/// the fastest and is the best. Never ahead of the truth. Used by one thread.
class HubTimeEstimate
{
public:
    void stamped(HubTime stamp, SteadyTime arrived);
    /// Nothing before the first stamp.
    [[nodiscard]] std::optional<HubTime> at(SteadyTime now) const;
    void clear() { *this = HubTimeEstimate(); }

private:
    struct Stamp {
        HubTime hub;
        SteadyTime arrived;
    };
    std::array<Stamp, 8> m_stamps;
    std::size_t m_count = 0; ///< ever
};

} // namespace iso::node
