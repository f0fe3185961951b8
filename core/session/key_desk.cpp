#include "core/session/key_desk.h"

#include "core/session/key_json.h"

#include <utility>

namespace iso::session
{

KeyDesk::KeyDesk(enrolment::KeyRegistry &keys, NetworkKeeper &network, fleet::FleetState &fleet,
                 Connections &connections, commands::Dispatcher &dispatcher, ledger::LedgerLoop &ledger, IoInbox &inbox,
                 const Clock &clock, Logger &logger)
    : m_keys(keys)
    , m_network(network)
    , m_fleet(fleet)
    , m_connections(connections)
    , m_dispatcher(dispatcher)
    , m_ledger(ledger)
    , m_inbox(inbox)
    , m_clock(clock)
    , m_logger(logger)
{
}

void KeyDesk::disconnect(const NodeId &node)
{
    m_connections.release(node);
    m_dispatcher.nodeDisconnected(node);
}

void KeyDesk::decide(const enrolment::KeyDecision &decision, Done done)
{
    const auto consequences = m_keys.decide(decision);
    if (!consequences) {
        done(failure(consequences.error()));
        return;
    }
    for (const NodeId &node : consequences->cutOff) {
        disconnect(node);
        m_fleet.unproven(node);
        if (fleet::NodeState *state = m_fleet.find(node)) {
            state->saidGoodbye(m_clock.utcNow());
        }
    }
    for (const NodeId &node : consequences->retired) {
        m_fleet.retire(node);
    }
    // A plain connection that spoke for a node which belongs to a key now gets nothing for it any more.
    std::vector<NodeId> plain;
    for (const auto &[node, connection] : m_connections.all()) {
        if (!connection.peer.isEncrypted && m_keys.isOwned(node)) {
            plain.push_back(node);
        }
    }
    for (const NodeId &node : plain) {
        disconnect(node);
    }
    recordKeys(std::move(done));
    m_list.set(m_keys.list());
}

void KeyDesk::acceptFromNetwork(bool accept, const std::string &by, Done done)
{
    m_network.want(accept);
    recordNetwork("accept", {{"accept", accept}, {"by", by}}, std::move(done));
}

void KeyDesk::rotate(const transport::KeyPair &keys, const std::string &by, Done done)
{
    m_network.useKeys(keys);
    recordNetwork("hub-key", {{"hub_key", keys.publicKey.text()}, {"by", by}}, std::move(done));
}

void KeyDesk::everySecond()
{
    const auto ignore = [](const Status &) {};
    for (auto &[subject, body] : std::exchange(m_unwrittenNetwork, {})) {
        recordNetwork(subject, body, ignore);
    }
    recordKeys(ignore);
    if (const enrolment::KeyListPtr newest = m_keys.list(); newest != m_list.get()) {
        m_list.set(newest);
    }
}

void KeyDesk::recordKeys(Done done)
{
    const std::vector<enrolment::KeyRecord> records = m_keys.takeUnrecorded();
    for (std::size_t i = 0; i < records.size(); ++i) {
        const enrolment::KeyRecord &record = records[i];
        const bool isLast = i + 1 == records.size();
        append(
            {m_clock.utcNow(), kKeyKind, record.key.text(), toLedgerText(record)},
            [this, key = record.key] { m_keys.notRecorded(key); }, isLast ? std::move(done) : Done());
    }
    if (records.empty()) {
        done(Status());
    }
}

void KeyDesk::recordNetwork(const std::string &subject, nlohmann::json body, Done done)
{
    m_unwrittenNetwork.erase(subject); // an older one that failed
    std::string text = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    append(
        {m_clock.utcNow(), kNetworkKind, subject, std::move(text)},
        [this, subject, body] { m_unwrittenNetwork.emplace(subject, body); }, std::move(done));
}

/// `failed` and `done` run on the io thread.
void KeyDesk::append(ledger::Entry entry, std::function<void()> failed, Done done)
{
    const auto end = [this, failed = std::move(failed), done = std::move(done)](const Status &written) {
        if (!written) {
            m_logger.limited(LogLevel::Error, "keys", "ledger", written.error().message);
            failed();
        }
        if (done) {
            done(written ? Status()
                         : Status(failure(written.error().withContext("in effect now, but not written down yet"))));
        }
    };
    const bool isTaken = m_ledger.append(
        std::move(entry), [this, end](const Status &written) { m_inbox.post([end, written] { end(written); }); });
    if (!isTaken) {
        end(failure(ErrorCode::Busy, "too much waits to be written into the ledger"));
    }
}

} // namespace iso::session
