#pragma once

#include "core/enrolment/join_line.h"
#include "core/transport/curve.h"
#include "core/wire/codec.h"

#include <vector>
#include <zmq.hpp>

namespace iso::test
{

/// A node made of two bare sockets with one key: it says what the test tells it to and nothing else, and keeps nothing
/// from the test of what the hub says.
class BareNode
{
public:
    BareNode(const enrolment::JoinLine &hub, transport::KeyPair keys, const std::string &name);

    [[nodiscard]] const transport::KeyPair &keys() const { return m_keys; }
    /// HELLO; the hub answers WELCOME.
    void greet();
    void beBorn();
    void publish(std::uint64_t seq);
    void sendControl(wire::Payload payload);
    /// What has come from the hub since the last call. Waits up to `wait_ms` for the first.
    std::vector<wire::Envelope> receive(int wait_ms = 0);

private:
    std::string encoded(wire::Stream stream, std::uint64_t seq, wire::Payload payload) const;

    const transport::KeyPair m_keys;
    const NodeId m_node;
    const BootId m_boot;
    std::uint64_t m_controlSeq = 0;
    wire::Decoder m_decoder;
    zmq::context_t m_context;
    zmq::socket_t m_telemetry;
    zmq::socket_t m_control;
};

template<typename T>
int countOf(const std::vector<wire::Envelope> &messages)
{
    int count = 0;
    for (const wire::Envelope &message : messages) {
        count += std::holds_alternative<T>(message.payload) ? 1 : 0;
    }
    return count;
}

} // namespace iso::test
