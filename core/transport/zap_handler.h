#pragma once

#include "core/base/public_key.h"
#include "core/base/result.h"
#include "core/transport/context.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

namespace iso::transport
{

/// Answers libzmq's question whether a CURVE key may connect (ZAP, ZeroMQ RFC 27). There is one in a process. Bound
/// before any socket that needs it, since libzmq 4.3.4 admits everybody where nobody answers. Thread: that of its loop.
class ZapHandler
{
public:
    struct Request {
        std::string_view domain;
        std::string_view address; ///< of the peer, without port
        PublicKey key;
    };
    using Admit = std::function<bool(const Request &)>;

    /// Busy when another handler answers in this process.
    static Result<ZapHandler> open(Context &context);

    [[nodiscard]] zmq::socket_t &socket() { return m_socket; }
    /// Answers what waits. Who is not admitted gets status 300: it tries again by itself, and gets in once it is
    /// approved. After 400 or 500 it would never come back. An admitted key becomes the "User-Id" of its messages.
    void serve(const Admit &admit);

private:
    explicit ZapHandler(zmq::socket_t socket)
        : m_socket(std::move(socket))
    {
    }
    bool receive();
    void reply(bool isAdmitted, const std::string &userId);

    zmq::socket_t m_socket;
    std::vector<zmq::message_t> m_frames;
};

/// What the request's domain says about the socket.
inline constexpr std::string_view kTelemetryDomain = "telemetry";
inline constexpr std::string_view kControlDomain = "control";

/// Makes `socket` a CURVE server whose peers the ZapHandler judges. Before it is bound.
void requireCurve(zmq::socket_t &socket, std::string_view secret, std::string_view domain);

} // namespace iso::transport
