#pragma once

#include "core/base/latest.h"
#include "core/commands/dispatcher.h"
#include "core/enrolment/key_registry.h"
#include "core/fleet/fleet_state.h"
#include "core/ledger/ledger_loop.h"
#include "core/session/connections.h"
#include "core/session/io_inbox.h"
#include "core/session/network_keeper.h"

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace iso::session
{

/// Carries out what people decide about keys and the network: in the ledger, in the registry, and for the connections
/// and nodes that it concerns. What lets somebody in is written down first, and has no effect when it cannot be: nobody
/// gets in without a record. What keeps somebody out is in effect at once, whatever becomes of its record, which is
/// tried again until it is written. Thread: io, and list() any.
class KeyDesk
{
public:
    static constexpr const char *kKeyKind = "key";
    static constexpr const char *kNetworkKind = "network";

    /// Told on the io thread, once it is written down or cannot be.
    using Done = std::function<void(Status)>;

    KeyDesk(enrolment::KeyRegistry &keys, NetworkKeeper &network, fleet::FleetState &fleet, Connections &connections,
            commands::Dispatcher &dispatcher, ledger::LedgerLoop &ledger, IoInbox &inbox, const Clock &clock,
            Logger &logger);

    /// `done` comes when it is in effect and survives a power loss, or with why not.
    void decide(const enrolment::KeyDecision &decision, Done done);
    void acceptFromNetwork(bool accept, const std::string &by, Done done);
    void rotate(const transport::KeyPair &keys, const std::string &by, Done done);
    /// Writes what changed by itself (a key bound at its first birth) and what could not be written before, and renews
    /// the list.
    void everySecond();

    /// Never null.
    [[nodiscard]] enrolment::KeyListPtr list() const { return m_list.get(); }

private:
    struct Proposal;
    void propose(const enrolment::KeyDecision &decision, Done done);
    void settle(const Proposal &proposal);
    void carryOut(const enrolment::KeyRegistry::Consequences &consequences);
    void disconnect(const NodeId &node);
    /// Every key that changed is written down; `done` belongs to the last of them.
    void recordKeys(Done done);
    void recordNetwork(const std::string &subject, nlohmann::json body, Done done);
    /// `written` runs on the io thread.
    void append(ledger::Entry entry, Done written);

    enrolment::KeyRegistry &m_keys;
    NetworkKeeper &m_network;
    fleet::FleetState &m_fleet;
    Connections &m_connections;
    commands::Dispatcher &m_dispatcher;
    ledger::LedgerLoop &m_ledger;
    IoInbox &m_inbox;
    const Clock &m_clock;
    Logger &m_logger;
    std::map<std::string, nlohmann::json> m_unwrittenNetwork; ///< by subject: the newest
    Latest<enrolment::KeyList> m_list{std::make_shared<const enrolment::KeyList>()};
};

} // namespace iso::session
