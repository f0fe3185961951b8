#include "core/session/network_keeper.h"

#include "core/enrolment/join_line.h"
#include "core/enrolment/key_record.h"
#include "core/transport/addresses.h"

#include <charconv>

namespace iso::session
{
using namespace std::chrono_literals;

namespace
{

constexpr Duration kAddressesKept = 10s;

std::uint16_t portOf(std::string_view endpoint)
{
    const std::string_view digits = endpoint.substr(endpoint.rfind(':') + 1);
    std::uint16_t port = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return port;
}

/// Empty when it listens on every address.
std::string hostOf(std::string_view endpoint)
{
    const std::string_view host = endpoint.substr(6, endpoint.rfind(':') - 6);
    return host == "0.0.0.0" || host == "[::]" || host == "*" ? std::string() : std::string(host);
}

} // namespace

NetworkKeeper::NetworkKeeper(transport::HubLoop &loop, transport::NetworkListener listener, Logger &logger)
    : m_loop(loop)
    , m_listener(std::move(listener))
    , m_logger(logger)
{
}

void NetworkKeeper::want(bool isWanted)
{
    m_isWanted = isWanted;
    m_refusal.clear();
    m_tryAgain = true;
}

void NetworkKeeper::useKeys(const transport::KeyPair &keys)
{
    m_listener.keys = keys;
    m_keysChanged = true;
}

void NetworkKeeper::everySecond(SteadyTime now, bool isCrowded)
{
    const transport::NetworkState state = m_loop.networkState();
    if (state.isListening && (!m_isWanted || m_keysChanged)) {
        m_loop.leaveNetwork();
    } else if (!state.isListening && m_isWanted && (!state.hasFailedSelfTest || m_tryAgain)) {
        // The ports stay those that nodes were told, once they are known.
        const Status opened = m_loop.listenOnNetwork(m_listener);
        if (opened) {
            m_listener.telemetry = m_loop.networkState().telemetry;
            m_listener.control = m_loop.networkState().control;
            m_keysChanged = false;
            m_logger.info("network", "listening for nodes on {} and {}", m_listener.telemetry, m_listener.control);
        } else {
            m_logger.limited(LogLevel::Error, "network", "listen", opened.error().message);
        }
    }
    m_tryAgain = false;
    publish(now, isCrowded);
}

void NetworkKeeper::publish(SteadyTime now, bool isCrowded)
{
    if (!m_addressesAt.isValid() || now - m_addressesAt >= kAddressesKept) {
        m_addressesAt = now;
        m_addresses = transport::addressesOfThisMachine();
    }
    const transport::NetworkState state = m_loop.networkState();
    NetworkStatus status;
    status.isWanted = m_isWanted;
    status.isListening = state.isListening;
    status.isProven = state.isProven;
    status.isCrowded = isCrowded;
    status.telemetry = state.isListening ? state.telemetry : m_listener.telemetry;
    status.control = state.isListening ? state.control : m_listener.control;
    status.hubKey = m_listener.keys.publicKey;
    status.hubFingerprint = enrolment::fingerprintOf(status.hubKey);
    status.problem = m_isWanted ? state.problem : m_refusal;
    if (state.isListening) {
        status.joinLines = joinLines();
    }
    if (status != *m_status.get()) {
        m_status.set(std::make_shared<const NetworkStatus>(std::move(status)));
    }
}

std::vector<std::string> NetworkKeeper::joinLines() const
{
    const transport::NetworkState state = m_loop.networkState();
    const std::string only = hostOf(state.telemetry);
    std::vector<std::string> lines;
    for (const std::string &host : only.empty() ? m_addresses : std::vector{only}) {
        lines.push_back(toText(
            enrolment::JoinLine{host, portOf(state.telemetry), portOf(state.control), m_listener.keys.publicKey}));
    }
    return lines;
}

} // namespace iso::session
