#include "core/session/key_desk.h"

#include "core/session/key_json.h"

#include <utility>

namespace iso::session
{
namespace
{

bool letsIn(enrolment::KeyDecision::Action action)
{
    using Action = enrolment::KeyDecision::Action;
    return action == Action::Approve || action == Action::Move || action == Action::Rekey;
}

std::string toText(const nlohmann::json &body)
{
    return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Status withoutEffect(const Error &error)
{
    return failure(error.withContext("it could not be written down, so it has no effect"));
}

/// What is told of a decision that does not wait for its record.
Status inEffect(const Status &written)
{
    return written ? Status() : Status(failure(written.error().withContext("in effect now, but not written down yet")));
}

} // namespace

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
    if (letsIn(decision.action)) {
        propose(decision, std::move(done));
        return;
    }
    const auto consequences = m_keys.decide(decision);
    if (!consequences) {
        done(failure(consequences.error()));
        return;
    }
    carryOut(*consequences);
    recordKeys(std::move(done));
}

/// A decision on its way into the ledger, as one record or two.
struct KeyDesk::Proposal {
    enrolment::KeyDecision decision;
    HubTime at;
    std::vector<enrolment::KeyRecord> considered;
    std::size_t unanswered = 0;
    std::size_t written = 0;
    Status problem; ///< the last
    Done done;
};

void KeyDesk::propose(const enrolment::KeyDecision &decision, Done done)
{
    const auto proposal = std::make_shared<Proposal>();
    proposal->decision = decision;
    proposal->at = m_clock.utcNow();
    proposal->done = std::move(done);
    auto considered = m_keys.consider(decision, proposal->at);
    if (!considered) {
        proposal->done(failure(considered.error()));
        return;
    }
    proposal->considered = std::move(*considered);
    proposal->unanswered = proposal->considered.size();
    for (const enrolment::KeyRecord &record : proposal->considered) {
        append({proposal->at, kKeyKind, record.key.text(), toLedgerText(record)},
               [this, proposal](const Status &status) {
                   if (status) {
                       ++proposal->written;
                   } else {
                       proposal->problem = status;
                   }
                   if (--proposal->unanswered == 0) {
                       settle(*proposal);
                   }
               });
    }
}

void KeyDesk::settle(const Proposal &proposal)
{
    // Meanwhile another decision may have been made, or a first message may have bound a key.
    const auto now = m_keys.consider(proposal.decision, proposal.at);
    const bool isWritten = proposal.written == proposal.considered.size();
    if (isWritten && now) {
        carryOut(m_keys.settle(*now));
    }
    // Where the ledger says something else than what is so now, it is told.
    for (std::size_t i = 0; proposal.written > 0 && i < proposal.considered.size(); ++i) {
        const enrolment::KeyRecord &record = proposal.considered[i];
        if (!isWritten || !now || toLedgerText((*now)[i]) != toLedgerText(record)) {
            m_keys.notRecorded(record.key);
        }
    }
    if (!isWritten) {
        proposal.done(withoutEffect(proposal.problem.error()));
    } else {
        proposal.done(now ? Status() : Status(failure(now.error())));
    }
}

void KeyDesk::carryOut(const enrolment::KeyRegistry::Consequences &consequences)
{
    for (const NodeId &node : consequences.cutOff) {
        disconnect(node);
        m_fleet.unproven(node);
        if (fleet::NodeState *state = m_fleet.find(node)) {
            state->saidGoodbye(m_clock.utcNow());
        }
    }
    for (const NodeId &node : consequences.retired) {
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
    m_list.set(m_keys.list());
}

void KeyDesk::acceptFromNetwork(bool accept, const std::string &by, Done done)
{
    const nlohmann::json body{{"accept", accept}, {"by", by}};
    if (!accept) {
        m_network.want(false);
        recordNetwork("accept", body, std::move(done));
        return;
    }
    m_unwrittenNetwork.erase("accept"); // an older one that failed
    append({m_clock.utcNow(), kNetworkKind, "accept", toText(body)},
           [this, done = std::move(done)](const Status &status) {
               const Status answer = status ? Status() : withoutEffect(status.error());
               if (answer) {
                   m_network.want(true);
               } else {
                   m_network.cannotWant(answer.error().message);
               }
               done(answer);
           });
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
        const Done last = i + 1 == records.size() ? std::move(done) : Done([](const Status &) {});
        append({m_clock.utcNow(), kKeyKind, record.key.text(), toLedgerText(record)},
               [this, key = record.key, last](const Status &status) {
                   if (!status) {
                       m_keys.notRecorded(key);
                   }
                   last(inEffect(status));
               });
    }
    if (records.empty()) {
        done(Status());
    }
}

void KeyDesk::recordNetwork(const std::string &subject, nlohmann::json body, Done done)
{
    m_unwrittenNetwork.erase(subject); // an older one that failed
    std::string text = toText(body);
    append({m_clock.utcNow(), kNetworkKind, subject, std::move(text)},
           [this, subject, body = std::move(body), done = std::move(done)](const Status &status) {
               if (!status) {
                   m_unwrittenNetwork.emplace(subject, body);
               }
               done(inEffect(status));
           });
}

void KeyDesk::append(ledger::Entry entry, Done written)
{
    const auto end = [this, written = std::move(written)](const Status &status) {
        if (!status) {
            m_logger.limited(LogLevel::Error, "keys", "ledger", status.error().message);
        }
        written(status);
    };
    const bool isTaken = m_ledger.append(
        std::move(entry), [this, end](const Status &status) { m_inbox.post([end, status] { end(status); }); });
    if (!isTaken) {
        end(failure(ErrorCode::Busy, "too much waits to be written into the ledger"));
    }
}

} // namespace iso::session
