#pragma once

#include "core/events/event.h"
#include "core/fleet/snapshot.h"

#include <memory>
#include <vector>

namespace iso::events
{

/// Finds events of nodes by comparing one snapshot with the next: births, links, services. What stands in the first
/// snapshot is not new. Going between serving, idle and busy is no event, nor is being late: that is what figures are
/// for. Thread: io.
class FleetWatch
{
public:
    /// Appends what happened since the last look.
    void look(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot, std::vector<Event> &events);

private:
    std::shared_ptr<const fleet::FleetSnapshot> m_previous;
};

} // namespace iso::events
