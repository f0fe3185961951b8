#pragma once

#include "core/base/result.h"
#include "core/history/fleet_minute.h"
#include "core/history/query.h"
#include "core/wire/birth.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace iso::history
{

/// A stored message of any node. Its envelope is exactly as it came and says itself whose it is.
struct ReceivedSample {
    HubTime received;
    std::uint32_t ordinal = 0; ///< the node's, see MomentReader::ordinals
    BootId boot;
    std::uint64_t seq = 0;
    NodeTime nodeTime; ///< on the hub's clock where `isTimeCorrected`
    bool historical = false;
    bool isTimeCorrected = false;
    std::string envelope;
};

/// A birth as it was stored.
struct StoredBirth {
    NodeId node;
    BootId boot;
    HubTime received;
    wire::Birth birth;
};

/// Walks over the samples of all nodes in the order in which the hub received them: what it saw, when it saw it.
class ReceivedCursor
{
public:
    using Visit = std::function<void(const ReceivedSample &)>;
    virtual ~ReceivedCursor() = default;

    /// Hands over what was received before `to` and was not handed over yet, in order. What is committed later is
    /// handed over by a later call. Keeps a few seconds of samples in memory, at most about 64 MB. Rows that fail their
    /// checks are counted in `damage` and left out.
    virtual Status next(HubTime to, const CancelToken &cancel, Damage &damage, const Visit &visit) = 0;
};

/// Reads what it takes to build the fleet's state at a past moment. Read-only connections; one thread.
class MomentReader
{
public:
    static Result<std::unique_ptr<MomentReader>> open(std::filesystem::path directory);
    virtual ~MomentReader() = default;

    /// The newest birth of each node with received <= `at`.
    virtual Result<std::vector<StoredBirth>> birthsAt(HubTime at) = 0;
    /// Births with after < received <= upTo, in order.
    virtual Result<std::vector<StoredBirth>> birthsBetween(HubTime after, HubTime upTo) = 0;
    /// Every node that ever was stored, by the number that ReceivedSample names it with.
    virtual Result<std::unordered_map<std::uint32_t, NodeId>> ordinals() = 0;
    virtual Result<std::vector<FleetMinute>> minutes(HubTime from, HubTime to) = 0;
    /// From `from` on. The reader must outlive it.
    virtual Result<std::unique_ptr<ReceivedCursor>> received(HubTime from, const CancelToken &cancel) = 0;
};

} // namespace iso::history
