#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/transport/hub_loop.h"

#include <unordered_map>

namespace iso::session
{

/// How a node is reached. A connection may speak for many nodes (a gateway).
struct Connection {
    transport::PeerId peer;
    SteadyTime since;
    SteadyTime nextClockProbe;
    SteadyTime clockProbed{}; ///< the last time
};

/// Which connection speaks for which node. Thread: io.
class Connections
{
public:
    void bind(const NodeId &node, const transport::PeerId &peer, SteadyTime now)
    {
        m_byNode[node] = {peer, now, now, {}};
    }
    void release(const NodeId &node) { m_byNode.erase(node); }
    [[nodiscard]] Connection *find(const NodeId &node)
    {
        const auto it = m_byNode.find(node);
        return it == m_byNode.end() ? nullptr : &it->second;
    }
    [[nodiscard]] const Connection *find(const NodeId &node) const
    {
        const auto it = m_byNode.find(node);
        return it == m_byNode.end() ? nullptr : &it->second;
    }
    [[nodiscard]] std::unordered_map<NodeId, Connection> &all() { return m_byNode; }

private:
    std::unordered_map<NodeId, Connection> m_byNode;
};

} // namespace iso::session
