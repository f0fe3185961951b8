#pragma once

// Private to core/history: the table of fleet minutes in catalog.db.

#include "core/history/fleet_minute.h"
#include "core/storage/database.h"

#include <vector>

namespace iso::history
{

/// The second version of the catalogue: makes the table.
Status createMinuteTable(storage::Database &catalog);
/// Inside the caller's transaction. A minute that is there already stays.
Status insertMinutes(storage::Database &catalog, const std::vector<FleetMinute> &minutes);
/// Minutes with from <= at < to, by time; none in a catalogue of the first version.
Result<std::vector<FleetMinute>> readMinutes(storage::Database &catalog, HubTime from, HubTime to);

} // namespace iso::history
