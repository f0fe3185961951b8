#include "core/session/note_desk.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

namespace iso::session
{

NoteDesk::NoteDesk(ledger::LedgerLoop &ledger, IoInbox &inbox, const Clock &clock,
                   std::function<void(const events::Event &)> listener)
    : m_ledger(ledger)
    , m_inbox(inbox)
    , m_clock(clock)
    , m_listener(std::move(listener))
{
}

void NoteDesk::write(const NoteRequest &request, Done done)
{
    if (request.by.empty() || request.by.size() > kMostName || request.text.empty() ||
        request.text.size() > kMostText) {
        done(failure(
            ErrorCode::InvalidInput,
            fmt::format("a note needs a name of at most {} bytes and a text of at most {}; this one has {} and {}",
                        kMostName, kMostText, request.by.size(), request.text.size())));
        return;
    }
    const HubTime now = m_clock.utcNow();
    const auto end = [this, request, now, done](const Status &written) {
        if (!written) {
            done(failure(written.error().withContext("the note cannot be written down")));
            return;
        }
        m_listener({now, events::EventKind::Note, 0, {}, {}, fmt::format("{}: {}", request.by, request.text)});
        done({});
    };
    const nlohmann::json body{{"by", request.by}, {"text", request.text}, {"at_ns", now.toNanoseconds()}};
    ledger::Entry entry{now, kKind, {}, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
    const bool isTaken = m_ledger.append(
        std::move(entry), [this, end](const Status &written) { m_inbox.post([end, written] { end(written); }); });
    if (!isTaken) {
        end(failure(ErrorCode::Busy, "too much waits to be written into the ledger"));
    }
}

} // namespace iso::session
