#include "core/session/control_sender.h"

namespace iso::session
{

ControlSender::ControlSender(transport::HubLoop &loop, const Connections &connections, const Clock &clock)
    : m_loop(loop)
    , m_connections(connections)
    , m_clock(clock)
{
}

bool ControlSender::toNode(const NodeId &node, wire::Payload payload)
{
    const Connection *connection = m_connections.find(node);
    return connection != nullptr && toPeer(connection->peer, node, std::move(payload));
}

bool ControlSender::toPeer(const transport::PeerId &peer, const NodeId &node, wire::Payload payload)
{
    wire::Envelope envelope;
    envelope.header.node = node;
    envelope.header.stream = wire::Stream::Control;
    envelope.header.seq = ++m_seq;
    envelope.header.time = NodeTime::fromNanoseconds(m_clock.utcNow().toNanoseconds());
    envelope.payload = std::move(payload);
    return m_loop.sendControl(peer, wire::encode(envelope));
}

} // namespace iso::session
