#pragma once

#include "core/commands/dispatcher.h"
#include "core/session/connections.h"
#include "core/wire/codec.h"

#include <functional>

namespace iso::session
{

/// Sends the hub's words to nodes through their control connections. Thread: io.
class ControlSender final : public commands::CommandChannel
{
public:
    ControlSender(transport::HubLoop &loop, const Connections &connections, const Clock &clock);

    /// False when the node has no connection now, or its pipe is full.
    bool toNode(const NodeId &node, wire::Payload payload);
    /// `node` is the addressee, empty where the message concerns the connection itself.
    bool toPeer(const transport::PeerId &peer, const NodeId &node, wire::Payload payload);

    bool sendCommand(const NodeId &node, const wire::Command &command) override { return toNode(node, command); }
    bool sendQuery(const NodeId &node, const wire::CommandQuery &query) override { return toNode(node, query); }

private:
    transport::HubLoop &m_loop;
    const Connections &m_connections;
    const Clock &m_clock;
    std::uint64_t m_seq = 0;
};

} // namespace iso::session
