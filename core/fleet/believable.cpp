#include "core/fleet/believable.h"

#include <algorithm>

namespace iso::fleet
{

using telemetry::LinkState;
using telemetry::ServiceState;

bool isHeard(const NodeSnapshot &node)
{
    return node.link == LinkState::Live || node.link == LinkState::Late;
}

bool isLost(const NodeSnapshot &node)
{
    return node.link == LinkState::Lost || node.link == LinkState::PathLost;
}

bool isStale(const NodeSnapshot &node, HubTime now)
{
    using namespace std::chrono_literals;
    if (!node.lastSampleReceived.isValid()) {
        return true;
    }
    return now - node.lastSampleReceived > std::max<Duration>(5s, 3 * node.interval);
}

bool isServing(const NodeSnapshot &node)
{
    return isHeard(node) && (node.service == ServiceState::Serving || node.service == ServiceState::Idle ||
                             node.service == ServiceState::Busy);
}

bool isBelievable(const NodeSnapshot &node, HubTime now)
{
    return isHeard(node) && !isStale(node, now);
}

} // namespace iso::fleet
