#pragma once

#include "core/base/time.h"
#include "core/fleet/snapshot.h"

#include <array>

namespace iso::fleet
{

/// NTP's four-stamp exchange (RFC 5905, sections 8 and 10): of the last 8 exchanges the one with the least delay gives
/// the offset. An exchange that contradicts it shows that a clock was set: then what was measured before is forgotten.
class ClockFilter
{
public:
    /// T1 probe sent and T4 reply received on the hub's clock, T2 and T3 on the node's. Nothing is taken from an
    /// exchange whose delay is negative: a clock was set meanwhile. True when this exchange contradicts the offset so
    /// far, and begins it anew.
    bool add(HubTime t1, NodeTime t2, NodeTime t3, HubTime t4);
    [[nodiscard]] ClockFigures figures() const;

private:
    struct Exchange {
        Duration offset{0};
        Duration delay{0};
    };
    std::array<Exchange, 8> m_exchanges;
    std::size_t m_count = 0;
};

} // namespace iso::fleet
