#include "core/transport/network_sockets.h"

#include "core/transport/endpoint.h"
#include "core/transport/sockets.h"

#include <fmt/format.h>

namespace iso::transport
{
namespace
{

/// A socket for both families reports an IPv4 address as "[::ffff:10.0.0.1]"; people and IPv4 peers write it plainly.
std::string plainEndpoint(const std::string &endpoint)
{
    constexpr std::string_view kMapped = "tcp://[::ffff:";
    if (!endpoint.starts_with(kMapped)) {
        return endpoint;
    }
    std::string plain = "tcp://" + endpoint.substr(kMapped.size());
    plain.erase(plain.find(']'), 1);
    return plain;
}

Result<std::string> bindTo(zmq::socket_t &socket, const std::string &endpoint)
{
    if (!endpoint.starts_with("tcp://")) {
        return failure(ErrorCode::InvalidInput, fmt::format("{} is not an address such as tcp://*:5557", endpoint));
    }
    try {
        socket.bind(endpoint);
        return plainEndpoint(socket.get(zmq::sockopt::last_endpoint));
    } catch (const zmq::error_t &error) {
        const ErrorCode code = error.num() == EADDRINUSE ? ErrorCode::Busy : ErrorCode::Io;
        return failure(code, fmt::format("cannot listen on {}: {}", endpoint, error.what()));
    }
}

/// The same port on this machine, for the self-test: "every address" is nobody's address.
std::string reachable(const std::string &endpoint)
{
    const std::size_t colon = endpoint.rfind(':');
    const std::string_view host = std::string_view(endpoint).substr(6, colon - 6);
    const bool isAnyAddress = host == "0.0.0.0" || host == "[::]" || host == "*";
    return isAnyAddress ? "tcp://127.0.0.1" + endpoint.substr(colon) : endpoint;
}

} // namespace

NetworkSockets::NetworkSockets(Context &context, ZapHandler zap)
    : m_zap(std::move(zap))
    , m_telemetry(context.impl().zmq, zmq::socket_type::sub)
    , m_control(context.impl().zmq, zmq::socket_type::router)
{
}

Result<std::unique_ptr<NetworkSockets>> NetworkSockets::open(Context &context, const NetworkListener &listener,
                                                             const HubLoopOptions &options, SteadyTime now)
{
    auto zap = ZapHandler::open(context);
    if (!zap) {
        return failure(zap.error());
    }
    try {
        std::unique_ptr<NetworkSockets> sockets(new NetworkSockets(context, std::move(*zap)));
        makeTelemetryServer(sockets->m_telemetry, options.telemetryHighWater);
        makeControlServer(sockets->m_control, options.controlHighWater);
        requireCurve(sockets->m_telemetry, listener.keys.secret, kTelemetryDomain);
        requireCurve(sockets->m_control, listener.keys.secret, kControlDomain);
        if (const Status bound = sockets->bind(listener); !bound) {
            return failure(bound.error());
        }
        sockets->m_selfTest =
            std::make_unique<SelfTest>(context, listener.keys.publicKey, reachable(sockets->m_telemetryEndpoint),
                                       reachable(sockets->m_controlEndpoint), now);
        return sockets;
    } catch (const zmq::error_t &error) {
        return failure(ErrorCode::Io, fmt::format("cannot make the sockets for the network: {}", error.what()));
    }
}

Status NetworkSockets::bind(const NetworkListener &listener)
{
    // Both families where the machine has both.
    m_telemetry.set(zmq::sockopt::ipv6, true);
    m_control.set(zmq::sockopt::ipv6, true);
    const auto telemetry = bindTo(m_telemetry, listener.telemetry);
    if (!telemetry) {
        return failure(telemetry.error().withContext("telemetry"));
    }
    const auto control = bindTo(m_control, listener.control);
    if (!control) {
        return failure(control.error().withContext("control"));
    }
    m_telemetryEndpoint = *telemetry;
    m_controlEndpoint = *control;
    return {};
}

void NetworkSockets::answerKeys(HubHandler &handler)
{
    m_zap.serve([&](const ZapHandler::Request &request) {
        if (request.key == m_selfTest->key()) {
            m_selfTest->turnedAway(request.domain);
            return false;
        }
        return handler.admit(request.key, request.address);
    });
}

SelfTest::State NetworkSockets::stepSelfTest(SteadyTime now)
{
    return m_selfTest->step(now);
}

NetworkState NetworkSockets::state() const
{
    NetworkState state;
    state.isListening = true;
    state.telemetry = m_telemetryEndpoint;
    state.control = m_controlEndpoint;
    state.isProven = m_selfTest->state() == SelfTest::State::Passed;
    return state;
}

} // namespace iso::transport
