#pragma once

// Private to core/history, for the history thread.

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/history/range_set.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace iso::history
{

/// What is stored of one boot: everything, in whichever day files it is.
struct StreamState {
    BootId boot;
    RangeSet stored;
    HubTime firstReceived;
    HubTime lastReceived;
    bool mayHaveRow = false; ///< older numbers may be in the file though not in `stored`: add to them, do not replace
};

struct NodeState {
    std::int64_t ordinal = 0;
    NodeId id;
    BootId birthBoot;
    std::string birth; ///< of the newest stored birth, encoded; empty when none
    HubTime birthReceived;
    std::vector<StreamState> streams;
    bool forgotStreams = false; ///< had more boots than are kept here
};

/// Every node that ever was stored, and which numbers of its newest boots are.
class NodeIndex
{
public:
    /// Boots of a node that are kept. A resend for an older one may be stored twice, and is read once.
    static constexpr std::size_t kKeptBoots = 16;

    /// Takes up a node from a file. False when its ordinal belongs to another one.
    bool restore(std::int64_t ordinal, const NodeId &id);
    /// Adds what one file says is stored.
    void restoreStream(NodeState &node, StreamState stream);
    NodeState *find(const NodeId &id);
    /// Finds a node or gives it the next ordinal; `isNew` says which.
    NodeState &findOrAdd(const NodeId &id, bool &isNew);
    /// Finds a boot or begins it.
    StreamState &stream(NodeState &node, const BootId &boot, HubTime received);
    /// Forgets all but the newest boots, by when each was first heard.
    static void forgetOldStreams(NodeState &node);

    [[nodiscard]] std::vector<NodeState> &nodes() { return m_nodes; }
    [[nodiscard]] NodeState &byOrdinal(std::int64_t ordinal) { return m_nodes[m_byOrdinal.at(ordinal)]; }

private:
    NodeState &add(std::int64_t ordinal, const NodeId &id);

    std::vector<NodeState> m_nodes;
    std::unordered_map<NodeId, std::size_t> m_byId;
    std::unordered_map<std::int64_t, std::size_t> m_byOrdinal;
    std::int64_t m_nextOrdinal = 1;
};

} // namespace iso::history
