#include "core/transport/zap_handler.h"

#include "core/transport/sockets.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::transport
{
namespace
{

constexpr const char *kEndpoint = "inproc://zeromq.zap.01";
/// Handshakes answered before the loop's other sockets get their turn.
constexpr int kBatch = 128;
/// ZMQ_ZAP_ENFORCE_DOMAIN: declared for drafts only, but released builds accept it.
constexpr int kZapEnforceDomain = 93;

// Frames of a request, in order.
constexpr std::size_t kVersion = 0;
constexpr std::size_t kRequestId = 1;
constexpr std::size_t kDomain = 2;
constexpr std::size_t kAddress = 3;
constexpr std::size_t kMechanism = 5;
constexpr std::size_t kCredentials = 6;
constexpr std::size_t kFrames = 7;

} // namespace

Result<ZapHandler> ZapHandler::open(Context &context)
{
    try {
        zmq::socket_t socket(context.impl().zmq, zmq::socket_type::rep);
        socket.set(zmq::sockopt::linger, 0);
        socket.bind(kEndpoint);
        return ZapHandler(std::move(socket));
    } catch (const zmq::error_t &error) {
        const ErrorCode code = error.num() == EADDRINUSE ? ErrorCode::Busy : ErrorCode::Io;
        return failure(code, fmt::format("cannot check keys in this process: {}", error.what()));
    }
}

void ZapHandler::serve(const Admit &admit)
{
    for (int i = 0; i < kBatch && receive(); ++i) {
        const bool isCurve = m_frames.size() == kFrames && viewOf(m_frames[kVersion]) == "1.0" &&
                             viewOf(m_frames[kMechanism]) == "CURVE" &&
                             m_frames[kCredentials].size() == PublicKey::kSize;
        if (!isCurve) {
            reply(false, {});
            continue;
        }
        std::array<std::uint8_t, PublicKey::kSize> bytes{};
        const auto *data = m_frames[kCredentials].data<std::uint8_t>();
        std::copy(data, data + bytes.size(), bytes.begin());
        const Request request{viewOf(m_frames[kDomain]), plainAddress(viewOf(m_frames[kAddress])),
                              PublicKey::fromBytes(bytes)};
        reply(admit(request), request.key.text());
    }
}

bool ZapHandler::receive()
{
    m_frames.clear();
    do {
        zmq::message_t frame;
        if (!receiveFrame(m_socket, frame)) {
            return false;
        }
        m_frames.push_back(std::move(frame));
    } while (m_frames.back().more());
    return true;
}

void ZapHandler::reply(bool isAdmitted, const std::string &userId)
{
    const std::string_view requestId = m_frames.size() > kRequestId ? viewOf(m_frames[kRequestId]) : "";
    const auto part = [&](std::string_view text) {
        m_socket.send(zmq::buffer(text), zmq::send_flags::sndmore | zmq::send_flags::dontwait);
    };
    part("1.0");
    part(requestId);
    part(isAdmitted ? "200" : "300");
    part(isAdmitted ? "OK" : "not approved yet");
    part(isAdmitted ? userId : std::string_view());
    m_socket.send(zmq::message_t(), zmq::send_flags::dontwait); // no metadata
}

void requireCurve(zmq::socket_t &socket, std::string_view secret, std::string_view domain)
{
    socket.set(zmq::sockopt::curve_server, true);
    socket.set(zmq::sockopt::curve_secretkey, std::string(secret));
    socket.set(zmq::sockopt::zap_domain, std::string(domain));
    const int on = 1;
    if (zmq_setsockopt(socket.handle(), kZapEnforceDomain, &on, sizeof on) != 0) {
        throw zmq::error_t();
    }
}

} // namespace iso::transport
