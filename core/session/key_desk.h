#pragma once

#include "core/base/latest.h"
#include "core/enrolment/key_registry.h"
#include "core/fleet/fleet_state.h"
#include "core/ledger/ledger_loop.h"
#include "core/session/connections.h"
#include "core/session/io_inbox.h"
#include "core/session/network_keeper.h"

#include <vector>

namespace iso::session
{

/// Carries out what people decide about keys and the network: in the registry at once, in the ledger for ever, and for
/// the connections and nodes that it concerns. Thread: io, and list() any.
class KeyDesk
{
public:
    static constexpr const char *kKeyKind = "key";
    static constexpr const char *kNetworkKind = "network";

    KeyDesk(enrolment::KeyRegistry &keys, NetworkKeeper &network, fleet::FleetState &fleet, Connections &connections,
            ledger::LedgerLoop &ledger, IoInbox &inbox, const Clock &clock, Logger &logger);

    Status decide(const enrolment::KeyDecision &decision);
    void acceptFromNetwork(bool accept, const std::string &by);
    void rotate(const transport::KeyPair &keys, const std::string &by);
    /// Writes what changed by itself (a key bound at its first birth) and what could not be written before, and renews
    /// the list.
    void everySecond();

    /// Never null.
    [[nodiscard]] enrolment::KeyListPtr list() const { return m_list.get(); }

private:
    void append(ledger::Entry entry);

    enrolment::KeyRegistry &m_keys;
    NetworkKeeper &m_network;
    fleet::FleetState &m_fleet;
    Connections &m_connections;
    ledger::LedgerLoop &m_ledger;
    IoInbox &m_inbox;
    const Clock &m_clock;
    Logger &m_logger;
    std::vector<ledger::Entry> m_unwritten;
    Latest<enrolment::KeyList> m_list{std::make_shared<const enrolment::KeyList>()};
};

} // namespace iso::session
