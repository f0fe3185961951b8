#pragma once

#include "core/fleet/snapshot.h"

namespace iso::fleet
{

/// The link is live or late.
bool isHeard(const NodeSnapshot &node);
/// The link is lost or path-lost.
bool isLost(const NodeSnapshot &node);
/// Its newest sample is older than max(5 s, 3 intervals), or there is none: what it measured no longer counts as now.
bool isStale(const NodeSnapshot &node, HubTime now);
/// The last moment at which it is not stale, if nothing comes; invalid when it is stale already for want of a sample.
HubTime freshUntil(const NodeSnapshot &node);
/// Heard, and its service is serving, idle or busy.
bool isServing(const NodeSnapshot &node);
/// Heard and not stale: its figures may be shown, compared and counted as those of now.
bool isBelievable(const NodeSnapshot &node, HubTime now);

} // namespace iso::fleet
