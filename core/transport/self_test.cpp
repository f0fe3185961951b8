#include "core/transport/self_test.h"

#include "core/transport/sockets.h"
#include "core/transport/zap_handler.h"

namespace iso::transport
{
using namespace std::chrono_literals;

namespace
{

/// Nobody asked about the key in this time: it is not being checked, or the machine is far too slow to tell.
constexpr Duration kPatience = 30s;
/// How long after the refusal a connection might still come up.
constexpr Duration kWatch = 2s;

} // namespace

SelfTest::SelfTest(Context &context, const PublicKey &hub, const std::string &telemetry, const std::string &control,
                   SteadyTime now)
    : m_keys(generateKeyPair())
    // XPUB, because the hub's subscription shows when it has let the socket in.
    , m_telemetry(connect(context, zmq::socket_type::xpub, hub, telemetry))
    , m_control(connect(context, zmq::socket_type::dealer, hub, control))
    , m_startedAt(now)
{
}

SelfTest::Attempt SelfTest::connect(Context &context, zmq::socket_type type, const PublicKey &hub,
                                    const std::string &endpoint)
{
    Attempt attempt{zmq::socket_t(context.impl().zmq, type)};
    applyCommonOptions(attempt.socket, 10);
    attempt.socket.set(zmq::sockopt::immediate, true);
    attempt.socket.set(zmq::sockopt::reconnect_ivl, 500);
    useKeys(attempt.socket, {m_keys, hub});
    useFamilyOf(attempt.socket, endpoint);
    attempt.socket.connect(endpoint);
    return attempt;
}

void SelfTest::turnedAway(std::string_view domain)
{
    (domain == kTelemetryDomain ? m_telemetry : m_control).isTurnedAway = true;
}

bool SelfTest::isLetIn(Attempt &attempt)
{
    // A DEALER can send, and an XPUB is subscribed to, only once the other side has accepted.
    const bool isDealer = attempt.socket.get(zmq::sockopt::type) == ZMQ_DEALER;
    return (attempt.socket.get(zmq::sockopt::events) & (isDealer ? ZMQ_POLLOUT : ZMQ_POLLIN)) != 0;
}

SelfTest::State SelfTest::step(SteadyTime now)
{
    if (m_state != State::Running) {
        return m_state;
    }
    if (isLetIn(m_telemetry) || isLetIn(m_control)) {
        m_state = State::Failed;
    } else if (m_telemetry.isTurnedAway && m_control.isTurnedAway) {
        if (!m_turnedAwayAt.isValid()) {
            m_turnedAwayAt = now;
        }
        if (now - m_turnedAwayAt >= kWatch) {
            m_state = State::Passed;
        }
    } else if (now - m_startedAt >= kPatience) {
        m_state = State::Failed;
    }
    if (m_state != State::Running) {
        m_telemetry.socket.close();
        m_control.socket.close();
    }
    return m_state;
}

} // namespace iso::transport
