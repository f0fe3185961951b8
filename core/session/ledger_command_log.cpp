#include "core/session/ledger_command_log.h"

#include "core/session/command_json.h"

namespace iso::session
{

LedgerCommandLog::LedgerCommandLog(ledger::LedgerLoop &ledger, IoInbox &inbox, const Clock &clock)
    : m_ledger(ledger)
    , m_inbox(inbox)
    , m_clock(clock)
{
}

bool LedgerCommandLog::record(const commands::CommandRecordPtr &record)
{
    ledger::Entry entry{m_clock.utcNow(), kKind, toText(record->id), toLedgerText(*record)};
    return m_ledger.append(std::move(entry), [this, record](const Status &written) {
        if (written) {
            m_inbox.post([this, record] { m_recorded(record); });
        } else {
            m_inbox.post([this, record] { m_failed.push_back(record); });
        }
    });
}

void LedgerCommandLog::retryFailed()
{
    std::vector<commands::CommandRecordPtr> again;
    again.swap(m_failed);
    for (const commands::CommandRecordPtr &failed : again) {
        if (!record(failed)) {
            m_failed.push_back(failed);
        }
    }
}

} // namespace iso::session
