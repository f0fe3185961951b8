#pragma once

#include "core/events/event.h"
#include "core/fleet/snapshot.h"

#include <cstddef>
#include <vector>

namespace iso::events
{

/// Finds events of nodes by comparing one snapshot with the next: births, links, services. What stands in the first
/// snapshot is not new. Going between serving, idle and busy is no event, nor is being late: that is what figures are
/// for. Thread: io.
class FleetWatch
{
public:
    /// Looks at the `most` next nodes and appends what happened to them since they were looked at last. True when each
    /// has had its turn, and it is the first one's again. The first look takes in all.
    bool look(const fleet::FleetSnapshot &snapshot, std::size_t most, std::vector<Event> &events);

private:
    std::vector<fleet::NodeRecord> m_known; ///< by NodeIndex, as last looked at
    std::size_t m_next = 0;
    bool m_hasBegun = false;
};

} // namespace iso::events
