#pragma once

#include "core/base/bounded_queue.h"
#include "core/base/log.h"
#include "core/ledger/ledger.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace iso::ledger
{

/// Writes ledger.db: its thread holds the only connection that writes it, with synchronous=FULL. Entries that wait
/// together are committed together.
class LedgerLoop
{
public:
    /// Called on the ledger thread when the entry survives power loss, or with why it could not be written.
    using Written = std::function<void(const Status &)>;

    /// Opens or creates the file, verifies its tail, and starts the thread. A newer or foreign file is refused
    /// untouched; one that another program writes is Busy. Broken pages: the file is set aside and a new ledger says so
    /// in record 1. A broken chain is logged, told by tail(), and continued: nothing is ever rewritten.
    static Result<std::unique_ptr<LedgerLoop>> open(std::filesystem::path file, const Clock &clock, Logger &logger);
    /// Writes what is queued, then ends the thread.
    ~LedgerLoop();
    LedgerLoop(const LedgerLoop &) = delete;
    LedgerLoop &operator=(const LedgerLoop &) = delete;

    /// Takes an entry; false (and `written` never called) when the queue is full. Any thread.
    bool append(Entry entry, Written written);

    /// Newest hash in the chain; zero when empty. Any thread.
    [[nodiscard]] Hash head() const;
    /// What the check of the last 1,000 records said when the file was opened. Any thread.
    [[nodiscard]] const Verification &tail() const { return m_tail; }

private:
    class Writer;
    struct Pending {
        Entry entry;
        Written written;
    };
    LedgerLoop(std::unique_ptr<Writer> writer, Logger &logger);
    void run();

    Logger &m_logger;
    std::unique_ptr<Writer> m_writer;
    BoundedQueue<Pending> m_queue;
    mutable std::mutex m_headMutex;
    Hash m_head{};
    Verification m_tail;
    std::thread m_thread;
};

} // namespace iso::ledger
