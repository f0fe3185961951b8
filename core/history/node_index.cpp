#include "core/history/node_index.h"

#include <algorithm>

namespace iso::history
{

NodeState &NodeIndex::add(std::int64_t ordinal, const NodeId &id)
{
    m_byId.emplace(id, m_nodes.size());
    m_byOrdinal.emplace(ordinal, m_nodes.size());
    m_nextOrdinal = std::max(m_nextOrdinal, ordinal + 1);
    NodeState &node = m_nodes.emplace_back();
    node.ordinal = ordinal;
    node.id = id;
    return node;
}

bool NodeIndex::restore(std::int64_t ordinal, const NodeId &id)
{
    const auto byId = m_byId.find(id);
    if (byId != m_byId.end()) {
        return m_nodes[byId->second].ordinal == ordinal;
    }
    // Ordinals are 32 bits in a row's entries.
    if (ordinal < 1 || ordinal > UINT32_MAX || m_byOrdinal.contains(ordinal)) {
        return false;
    }
    add(ordinal, id);
    return true;
}

NodeState *NodeIndex::find(const NodeId &id)
{
    const auto it = m_byId.find(id);
    return it == m_byId.end() ? nullptr : &m_nodes[it->second];
}

NodeState &NodeIndex::findOrAdd(const NodeId &id, bool &isNew)
{
    NodeState *known = find(id);
    isNew = known == nullptr;
    return isNew ? add(m_nextOrdinal, id) : *known;
}

void NodeIndex::restoreStream(NodeState &node, StreamState stream)
{
    const auto it = std::find_if(node.streams.begin(), node.streams.end(),
                                 [&stream](const StreamState &known) { return known.boot == stream.boot; });
    if (it == node.streams.end()) {
        node.streams.push_back(std::move(stream));
        return;
    }
    it->stored.add(stream.stored);
    it->firstReceived = std::min(it->firstReceived, stream.firstReceived);
    it->lastReceived = std::max(it->lastReceived, stream.lastReceived);
}

StreamState &NodeIndex::stream(NodeState &node, const BootId &boot, HubTime received)
{
    // From the back: the newest boot is the one that speaks.
    const auto it = std::find_if(node.streams.rbegin(), node.streams.rend(),
                                 [&boot](const StreamState &known) { return known.boot == boot; });
    if (it != node.streams.rend()) {
        return *it;
    }
    StreamState &stream = node.streams.emplace_back();
    stream.boot = boot;
    stream.firstReceived = received;
    stream.mayHaveRow = node.forgotStreams;
    return stream;
}

void NodeIndex::forgetOldStreams(NodeState &node)
{
    std::stable_sort(node.streams.begin(), node.streams.end(),
                     [](const StreamState &a, const StreamState &b) { return a.firstReceived < b.firstReceived; });
    if (node.streams.size() > kKeptBoots) {
        node.forgotStreams = true;
        node.streams.erase(node.streams.begin(), node.streams.end() - kKeptBoots);
    }
}

} // namespace iso::history
