#include "core/transport/hub_loop.h"

#include "core/transport/sockets.h"
#include "core/transport/wake_event.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <fmt/format.h>

namespace iso::transport
{
namespace
{

/// Messages taken from one socket before the others and the clock get their turn.
constexpr int kBatch = 512;
/// The longest the loop sleeps, should a handler ask for more.
constexpr Duration kLongestSleep = std::chrono::milliseconds(250);

class ZmqHubLoop final : public HubLoop
{
public:
    ZmqHubLoop(Context &context, const HubLoopOptions &options, const Clock &clock, Logger &logger)
        : m_clock(clock)
        , m_logger(logger)
        , m_telemetry(context.impl().zmq, zmq::socket_type::sub)
        , m_control(context.impl().zmq, zmq::socket_type::router)
        , m_local(context.impl().zmq, zmq::socket_type::router)
    {
        applyCommonOptions(m_telemetry, options.telemetryHighWater);
        m_telemetry.set(zmq::sockopt::backlog, 4096);
        m_telemetry.set(zmq::sockopt::subscribe, "t/");
        applyCommonOptions(m_control, options.controlHighWater);
        m_control.set(zmq::sockopt::backlog, 4096);
        // An unreachable peer is an error to act on, not a silent drop; and nobody may take over a connection's number.
        m_control.set(zmq::sockopt::router_mandatory, 1);
        m_control.set(zmq::sockopt::router_handover, 0);
        applyCommonOptions(m_local, 1'000);
        m_local.set(zmq::sockopt::router_mandatory, 1);
    }

    Status bind(const HubLoopOptions &options)
    {
        if (const auto bound = bindLoopback(m_telemetry, options.telemetry)) {
            m_telemetryEndpoint = *bound;
        } else {
            return failure(bound.error().withContext("telemetry"));
        }
        if (const auto bound = bindLoopback(m_control, options.control)) {
            m_controlEndpoint = *bound;
        } else {
            return failure(bound.error().withContext("control"));
        }
        if (!options.local.empty()) {
            if (const auto bound = bindLoopback(m_local, "ipc://" + options.local); !bound) {
                return failure(bound.error().withContext("local endpoint"));
            }
        }
        return {};
    }

    void run(HubHandler &handler) override
    {
        while (!m_stopped.load(std::memory_order_acquire)) {
            if (m_woken.load(std::memory_order_acquire)) {
                // In this order: a wake between the two needs no event, since woken() still comes after it.
                m_wake.reset();
                m_woken.store(false, std::memory_order_seq_cst);
                handler.woken();
            }
            const SteadyTime now = m_clock.steadyNow();
            const Duration wait = std::clamp(handler.tick(now) - now, Duration(0), kLongestSleep);
            // Rounded up: a wait cut to 0 ms would spin until the time comes.
            const auto wait_ms = std::chrono::ceil<std::chrono::milliseconds>(wait);
            if (!poll(wait_ms)) {
                continue;
            }
            readTelemetry(handler);
            readControl(handler);
            readLocal(handler);
        }
    }

    void stop() override
    {
        m_stopped.store(true, std::memory_order_release);
        m_wake.wake();
    }

    void wake() override
    {
        if (!m_woken.exchange(true, std::memory_order_acq_rel)) {
            m_wake.wake();
        }
    }

    bool sendControl(const PeerId &peer, std::string_view envelope) override { return send(m_control, peer, envelope); }
    bool sendLocal(const PeerId &peer, std::string_view reply) override { return send(m_local, peer, reply); }

    const std::string &telemetryEndpoint() const override { return m_telemetryEndpoint; }
    const std::string &controlEndpoint() const override { return m_controlEndpoint; }

private:
    bool poll(std::chrono::milliseconds wait)
    {
        std::array<zmq::pollitem_t, 4> items{{{m_telemetry.handle(), 0, ZMQ_POLLIN, 0},
                                              {m_control.handle(), 0, ZMQ_POLLIN, 0},
                                              {m_local.handle(), 0, ZMQ_POLLIN, 0},
                                              {nullptr, m_wake.descriptor(), ZMQ_POLLIN, 0}}};
        try {
            return zmq::poll(items.data(), items.size(), wait) > 0;
        } catch (const zmq::error_t &error) {
            if (error.num() != EINTR) {
                m_logger.limited(LogLevel::Error, "transport", "poll", fmt::format("poll failed: {}", error.what()));
            }
            return false;
        }
    }

    void readTelemetry(HubHandler &handler)
    {
        for (int i = 0; i < kBatch; ++i) {
            if (!receiveFrame(m_telemetry, m_first)) {
                return;
            }
            if (!m_first.more()) {
                handler.misframed(viewOf(m_first));
                continue;
            }
            receiveFrame(m_telemetry, m_second);
            if (m_second.more()) {
                skipRest(m_telemetry);
                handler.misframed(viewOf(m_first));
                continue;
            }
            handler.telemetryReceived(viewOf(m_first), viewOf(m_second));
        }
    }

    void readControl(HubHandler &handler) { readRouter(m_control, handler, &HubHandler::controlReceived); }
    void readLocal(HubHandler &handler) { readRouter(m_local, handler, &HubHandler::localReceived); }

    void readRouter(zmq::socket_t &socket, HubHandler &handler,
                    void (HubHandler::*received)(const PeerId &, std::string_view))
    {
        for (int i = 0; i < kBatch; ++i) {
            if (!receiveFrame(socket, m_first)) {
                return;
            }
            m_peer.routing.assign(viewOf(m_first));
            if (!m_first.more()) {
                handler.misframed({});
                continue;
            }
            receiveFrame(socket, m_second);
            if (m_second.more()) {
                skipRest(socket);
                handler.misframed(viewOf(m_second));
                continue;
            }
            (handler.*received)(m_peer, viewOf(m_second));
        }
    }

    /// The parts of a multipart message arrive together, so this never waits.
    static void skipRest(zmq::socket_t &socket)
    {
        zmq::message_t rest;
        while (receiveFrame(socket, rest) && rest.more()) {
        }
    }

    static bool send(zmq::socket_t &socket, const PeerId &peer, std::string_view frame)
    {
        try {
            if (!socket.send(zmq::buffer(peer.routing), zmq::send_flags::sndmore | zmq::send_flags::dontwait)) {
                return false;
            }
            return socket.send(zmq::buffer(frame), zmq::send_flags::dontwait).has_value();
        } catch (const zmq::error_t &) {
            // EHOSTUNREACH: the peer is gone.
            return false;
        }
    }

    const Clock &m_clock;
    Logger &m_logger;
    zmq::socket_t m_telemetry;
    zmq::socket_t m_control;
    zmq::socket_t m_local;
    WakeEvent m_wake;
    std::atomic<bool> m_woken{false};
    std::atomic<bool> m_stopped{false};
    zmq::message_t m_first;
    zmq::message_t m_second;
    PeerId m_peer;
    std::string m_telemetryEndpoint;
    std::string m_controlEndpoint;
};

} // namespace

Result<std::unique_ptr<HubLoop>> HubLoop::open(Context &context, HubLoopOptions options, const Clock &clock,
                                               Logger &logger)
{
    try {
        auto loop = std::make_unique<ZmqHubLoop>(context, options, clock, logger);
        if (const Status bound = loop->bind(options); !bound) {
            return failure(bound.error());
        }
        return loop;
    } catch (const zmq::error_t &error) {
        return failure(ErrorCode::Io, fmt::format("cannot make the hub's sockets: {}", error.what()));
    }
}

} // namespace iso::transport
