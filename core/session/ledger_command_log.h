#pragma once

#include "core/commands/dispatcher.h"
#include "core/ledger/ledger_loop.h"
#include "core/session/io_inbox.h"

#include <functional>
#include <vector>

namespace iso::session
{

/// Writes command steps to the ledger and brings the confirmations back to the io thread. Thread: io.
class LedgerCommandLog final : public commands::CommandLog
{
public:
    static constexpr const char *kKind = "command";

    LedgerCommandLog(ledger::LedgerLoop &ledger, IoInbox &inbox, const Clock &clock);
    /// Who gets the confirmations. Before the first record.
    void setListener(std::function<void(const commands::CommandRecordPtr &)> recorded)
    {
        m_recorded = std::move(recorded);
    }

    bool record(const commands::CommandRecordPtr &record) override;
    /// Tries again what the ledger could not write. Once a second.
    void retryFailed();

private:
    ledger::LedgerLoop &m_ledger;
    IoInbox &m_inbox;
    const Clock &m_clock;
    std::function<void(const commands::CommandRecordPtr &)> m_recorded;
    std::vector<commands::CommandRecordPtr> m_failed;
};

} // namespace iso::session
