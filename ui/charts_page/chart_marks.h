#pragma once

#include "core/commands/command_record.h"
#include "core/fleet/snapshot.h"
#include "ui/charts/chart_overlay.h"

#include <unordered_set>
#include <vector>

namespace iso::charts_page
{

/// Commands that changed one of the nodes, and births of them, as marks by time. Commands of one kind from one hand at
/// about the same moment are one mark. Times are ours; `shift` is what to add for the charts' clock.
std::vector<charts::ChartMark> marksOf(const commands::CommandList &commands, const fleet::FleetSnapshot &snapshot,
                                       const std::unordered_set<NodeId> &nodes, NodeTime from, NodeTime to,
                                       Duration shift = Duration(0));

} // namespace iso::charts_page
