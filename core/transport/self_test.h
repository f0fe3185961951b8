#pragma once

#include "core/base/time.h"
#include "core/transport/context.h"
#include "core/transport/curve.h"

#include <array>
#include <string>
#include <string_view>
#include <zmq.hpp>

namespace iso::transport
{

/// Proves that a key nobody approved is kept out: connects with one to the hub's own sockets, and watches. libzmq lets
/// everybody in when nobody checks keys, and nothing would show it. Runs beside the loop's other work. Thread: io.
class SelfTest
{
public:
    enum class State { Running, Passed, Failed };

    /// The endpoints as this machine reaches them.
    SelfTest(Context &context, const PublicKey &hub, const std::string &telemetry, const std::string &control,
             SteadyTime now);

    /// The key whose refusal is awaited.
    [[nodiscard]] const PublicKey &key() const { return m_keys.publicKey; }
    /// The ZAP handler turned the key away at "telemetry" or "control".
    void turnedAway(std::string_view domain);
    /// Call often. After it has ended the connections are gone.
    State step(SteadyTime now);
    [[nodiscard]] State state() const { return m_state; }

private:
    struct Attempt {
        zmq::socket_t socket;
        bool isTurnedAway = false;
    };
    Attempt connect(Context &context, zmq::socket_type type, const PublicKey &hub, const std::string &endpoint);
    static bool isLetIn(Attempt &attempt);

    KeyPair m_keys;
    Attempt m_telemetry;
    Attempt m_control;
    SteadyTime m_startedAt;
    SteadyTime m_turnedAwayAt; ///< both
    State m_state = State::Running;
};

} // namespace iso::transport
