#pragma once

#include "core/base/log.h"
#include "core/transport/hub_loop.h"
#include "core/transport/self_test.h"
#include "core/transport/zap_handler.h"

#include <memory>
#include <zmq.hpp>

namespace iso::transport
{

/// The sockets through which a hub is reached from other machines: encrypted with CURVE, and open only to keys that the
/// handler admits. Thread: io.
class NetworkSockets
{
public:
    /// Key check first, then the sockets, then the self-test of both.
    static Result<std::unique_ptr<NetworkSockets>> open(Context &context, const NetworkListener &listener,
                                                        const HubLoopOptions &options, SteadyTime now);

    [[nodiscard]] zmq::socket_t &telemetry() { return m_telemetry; }
    [[nodiscard]] zmq::socket_t &control() { return m_control; }
    [[nodiscard]] zmq::socket_t &zap() { return m_zap.socket(); }

    void answerKeys(HubHandler &handler);
    SelfTest::State stepSelfTest(SteadyTime now);
    [[nodiscard]] NetworkState state() const;

private:
    NetworkSockets(Context &context, ZapHandler zap);
    Status bind(const NetworkListener &listener);

    ZapHandler m_zap; // first, so that it is closed after those who need its answers
    zmq::socket_t m_telemetry;
    zmq::socket_t m_control;
    std::unique_ptr<SelfTest> m_selfTest;
    std::string m_telemetryEndpoint;
    std::string m_controlEndpoint;
};

} // namespace iso::transport
