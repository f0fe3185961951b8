#include "core/session/key_desk.h"

#include "core/session/key_json.h"

#include <utility>

namespace iso::session
{

KeyDesk::KeyDesk(enrolment::KeyRegistry &keys, NetworkKeeper &network, fleet::FleetState &fleet,
                 Connections &connections, ledger::LedgerLoop &ledger, IoInbox &inbox, const Clock &clock,
                 Logger &logger)
    : m_keys(keys)
    , m_network(network)
    , m_fleet(fleet)
    , m_connections(connections)
    , m_ledger(ledger)
    , m_inbox(inbox)
    , m_clock(clock)
    , m_logger(logger)
{
}

Status KeyDesk::decide(const enrolment::KeyDecision &decision)
{
    const auto consequences = m_keys.decide(decision);
    if (!consequences) {
        return failure(consequences.error());
    }
    for (const NodeId &node : consequences->cutOff) {
        m_connections.release(node);
        if (fleet::NodeState *state = m_fleet.find(node)) {
            state->saidGoodbye(m_clock.utcNow());
        }
    }
    for (const NodeId &node : consequences->retired) {
        m_fleet.retire(node);
    }
    everySecond();
    return {};
}

void KeyDesk::acceptFromNetwork(bool accept, const std::string &by)
{
    m_network.want(accept);
    const nlohmann::json body{{"accept", accept}, {"by", by}};
    append({m_clock.utcNow(), kNetworkKind, "accept",
            body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)});
}

void KeyDesk::rotate(const transport::KeyPair &keys, const std::string &by)
{
    m_network.useKeys(keys);
    const nlohmann::json body{{"hub_key", keys.publicKey.text()}, {"by", by}};
    append({m_clock.utcNow(), kNetworkKind, "hub-key",
            body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)});
}

void KeyDesk::everySecond()
{
    for (ledger::Entry &entry : std::exchange(m_unwritten, {})) {
        append(std::move(entry));
    }
    for (const enrolment::KeyRecord &record : m_keys.takeUnrecorded()) {
        append({m_clock.utcNow(), kKeyKind, record.key.text(), toLedgerText(record)});
    }
    if (const enrolment::KeyListPtr newest = m_keys.list(); newest != m_list.get()) {
        m_list.set(newest);
    }
}

void KeyDesk::append(ledger::Entry entry)
{
    const bool isTaken = m_ledger.append(entry, [this, entry](const Status &written) {
        if (!written) {
            m_logger.limited(LogLevel::Error, "keys", "ledger", written.error().message);
            m_inbox.post([this, entry] { m_unwritten.push_back(entry); });
        }
    });
    if (!isTaken) {
        m_unwritten.push_back(std::move(entry));
    }
}

} // namespace iso::session
