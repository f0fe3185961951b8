#pragma once

#include "core/events/event.h"
#include "core/ledger/ledger_loop.h"
#include "core/session/io_inbox.h"
#include "core/session/session.h"

#include <functional>

namespace iso::session
{

/// Writes down what people tell the next shift: in the ledger first, among the events then. Thread: io.
class NoteDesk
{
public:
    static constexpr const char *kKind = "note";
    /// Bytes of a note, and of a name: with both an event is still within its bound.
    static constexpr std::size_t kMostText = 800;
    static constexpr std::size_t kMostName = 100;

    /// Told on the io thread, once it is written down or cannot be.
    using Done = std::function<void(Status)>;

    /// `listener` is told of each note that is written down.
    NoteDesk(ledger::LedgerLoop &ledger, IoInbox &inbox, const Clock &clock,
             std::function<void(const events::Event &)> listener);

    /// InvalidInput for a note without text or name, or with one that is too long.
    void write(const NoteRequest &request, Done done);

private:
    ledger::LedgerLoop &m_ledger;
    IoInbox &m_inbox;
    const Clock &m_clock;
    std::function<void(const events::Event &)> m_listener;
};

} // namespace iso::session
