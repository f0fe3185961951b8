#include "core/transport/node_loop.h"

#include "core/transport/endpoint.h"
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

/// Control frames taken from one link before the others get their turn.
constexpr int kBatch = 256;
/// The longest the loop sleeps; bounds how late a lost or new connection is noticed.
constexpr Duration kLongestSleep = std::chrono::milliseconds(50);
/// With many links a poll over all of them is dear, so they are looked at this often instead.
constexpr std::size_t kPolledLinks = 64;
constexpr std::chrono::milliseconds kScanInterval{5};
/// TCP tries after 0, 1 and 3 s, so a longer wait would not help.
constexpr int kConnectTimeout_ms = 4'000;

struct Link {
    // XPUB speaks to the hub as PUB does, and also shows whether the hub has subscribed: what is sent before would be
    // lost without a word.
    zmq::socket_t telemetry;
    zmq::socket_t control;
    bool subscribed = false;
    bool isUp = false;
};

/// The hub of each link, in the links' order.
std::vector<HubAddress> hubsOf(const NodeLoopOptions &options)
{
    return options.hubs.empty() ? std::vector<HubAddress>(options.links, options.hub) : options.hubs;
}

class ZmqNodeLoop final : public NodeLoop
{
public:
    ZmqNodeLoop(Context &context, const NodeLoopOptions &options, const Clock &clock, Logger &logger)
        : m_clock(clock)
        , m_logger(logger)
    {
        const std::vector<HubAddress> hubs = hubsOf(options);
        m_links.reserve(hubs.size());
        for (const HubAddress &hub : hubs) {
            m_links.push_back(makeLink(context, options, hub));
        }
    }

    void run(NodeHandler &handler) override
    {
        while (!m_stopped.load(std::memory_order_acquire)) {
            const SteadyTime now = m_clock.steadyNow();
            const Duration wait = std::clamp(handler.tick(now) - now, Duration(0), kLongestSleep);
            poll(std::chrono::ceil<std::chrono::milliseconds>(wait));
            for (LinkIndex i = 0; i < m_links.size(); ++i) {
                serve(handler, i);
            }
        }
    }

    void stop() override
    {
        m_stopped.store(true, std::memory_order_release);
        m_wake.wake();
    }

    void wake() override { m_wake.wake(); }

    bool publish(LinkIndex index, std::string_view topic, std::string_view envelope) override
    {
        Link &link = m_links[index];
        if (!link.subscribed) {
            return false;
        }
        return link.telemetry.send(zmq::buffer(topic), zmq::send_flags::sndmore | zmq::send_flags::dontwait)
                   .has_value() &&
               link.telemetry.send(zmq::buffer(envelope), zmq::send_flags::dontwait).has_value();
    }

    bool sendControl(LinkIndex index, std::string_view envelope) override
    {
        return m_links[index].control.send(zmq::buffer(envelope), zmq::send_flags::dontwait).has_value();
    }

