#pragma once

#include "core/fleet/snapshot.h"
#include "core/history/fleet_minute.h"

#include <cstdint>
#include <optional>

namespace iso::session
{

/// The snapshot's figures, which stand for about the last minute, as one FleetMinute.
history::FleetMinute fleetMinute(const fleet::FleetSnapshot &snapshot, HubTime hubSince, HubTime now,
                                 SteadyTime steady);

/// Says when a minute of the wall clock is over and sums it up. Thread: io.
class MinuteKeeper
{
public:
    explicit MinuteKeeper(const Clock &clock);

    /// Call once a second. A minute when one has ended since the last call.
    std::optional<history::FleetMinute> tick(const fleet::FleetSnapshot &newest);

private:
    const Clock &m_clock;
    HubTime m_hubSince;
    std::int64_t m_minute;
};

} // namespace iso::session
