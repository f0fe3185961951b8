#pragma once

#include "core/commands/command_record.h"
#include "core/events/event.h"
#include "core/fleet/snapshot.h"
#include "ui/charts/chart_overlay.h"

#include <optional>
#include <unordered_set>
#include <vector>

namespace iso::charts_page
{

/// Commands that changed one of the nodes, and births of them, as marks by time. Commands of one kind from one hand at
/// about the same moment are one mark. Where stored births are not known, each node's newest stands for them.
std::vector<charts::ChartMark> marksOf(const commands::CommandList &commands,
                                       const std::optional<std::vector<events::Event>> &births,
                                       const fleet::FleetSnapshot &snapshot, const std::unordered_set<NodeId> &nodes,
                                       NodeTime from, NodeTime to);

} // namespace iso::charts_page
