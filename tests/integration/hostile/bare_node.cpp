#include "tests/integration/hostile/bare_node.h"

#include <QtGlobal>

namespace iso::test
{

BareNode::BareNode(const enrolment::JoinLine &hub, transport::KeyPair keys, const std::string &name)
    : m_keys(std::move(keys))
    , m_node(NodeId::fromText(name).value())
    , m_boot(SystemIdSource().newBootId())
    , m_telemetry(m_context, zmq::socket_type::pub)
    , m_control(m_context, zmq::socket_type::dealer)
{
    for (zmq::socket_t *socket : {&m_telemetry, &m_control}) {
        socket->set(zmq::sockopt::linger, 0);
        socket->set(zmq::sockopt::handshake_ivl, 5'000);
        socket->set(zmq::sockopt::sndtimeo, 10'000);
        socket->set(zmq::sockopt::curve_serverkey, hub.hub.text());
        socket->set(zmq::sockopt::curve_publickey, m_keys.publicKey.text());
        socket->set(zmq::sockopt::curve_secretkey, m_keys.secret);
    }
    m_telemetry.connect(hub.telemetryEndpoint());
    m_control.connect(hub.controlEndpoint());
}

std::string BareNode::encoded(wire::Stream stream, std::uint64_t seq, wire::Payload payload) const
{
    wire::Envelope envelope;
    envelope.header.node = m_node;
    envelope.header.boot = m_boot;
    envelope.header.stream = stream;
    envelope.header.seq = seq;
    envelope.header.time = NodeTime::fromNanoseconds(SystemClock().utcNow().toNanoseconds());
    envelope.payload = std::move(payload);
    return wire::encode(envelope);
}

void BareNode::sendControl(wire::Payload payload)
{
    const std::string bytes = encoded(wire::Stream::Control, ++m_controlSeq, std::move(payload));
    if (!m_control.send(zmq::buffer(bytes), zmq::send_flags::none)) {
        qWarning("the control socket takes nothing");
    }
}

void BareNode::greet()
{
    sendControl(wire::Hello{"test"});
}

void BareNode::beBorn()
{
    wire::Birth birth;
    birth.region = RegionId::fromText("r").value();
    birth.site = SiteId::fromText("s").value();
    birth.interval = std::chrono::seconds(1);
    birth.software = "test";
    wire::CommandDescriptor status;
    status.name = "status";
    birth.commands = {status};
    sendControl(birth);
}

void BareNode::publish(std::uint64_t seq)
{
    telemetry::Sample sample;
    sample.interval = std::chrono::seconds(1);
    sample.service = telemetry::ServiceState::Serving;
    m_telemetry.send(zmq::buffer("t/r/s/" + m_node.text()), zmq::send_flags::sndmore);
    m_telemetry.send(zmq::buffer(encoded(wire::Stream::Telemetry, seq, sample)), zmq::send_flags::none);
}

std::vector<wire::Envelope> BareNode::receive(int wait_ms)
{
    std::vector<wire::Envelope> messages;
    m_control.set(zmq::sockopt::rcvtimeo, wait_ms);
    zmq::message_t frame;
    while (m_control.recv(frame)) {
        m_control.set(zmq::sockopt::rcvtimeo, 0);
        auto envelope = m_decoder.decode(frame.to_string_view());
        if (!envelope) {
            qFatal("the hub's message is not understood: %s", envelope.error().detail.c_str());
        }
        messages.push_back(std::move(*envelope));
    }
    return messages;
}

} // namespace iso::test
