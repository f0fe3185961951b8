#pragma once

#include "core/base/latest.h"
#include "core/base/log.h"
#include "core/ledger/ledger_loop.h"
#include "core/ledger/ledger_reader.h"
#include "core/problems/problem_tracker.h"
#include "core/session/io_inbox.h"
#include "core/session/refusal_log.h"

#include <functional>
#include <string>
#include <vector>

namespace iso::session
{

/// Looks for problems once a second, and writes down what people say about them before it is shown. Thread: io, and
/// list() any.
class ProblemDesk
{
public:
    static constexpr const char *kKind = "acknowledgement";
    static constexpr std::size_t kMostNote = 500;

    /// Told on the io thread, once it is written down or cannot be.
    using Done = std::function<void(Status)>;
    using ChangeListener = std::function<void(const problems::ProblemChange &)>;

    ProblemDesk(const problems::NodeRules &rules, const RefusalLog &refusals, ledger::LedgerLoop &ledger,
                IoInbox &inbox, const Clock &clock, Logger &logger);

    /// Takes up what was acknowledged in earlier sessions.
    Status restore(ledger::LedgerReader &reader);
    /// Told of what began and ended.
    void setListener(ChangeListener listener) { m_listener = std::move(listener); }
    /// Told of what was acknowledged, once it is written down.
    void setAcknowledgedListener(std::function<void(const problems::Problem &)> listener)
    {
        m_acknowledgedListener = std::move(listener);
    }

    /// Call with each snapshot; looks at one a second.
    void look(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot);
    /// `done` comes when it survives a power loss and is shown. NotFound when there is no such problem.
    void acknowledge(const std::string &problem, const std::string &by, const std::string &note, Done done);

    /// Never null.
    [[nodiscard]] problems::ProblemListPtr list() const { return m_newest.get(); }

private:
    void publish();
    [[nodiscard]] std::vector<problems::RefusedClaim> claims(const fleet::HubHealth &hub);
    void recordEnded(const problems::StoredAcknowledgement &ended);

    const RefusalLog &m_refusals;
    ledger::LedgerLoop &m_ledger;
    IoInbox &m_inbox;
    const Clock &m_clock;
    Logger &m_logger;
    problems::ProblemTracker m_tracker;
    ChangeListener m_listener;
    std::function<void(const problems::Problem &)> m_acknowledgedListener;
    SteadyTime m_nextLook;
    std::uint64_t m_refusedBefore = 0;
    std::vector<problems::StoredAcknowledgement> m_unwritten; ///< ended ones that could not be written yet
    Latest<problems::ProblemList> m_newest;
};

} // namespace iso::session
