#include "core/transport/sockets.h"

#include "core/transport/endpoint.h"

#include <fmt/format.h>

namespace iso::transport
{

namespace
{

/// A connection whose other end says nothing for this long is given up and made anew. TCP by itself tries again ever
/// more rarely (after 12.8 s, 25.6 s, ...), so a line that is back after 15 s would stay silent for 10 s more.
constexpr int kGiveUpAfter_ms = 10'000;

} // namespace

void applyCommonOptions(zmq::socket_t &socket, int highWater)
{
    socket.set(zmq::sockopt::sndhwm, highWater);
    socket.set(zmq::sockopt::rcvhwm, highWater);
    socket.set(zmq::sockopt::maxmsgsize, kMaxFrame_bytes);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::handshake_ivl, 5'000);
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    socket.set(zmq::sockopt::tcp_keepalive_idle, 30);
    socket.set(zmq::sockopt::tcp_keepalive_intvl, 10);
    socket.set(zmq::sockopt::tcp_keepalive_cnt, 3);
    socket.set(zmq::sockopt::tcp_maxrt, kGiveUpAfter_ms);
}

void makeTelemetryServer(zmq::socket_t &socket, int highWater)
{
    applyCommonOptions(socket, highWater);
    socket.set(zmq::sockopt::backlog, 4096);
    socket.set(zmq::sockopt::subscribe, "t/");
}

void makeControlServer(zmq::socket_t &socket, int highWater)
{
    applyCommonOptions(socket, highWater);
    socket.set(zmq::sockopt::backlog, 4096);
    // An unreachable peer is an error to act on, not a silent drop; and nobody may take over a connection's number.
    socket.set(zmq::sockopt::router_mandatory, 1);
    socket.set(zmq::sockopt::router_handover, 0);
}

void useKeys(zmq::socket_t &socket, const NodeKeys &keys)
{
    socket.set(zmq::sockopt::curve_serverkey, keys.hub.text());
    socket.set(zmq::sockopt::curve_publickey, keys.own.publicKey.text());
    socket.set(zmq::sockopt::curve_secretkey, keys.own.secret);
}

void useFamilyOf(zmq::socket_t &socket, std::string_view endpoint)
{
    socket.set(zmq::sockopt::ipv6, endpoint.starts_with("tcp://["));
}

Result<std::string> bindLoopback(zmq::socket_t &socket, const std::string &endpoint)
{
    if (!isLoopback(endpoint)) {
        return failure(ErrorCode::Refused,
                       fmt::format("will not listen on {}: without keys only addresses of this machine are allowed "
                                   "(127.0.0.1, [::1] or localhost, and a port)",
                                   endpoint));
    }
    try {
        useFamilyOf(socket, endpoint);
        // A bind takes addresses and interfaces, no names.
        constexpr std::string_view kLocalhost = "tcp://localhost:";
        socket.bind(endpoint.starts_with(kLocalhost) ? "tcp://127.0.0.1:" + endpoint.substr(kLocalhost.size())
                                                     : endpoint);
        return socket.get(zmq::sockopt::last_endpoint);
    } catch (const zmq::error_t &error) {
        const ErrorCode code = error.num() == EADDRINUSE ? ErrorCode::Busy : ErrorCode::Io;
        return failure(code, fmt::format("cannot listen on {}: {}", endpoint, error.what()));
    }
}

std::string_view plainAddress(std::string_view address)
{
    constexpr std::string_view kMapped = "::ffff:";
    return address.starts_with(kMapped) ? address.substr(kMapped.size()) : address;
}

bool receiveFrame(zmq::socket_t &socket, zmq::message_t &frame)
{
    try {
        return socket.recv(frame, zmq::recv_flags::dontwait).has_value();
    } catch (const zmq::error_t &error) {
        // EINTR: a signal arrived; the loop comes back.
        if (error.num() == EINTR) {
            return false;
        }
        throw;
    }
}

} // namespace iso::transport
