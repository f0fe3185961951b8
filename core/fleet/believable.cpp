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

HubTime freshUntil(const NodeSnapshot &node)
{
    using namespace std::chrono_literals;
    return node.lastSampleReceived.isValid() ? node.lastSampleReceived + std::max<Duration>(5s, 3 * node.interval)
                                             : HubTime();
}

bool isStale(const NodeSnapshot &node, HubTime now)
{
    const HubTime until = freshUntil(node);
    return !until.isValid() || now > until;
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
