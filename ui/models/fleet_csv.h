#pragma once

#include "core/fleet/snapshot.h"
#include "ui/models/fleet_columns.h"

#include <QByteArray>
#include <vector>

namespace iso::models
{

/// Nodes as CSV (RFC 4180, UTF-8): a header with units, then a line for each node with its region and site and the
/// columns that are asked for. Figures are bare numbers in the header's unit. What is absent or too old is empty, never
/// 0. Texts that a spreadsheet would run as a formula get an apostrophe in front. Any thread.
QByteArray fleetCsv(const fleet::FleetSnapshot &snapshot, const std::vector<fleet::NodeIndex> &nodes,
                    const std::vector<FleetColumn> &columns);

} // namespace iso::models
