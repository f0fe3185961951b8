#pragma once

#include "core/base/result.h"
#include "core/events/event.h"
#include "core/history/fleet_minute.h"
#include "core/history/group_query.h"
#include "core/wire/birth.h"

#include <filesystem>
#include <memory>

namespace iso::history
{

/// Reads history through read-only connections, also while a HistoryLoop (of this or another process) writes it. One
/// reader per thread. Sees what was committed when a query starts.
class HistoryReader
{
public:
    static Result<std::unique_ptr<HistoryReader>> open(std::filesystem::path directory);
    virtual ~HistoryReader() = default;

    /// Samples by node time, each (boot, seq) once. NotFound for a node that was never stored.
    virtual Result<SampleResult> samples(const SampleQuery &query, const CancelToken &cancel) = 0;
    virtual Result<SeriesResult> series(const SeriesQuery &query, const CancelToken &cancel) = 0;
    /// Events, newest first, and how many there were in each step of time.
    virtual Result<events::EventResult> events(const events::EventQuery &query, const CancelToken &cancel) = 0;
    /// Many nodes as one. InvalidInput for a query outside its bounds; nodes that were never stored are named in the
    /// result.
    virtual Result<GroupResult> group(const GroupQuery &query, const CancelToken &cancel) = 0;
    /// The whole fleet, minute by minute, with from <= end of the minute < to.
    virtual Result<std::vector<FleetMinute>> minutes(HubTime from, HubTime to) = 0;
    /// The nodes that ever were stored.
    virtual Result<std::vector<NodeId>> nodes() = 0;
};

} // namespace iso::history
