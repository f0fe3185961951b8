#pragma once

// Private to core/history.

#include "core/events/event.h"
#include "core/history/query.h"
#include "core/storage/database.h"

namespace iso::history
{

/// Reads events from a catalogue. One of an older version has none.
Result<events::EventResult> readEvents(storage::Database &catalog, const events::EventQuery &query,
                                       const CancelToken &cancel);

} // namespace iso::history
