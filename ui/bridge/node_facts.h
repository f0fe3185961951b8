#pragma once

#include "core/fleet/believable.h"
#include "ui/bridge/objectives.h"
#include "ui/bridge/value_text.h"

#include <optional>

namespace iso::bridge
{

/// How a figure stands against its objective.
enum class Tone : std::uint8_t {
    None, ///< nothing to judge: absent, stale, or no objective
    Ok,
    Near,
    Over,
    Bad,
};

/// How a node is drawn, so that its state never hangs on colour alone.
enum class NodeShape : std::uint8_t {
    Dot,        ///< heard, working
    Triangle,   ///< lost or path-lost
    DashedRing, ///< draining or drained
    Diamond,    ///< stalled
    Square,     ///< failed or misconfigured
    Ring,       ///< not working by choice, or not known: starting, sleeping, never seen, unknown
};

Tone toneAgainst(double value, double objective, const Objectives &objectives);

/// Gone for good: not expected, not counted, not shown anywhere.
bool isRetired(const fleet::NodeSnapshot &node);
/// The nodes that are not retired.
std::size_t shownCount(const fleet::FleetSnapshot &snapshot);

using fleet::isHeard;
using fleet::isLost;
using fleet::isStale;

NodeShape shapeOf(const fleet::NodeSnapshot &node);
/// The tone of TTFT p95; None when stale or without requests. Stalled, failed and misconfigured nodes are Bad.
Tone toneOf(const fleet::NodeSnapshot &node, HubTime now, const Objectives &objectives);
/// Over at highLoad and above, else Ok; None when stale or absent.
Tone loadTone(const fleet::NodeSnapshot &node, HubTime now, const Objectives &objectives);

/// TTFT p95 in seconds of a node that can be believed now.
std::optional<double> freshTtftP95_s(const fleet::NodeSnapshot &node, HubTime now);
std::optional<double> freshLoad_ratio(const fleet::NodeSnapshot &node, HubTime now);

/// "212" (milliseconds) or a dash with its reason.
ValueText ttftText(const fleet::NodeSnapshot &node, HubTime now);
/// "61 %" or a dash with its reason.
ValueText loadText(const fleet::NodeSnapshot &node, HubTime now);
/// "lost 4 m", "path lost 20 s", "never seen"; empty for a node that is heard.
QString lostText(const fleet::NodeSnapshot &node, HubTime now);
/// "busy · live".
QString serviceAndLink(const fleet::NodeSnapshot &node);
/// Why figures of this node are stale, for tooltips: "no sample for 12 s".
QString staleReason(const fleet::NodeSnapshot &node, HubTime now);

} // namespace iso::bridge
