#pragma once

#include "core/base/result.h"
#include "core/transport/context.h"
#include "core/transport/curve.h"

#include <string>
#include <string_view>
#include <zmq.hpp>

namespace iso::transport
{

// Inside transport only: what every socket of this project has in common.

struct Context::Impl {
    explicit Impl(int ioThreads)
        : zmq(ioThreads)
    {
        // Counts sockets of this process, not peers; a simulator with its own connections needs two a node.
        zmq.set(zmq::ctxopt::max_sockets, 65'000);
    }
    zmq::context_t zmq;
};

/// The largest frame that a socket takes in; a peer that sends more is disconnected.
inline constexpr std::int64_t kMaxFrame_bytes = 1024 * 1024 + 1024;

/// Sets what DESIGN decides for every socket: bounded queues and frames, no lingering, TCP keepalive. Never a ZMTP
/// heartbeat: in libzmq 4.3.4 it can abort the process of a connecting socket (libzmq issue 3937).
void applyCommonOptions(zmq::socket_t &socket, int highWater);

/// What a hub's SUB and ROUTER have in common on this machine and on the network. Before they are bound.
void makeTelemetryServer(zmq::socket_t &socket, int highWater);
void makeControlServer(zmq::socket_t &socket, int highWater);

/// Makes `socket` a CURVE client. Before it connects.
void useKeys(zmq::socket_t &socket, const NodeKeys &keys);

/// Lets the socket speak IPv6 when the endpoint is such an address. Before it binds or connects.
void useFamilyOf(zmq::socket_t &socket, std::string_view endpoint);

/// Binds and returns the endpoint with the real port. Refused for an address that leaves the machine, since this
/// connection is neither encrypted nor authenticated.
Result<std::string> bindLoopback(zmq::socket_t &socket, const std::string &endpoint);

/// Receives one frame without waiting. False when there is none.
bool receiveFrame(zmq::socket_t &socket, zmq::message_t &frame);

/// An IPv4 peer of a socket for both families, as people write it: without the "::ffff:" in front.
std::string_view plainAddress(std::string_view address);

inline std::string_view viewOf(const zmq::message_t &frame)
{
    return {static_cast<const char *>(frame.data()), frame.size()};
}

} // namespace iso::transport
