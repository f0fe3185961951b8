#pragma once

#include "core/base/counter.h"
#include "core/base/log.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/transport/context.h"
#include "core/transport/curve.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::transport
{

/// Where a hub listens.
struct HubAddress {
    std::string telemetry = "tcp://127.0.0.1:5555";
    std::string control = "tcp://127.0.0.1:5556";
    PublicKey key{}; ///< the hub's, for its encrypted sockets; empty for the plain ones of this machine
};

/// One of the connections a NodeLoop keeps; 0-based.
using LinkIndex = std::size_t;

/// What runs on a node's io thread. Every call comes from that thread.
class NodeHandler
{
public:
    virtual ~NodeHandler() = default;
    /// The link was made (again), control and telemetry both: say HELLO for every node of it.
    virtual void linkUp(LinkIndex link) = 0;
    virtual void linkDown(LinkIndex link) = 0;
    /// A control frame from the hub. `frame` is valid during the call.
    virtual void controlReceived(LinkIndex link, std::string_view frame) = 0;
    /// The loop's clock. Returns when it wants to be called again, at the latest; also called after other events.
    virtual SteadyTime tick(SteadyTime now) = 0;
};

struct NodeLoopOptions {
    HubAddress hub;
    std::size_t links = 1;        ///< connections of one PUB and one DEALER each, all to `hub`
    std::vector<HubAddress> hubs; ///< where there are any: one link to each, in this order, instead of those to `hub`
    std::optional<KeyPair> keys;  ///< who the node is to hubs that have a key; needed when one has
    int sendHighWater = 10'000;   ///< messages per PUB; a gateway's whole fleet may burst
    /// The first wait, and the width of the chance that is added to every wait: libzmq takes it from this value however
    /// long the waits have become, so it decides how far apart thousands of nodes come back to a hub that restarts.
    Duration reconnectAfter = std::chrono::seconds(2);
    /// A node is back within 10 s after its line is: the rest of an attempt that came too early, this wait, up to
    /// `reconnectAfter` of chance, and the handshake.
    Duration reconnectAtMost = std::chrono::seconds(4);
};

/// The node end: one io thread that owns the sockets of all links. No socket has ZMTP heartbeats; TCP keepalive and the
/// contract's own heartbeats do that work.
class NodeLoop
{
public:
    static Result<std::unique_ptr<NodeLoop>> open(Context &context, NodeLoopOptions options, const Clock &clock,
                                                  Logger &logger);
    virtual ~NodeLoop() = default;

    /// Runs on the calling thread until stop().
    virtual void run(NodeHandler &handler) = 0;
    /// Any thread; also safe in a signal handler.
    virtual void stop() = 0;
    /// Any thread: the handler's tick() is called soon.
    virtual void wake() = 0;

    // From the handler only:
    /// False when the link's pipe is full or there is no connection: nothing was queued.
    virtual bool publish(LinkIndex link, std::string_view topic, std::string_view envelope) = 0;
    virtual bool sendControl(LinkIndex link, std::string_view envelope) = 0;
    [[nodiscard]] virtual bool isUp(LinkIndex link) const = 0;
};

} // namespace iso::transport
