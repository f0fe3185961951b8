#include "core/transport/hub_loop.h"

#include "core/transport/network_sockets.h"
#include "core/transport/sockets.h"
#include "core/transport/wake_event.h"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <vector>

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
        : m_context(context)
        , m_options(options)
        , m_clock(clock)
        , m_logger(logger)
        , m_telemetry(context.impl().zmq, zmq::socket_type::sub)
        , m_control(context.impl().zmq, zmq::socket_type::router)
        , m_local(context.impl().zmq, zmq::socket_type::router)
    {
        makeTelemetryServer(m_telemetry, options.telemetryHighWater);
        makeControlServer(m_control, options.controlHighWater);
        applyCommonOptions(m_local, 1'000);
        m_local.set(zmq::sockopt::router_mandatory, 1);
    }

    Status bind()
    {
        if (const auto bound = bindLoopback(m_telemetry, m_options.telemetry)) {
            m_telemetryEndpoint = *bound;
        } else {
            return failure(bound.error().withContext("telemetry"));
        }
        if (const auto bound = bindLoopback(m_control, m_options.control)) {
            m_controlEndpoint = *bound;
        } else {
            return failure(bound.error().withContext("control"));
        }
        if (!m_options.local.empty()) {
            if (const auto bound = bindLoopback(m_local, "ipc://" + m_options.local); !bound) {
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
            if (poll(wait_ms)) {
                readTelemetry(m_telemetry, handler, false);
                readRouter(m_control, handler, false, &ZmqHubLoop::tellControl);
                readRouter(m_local, handler, false, &ZmqHubLoop::tellLocal);
            }
            serveNetwork(handler);
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

    bool sendControl(const PeerId &peer, std::string_view envelope) override
    {
        if (peer.isEncrypted) {
            return m_network != nullptr && send(m_network->control(), peer, envelope);
        }
        return send(m_control, peer, envelope);
    }
    bool sendLocal(const PeerId &peer, std::string_view reply) override { return send(m_local, peer, reply); }

    Status listenOnNetwork(const NetworkListener &listener) override
    {
        m_network.reset();
        m_networkProblem.clear();
        m_hasFailedSelfTest = false;
        auto opened = NetworkSockets::open(m_context, listener, m_options, m_clock.steadyNow());
        if (!opened) {
            m_networkProblem = opened.error().message;
            return failure(opened.error());
        }
        m_network = std::move(*opened);
        return {};
    }

    void leaveNetwork() override
    {
        m_network.reset();
        m_networkProblem.clear();
        m_hasFailedSelfTest = false;
    }

    NetworkState networkState() const override
    {
        NetworkState state = m_network == nullptr ? NetworkState() : m_network->state();
        state.problem = m_networkProblem;
        state.hasFailedSelfTest = m_hasFailedSelfTest;
        return state;
    }

    const std::string &telemetryEndpoint() const override { return m_telemetryEndpoint; }
    const std::string &controlEndpoint() const override { return m_controlEndpoint; }

private:
    bool poll(std::chrono::milliseconds wait)
    {
        std::vector<zmq::pollitem_t> &items = m_pollItems;
        items.clear();
        for (zmq::socket_t *socket : {&m_telemetry, &m_control, &m_local}) {
            items.push_back({socket->handle(), 0, ZMQ_POLLIN, 0});
        }
        items.push_back({nullptr, m_wake.descriptor(), ZMQ_POLLIN, 0});
        if (m_network != nullptr) {
            for (zmq::socket_t *socket : {&m_network->zap(), &m_network->telemetry(), &m_network->control()}) {
                items.push_back({socket->handle(), 0, ZMQ_POLLIN, 0});
            }
        }
        try {
            return zmq::poll(items.data(), items.size(), wait) > 0;
        } catch (const zmq::error_t &error) {
            if (error.num() != EINTR) {
                m_logger.limited(LogLevel::Error, "transport", "poll", fmt::format("poll failed: {}", error.what()));
            }
            return false;
        }
    }

    void serveNetwork(HubHandler &handler)
    {
        if (m_network == nullptr) {
            return;
        }
        m_network->answerKeys(handler);
        readTelemetry(m_network->telemetry(), handler, true);
        readRouter(m_network->control(), handler, true, &ZmqHubLoop::tellControl);
        if (m_network->stepSelfTest(m_clock.steadyNow()) == SelfTest::State::Failed) {
            m_network.reset();
            m_hasFailedSelfTest = true;
            m_networkProblem = "the self-test could not show that an unknown key is kept out, so nobody is let in";
            m_logger.error("transport", "closed the network sockets: {}", m_networkProblem);
        }
    }

    /// libzmq 4.3.4 loses the metadata of a routing frame, so the payload's is read.
    static Sender senderOf(const zmq::message_t &payload, bool isEncrypted)
    {
        if (!isEncrypted) {
            return {};
        }
        return {property(payload, "User-Id"), plainAddress(property(payload, "Peer-Address")), true};
    }

    static std::string_view property(const zmq::message_t &frame, const char *name)
    {
        const char *value = zmq_msg_gets(frame.handle(), name);
        return value == nullptr ? std::string_view() : std::string_view(value);
    }

    void readTelemetry(zmq::socket_t &socket, HubHandler &handler, bool isEncrypted)
    {
        for (int i = 0; i < kBatch; ++i) {
            if (!receiveFrame(socket, m_first)) {
                return;
            }
            if (!m_first.more()) {
                handler.misframed(senderOf(m_first, isEncrypted), viewOf(m_first));
                continue;
            }
            receiveFrame(socket, m_second);
            const Sender sender = senderOf(m_second, isEncrypted);
            if (m_second.more()) {
                skipRest(socket);
                handler.misframed(sender, viewOf(m_first));
                continue;
            }
            handler.telemetryReceived(sender, viewOf(m_first), viewOf(m_second));
        }
    }

    using Tell = void (ZmqHubLoop::*)(HubHandler &, const Sender &, std::string_view);
    void tellControl(HubHandler &handler, const Sender &sender, std::string_view frame)
    {
        handler.controlReceived(m_peer, sender, frame);
    }
    void tellLocal(HubHandler &handler, const Sender & /*sender*/, std::string_view frame)
    {
        handler.localReceived(m_peer, frame);
    }

    void readRouter(zmq::socket_t &socket, HubHandler &handler, bool isEncrypted, Tell tell)
    {
        for (int i = 0; i < kBatch; ++i) {
            if (!receiveFrame(socket, m_first)) {
                return;
            }
            m_peer.routing.assign(viewOf(m_first));
            m_peer.isEncrypted = isEncrypted;
            if (!m_first.more()) {
                handler.misframed({}, {});
                continue;
            }
            receiveFrame(socket, m_second);
            const Sender sender = senderOf(m_second, isEncrypted);
            if (m_second.more()) {
                skipRest(socket);
                handler.misframed(sender, viewOf(m_second));
                continue;
            }
            (this->*tell)(handler, sender, viewOf(m_second));
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

    Context &m_context;
    const HubLoopOptions m_options;
    const Clock &m_clock;
    Logger &m_logger;
    zmq::socket_t m_telemetry;
    zmq::socket_t m_control;
    zmq::socket_t m_local;
    std::unique_ptr<NetworkSockets> m_network; ///< null: not on the network
    std::string m_networkProblem;
    bool m_hasFailedSelfTest = false;
    std::vector<zmq::pollitem_t> m_pollItems;
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
        if (const Status bound = loop->bind(); !bound) {
            return failure(bound.error());
        }
        return loop;
    } catch (const zmq::error_t &error) {
        return failure(ErrorCode::Io, fmt::format("cannot make the hub's sockets: {}", error.what()));
    }
}

} // namespace iso::transport