    bool isUp(LinkIndex index) const override { return m_links[index].isUp; }

private:
    static Link makeLink(Context &context, const NodeLoopOptions &options, const HubAddress &hub)
    {
        Link link{zmq::socket_t(context.impl().zmq, zmq::socket_type::xpub),
                  zmq::socket_t(context.impl().zmq, zmq::socket_type::dealer)};
        for (zmq::socket_t *socket : {&link.telemetry, &link.control}) {
            applyCommonOptions(*socket, options.sendHighWater);
            const auto milliseconds = [](Duration d) {
                return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(d).count());
            };
            socket->set(zmq::sockopt::reconnect_ivl, milliseconds(options.reconnectAfter));
            socket->set(zmq::sockopt::reconnect_ivl_max, milliseconds(options.reconnectAtMost));
            socket->set(zmq::sockopt::connect_timeout, kConnectTimeout_ms);
            // Queue nothing for a hub that is not there: what it missed comes from the ring, once.
            socket->set(zmq::sockopt::immediate, true);
        }
        // A full pipe says so instead of dropping.
        link.telemetry.set(zmq::sockopt::xpub_nodrop, true);
        useFamilyOf(link.telemetry, hub.telemetry);
        useFamilyOf(link.control, hub.control);
        if (!hub.key.isEmpty()) {
            useKeys(link.telemetry, {*options.keys, hub.key});
            useKeys(link.control, {*options.keys, hub.key});
        }
        link.telemetry.connect(hub.telemetry);
        link.control.connect(hub.control);
        return link;
    }

    void poll(std::chrono::milliseconds wait)
    {
        std::vector<zmq::pollitem_t> &items = m_pollItems;
        items.clear();
        items.push_back({nullptr, m_wake.descriptor(), ZMQ_POLLIN, 0});
        if (m_links.size() <= kPolledLinks) {
            for (Link &link : m_links) {
                items.push_back({link.control.handle(), 0, ZMQ_POLLIN, 0});
                items.push_back({link.telemetry.handle(), 0, ZMQ_POLLIN, 0});
            }
        } else {
            wait = kScanInterval;
        }
        try {
            zmq::poll(items.data(), items.size(), wait);
        } catch (const zmq::error_t &error) {
            if (error.num() != EINTR) {
                m_logger.limited(LogLevel::Error, "transport", "poll", fmt::format("poll failed: {}", error.what()));
            }
        }
        m_wake.reset();
    }

    void serve(NodeHandler &handler, LinkIndex index)
    {
        Link &link = m_links[index];
        readSubscriptions(link);
        const bool connected = (link.control.get(zmq::sockopt::events) & ZMQ_POLLOUT) != 0;
        const bool up = connected && link.subscribed;
        if (up != link.isUp) {
            link.isUp = up;
            up ? handler.linkUp(index) : handler.linkDown(index);
        }
        for (int i = 0; i < kBatch && receiveFrame(link.control, m_frame); ++i) {
            if (m_frame.more()) {
                skipRest(link.control);
                continue;
            }
            handler.controlReceived(index, viewOf(m_frame));
        }
    }

    /// Subscriptions come as 1 + topic, and are taken back as 0 + topic when the connection ends.
    void readSubscriptions(Link &link)
    {
        while (receiveFrame(link.telemetry, m_frame)) {
            if (m_frame.size() >= 1) {
                link.subscribed = viewOf(m_frame)[0] == 1;
            }
        }
    }

    static void skipRest(zmq::socket_t &socket)
    {
        zmq::message_t rest;
        while (receiveFrame(socket, rest) && rest.more()) {
        }
    }

    const Clock &m_clock;
    Logger &m_logger;
    std::vector<Link> m_links;
    std::vector<zmq::pollitem_t> m_pollItems;
    WakeEvent m_wake;
    std::atomic<bool> m_stopped{false};
    zmq::message_t m_frame;
};

} // namespace

Result<std::unique_ptr<NodeLoop>> NodeLoop::open(Context &context, NodeLoopOptions options, const Clock &clock,
                                                 Logger &logger)
{
    for (const HubAddress &hub : hubsOf(options)) {
        if (!hub.key.isEmpty() && !options.keys) {
            return failure(ErrorCode::InvalidInput, "a hub with a key is given, but no keys of this node");
        }
        for (const std::string &endpoint : {hub.telemetry, hub.control}) {
            if (hub.key.isEmpty() && !isLoopback(endpoint)) {
                return failure(
                    ErrorCode::Refused,
                    fmt::format("will not connect to {}: without keys only addresses of this machine are allowed",
                                endpoint));
            }
        }
    }
    try {
        return std::make_unique<ZmqNodeLoop>(context, options, clock, logger);
    } catch (const zmq::error_t &error) {
        const HubAddress first = hubsOf(options).front();
        return failure(ErrorCode::Io,
                       fmt::format("cannot connect to {} and {}: {}", first.telemetry, first.control, error.what()));
    }
}

} // namespace iso::transport
