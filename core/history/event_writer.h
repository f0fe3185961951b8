#pragma once

// Private to core/history, for the history thread.

#include "core/events/event.h"
#include "core/storage/database.h"

#include <cstdint>
#include <vector>

namespace iso::history
{

/// Writes events into the catalogue, and takes off the oldest when there are too many.
class EventWriter
{
public:
    /// About a month of a fleet of 10,000 nodes on an ordinary day.
    static constexpr std::int64_t kMostEvents = 500'000;

    /// Within a transaction of the caller.
    Status write(storage::Database &catalog, const std::vector<events::Event> &events);

private:
    std::uint64_t m_sincePruned = 0;
};

/// Takes off the oldest but for the newest `most`, not too many at once.
Status pruneEvents(storage::Database &catalog, std::int64_t most);

} // namespace iso::history
