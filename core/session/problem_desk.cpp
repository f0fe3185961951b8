#include "core/session/problem_desk.h"

#include "core/session/problem_json.h"

#include <fmt/format.h>
#include <numeric>
#include <utility>

namespace iso::session
{
using namespace std::chrono_literals;
using problems::StoredAcknowledgement;

namespace
{

/// More than can stand at once; those that ended are among them.
constexpr std::size_t kMostRestored = 10'000;

} // namespace

ProblemDesk::ProblemDesk(const problems::NodeRules &rules, const RefusalLog &refusals, ledger::LedgerLoop &ledger,
                         IoInbox &inbox, const Clock &clock, Logger &logger)
    : m_refusals(refusals)
    , m_ledger(ledger)
    , m_inbox(inbox)
    , m_clock(clock)
    , m_logger(logger)
    , m_tracker(rules, clock.steadyNow())
    , m_newest(m_tracker.list())
{
}

Status ProblemDesk::restore(ledger::LedgerReader &reader)
{
    const auto newest = reader.newestBySubject(kKind, kMostRestored);
    if (!newest) {
        return failure(newest.error());
    }
    for (const ledger::Record &record : *newest) {
        auto stored = acknowledgementFromLedgerText(record.entry.body);
        if (!stored) {
            m_logger.error("ledger", "record {}: {}", record.number, stored.error().message);
        } else if (*stored) {
            m_tracker.restore(**std::move(stored));
        }
    }
    return {};
}

void ProblemDesk::look(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot)
{
    const SteadyTime now = m_clock.steadyNow();
    if (m_nextLook.isValid() && now < m_nextLook) {
        return;
    }
    m_nextLook = now + 1s;
    m_tracker.look(snapshot, claims(snapshot->hub), now);
    publish();
    for (const problems::ProblemChange &change : m_tracker.takeChanges()) {
        if (m_listener) {
            m_listener(change);
        }
    }
    for (const StoredAcknowledgement &ended : std::exchange(m_unwritten, {})) {
        recordEnded(ended);
    }
    for (const StoredAcknowledgement &ended : m_tracker.takeEnded()) {
        recordEnded(ended);
    }
}

void ProblemDesk::publish()
{
    if (m_tracker.list() != m_newest.get()) {
        m_newest.set(m_tracker.list());
    }
}

std::vector<problems::RefusedClaim> ProblemDesk::claims(const fleet::HubHealth &hub)
{
    const auto refused = std::accumulate(hub.refused.begin(), hub.refused.end(), std::uint64_t{0});
    std::vector<problems::RefusedClaim> claims;
    if (std::exchange(m_refusedBefore, refused) != refused) {
        for (const RefusedMessage &message : m_refusals.newest()) {
            claims.push_back({message.node, message.reason});
        }
    }
    return claims;
}

void ProblemDesk::acknowledge(const std::string &problem, const std::string &by, const std::string &note, Done done)
{
    const problems::ProblemPtr row = m_tracker.list()->find(problem);
    if (!row) {
        done(
            failure(ErrorCode::NotFound, fmt::format("there is no problem \"{}\" (any more)", problem.substr(0, 200))));
        return;
    }
    if (by.empty() || by.size() > kMostNote || note.size() > kMostNote) {
        done(failure(ErrorCode::InvalidInput,
                     fmt::format("an acknowledgement needs a name, and a note of at most {} bytes", kMostNote)));
        return;
    }
    const StoredAcknowledgement stored{problem, row->since, {by, note, m_clock.utcNow()}};
    const auto end = [this, stored, done](const Status &written) {
        if (!written) {
            done(failure(written.error().withContext("not acknowledged, since it cannot be written down")));
            return;
        }
        if (!m_tracker.acknowledge(stored.problem, stored.acknowledgement)) {
            recordEnded(stored); // it ended while this was being written
        }
        publish();
        if (const problems::ProblemPtr shown = m_tracker.list()->find(stored.problem);
            shown && m_acknowledgedListener) {
            m_acknowledgedListener(*shown);
        }
        done({});
    };
    ledger::Entry entry{stored.acknowledgement.at, kKind, problem, toLedgerText(stored, row->text, false)};
    const bool isTaken = m_ledger.append(
        std::move(entry), [this, end](const Status &written) { m_inbox.post([end, written] { end(written); }); });
    if (!isTaken) {
        end(failure(ErrorCode::Busy, "too much waits to be written into the ledger"));
    }
}

void ProblemDesk::recordEnded(const StoredAcknowledgement &ended)
{
    ledger::Entry entry{m_clock.utcNow(), kKind, ended.problem, toLedgerText(ended, {}, true)};
    const bool isTaken = m_ledger.append(std::move(entry), [this, ended](const Status &written) {
        if (!written) {
            m_inbox.post([this, ended] { m_unwritten.push_back(ended); });
        }
    });
    if (!isTaken) {
        m_unwritten.push_back(ended);
    }
}

} // namespace iso::session
