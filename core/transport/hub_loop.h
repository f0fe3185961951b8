#pragma once

#include "core/base/log.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/transport/context.h"
#include "core/transport/curve.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace iso::transport
{

/// A connection on a control or the local socket, as ZeroMQ numbers it. Names a way back, never an identity.
struct PeerId {
    std::string routing;
    bool isEncrypted = false; ///< on the network's socket, which numbers its connections apart
    auto operator<=>(const PeerId &) const = default;
};

/// Who sent a message, as far as the connection proves it. Valid during the call.
struct Sender {
    std::string_view key;     ///< Z85 of the CURVE key that was admitted; empty on the plain sockets of this machine
    std::string_view address; ///< of the peer; empty on the plain sockets
    bool isEncrypted = false; ///< then a key must be there: without one nobody has checked it
    [[nodiscard]] bool isProven() const { return !key.empty(); }
};

/// What runs on the hub's io thread. Every call comes from that thread; views are valid during the call.
class HubHandler
{
public:
    virtual ~HubHandler() = default;
    virtual void telemetryReceived(const Sender &sender, std::string_view topic, std::string_view frame) = 0;
    virtual void controlReceived(const PeerId &peer, const Sender &sender, std::string_view frame) = 0;
    /// A request of a program on this machine (isochronectl).
    virtual void localReceived(const PeerId &peer, std::string_view request) = 0;
    /// A message whose number of frames is not the contract's.
    virtual void misframed(const Sender &sender, std::string_view firstFrame) = 0;
    /// Whether a key may connect from the network now. Asked at each attempt, also by those who were turned away.
    virtual bool admit(const PublicKey &key, std::string_view address) = 0;
    /// After wake(), before the next tick.
    virtual void woken() = 0;
    /// The loop's clock. Returns when it wants to be called again, at the latest.
    virtual SteadyTime tick(SteadyTime now) = 0;
};

struct HubLoopOptions {
    std::string telemetry = "tcp://127.0.0.1:5555"; ///< port * means any free one
    std::string control = "tcp://127.0.0.1:5556";
    std::string local;               ///< path of a socket file; empty: none
    int telemetryHighWater = 10'000; ///< messages per connection that wait for the io thread
    int controlHighWater = 10'000;
};

/// Where a hub listens for other machines, and its keys.
struct NetworkListener {
    std::string telemetry = "tcp://*:5557";
    std::string control = "tcp://*:5558";
    KeyPair keys;
};

struct NetworkState {
    bool isListening = false;
    bool isProven = false; ///< the self-test has seen that an unknown key is kept out
    std::string telemetry; ///< with real ports
    std::string control;
    bool hasFailedSelfTest = false;
    std::string problem; ///< why it stopped listening by itself
};

/// The hub end: binds SUB for telemetry, ROUTER for control and for the local endpoint. The thread that calls run()
/// owns every socket.
class HubLoop
{
public:
    static Result<std::unique_ptr<HubLoop>> open(Context &context, HubLoopOptions options, const Clock &clock,
                                                 Logger &logger);
    virtual ~HubLoop() = default;

    /// Runs on the calling thread until stop().
    virtual void run(HubHandler &handler) = 0;
    /// Any thread; also safe in a signal handler.
    virtual void stop() = 0;
    /// Makes the loop call woken() soon. Any thread.
    virtual void wake() = 0;

    // From the handler only:
    /// False when the peer is gone or its pipe is full: nothing was queued.
    virtual bool sendControl(const PeerId &peer, std::string_view envelope) = 0;
    virtual bool sendLocal(const PeerId &peer, std::string_view reply) = 0;

    /// Opens the encrypted sockets beside the plain ones. One hub in a process can do so. They are closed again, with
    /// the reason in networkState(), when the self-test finds that an unknown key gets in. From woken() and tick()
    /// only: the sockets are in use elsewhere.
    virtual Status listenOnNetwork(const NetworkListener &listener) = 0;
    virtual void leaveNetwork() = 0;
    [[nodiscard]] virtual NetworkState networkState() const = 0;

    /// With real ports. Any thread.
    [[nodiscard]] virtual const std::string &telemetryEndpoint() const = 0;
    [[nodiscard]] virtual const std::string &controlEndpoint() const = 0;
};

} // namespace iso::transport
