#pragma once

#include "core/base/latest.h"
#include "core/base/log.h"
#include "core/session/network_status.h"
#include "core/transport/hub_loop.h"

#include <string>

namespace iso::session
{

/// Keeps the hub on the network while somebody wants it there: listens, tries again when a port was busy, and tells how
/// it stands. Thread: io, and its status any.
class NetworkKeeper
{
public:
    NetworkKeeper(transport::HubLoop &loop, transport::NetworkListener listener, Logger &logger);

    /// Also takes up again what a failed self-test ended.
    void want(bool isWanted);
    /// Somebody wanted it, and it cannot be: shown until somebody decides again.
    void cannotWant(std::string why) { m_refusal = std::move(why); }
    /// New keys of the hub: nodes that know the old one find nobody they trust.
    void useKeys(const transport::KeyPair &keys);
    /// From the loop's tick, once a second.
    void everySecond(SteadyTime now, bool isCrowded);

    /// Never null. Any thread.
    [[nodiscard]] NetworkStatusPtr status() const { return m_status.get(); }

private:
    void publish(SteadyTime now, bool isCrowded);
    [[nodiscard]] std::vector<std::string> joinLines() const;

    transport::HubLoop &m_loop;
    transport::NetworkListener m_listener;
    Logger &m_logger;
    bool m_isWanted = false;
    std::string m_refusal;
    bool m_keysChanged = false;
    bool m_tryAgain = false;
    SteadyTime m_addressesAt;
    std::vector<std::string> m_addresses;
    Latest<NetworkStatus> m_status{std::make_shared<const NetworkStatus>()};
};

} // namespace iso::session
