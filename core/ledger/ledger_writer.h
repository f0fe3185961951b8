#pragma once

// Private to core/ledger.

#include "core/ledger/ledger_loop.h"
#include "core/ledger/ledger_table.h"
#include "core/storage/file_lock.h"

#include <span>

namespace iso::ledger
{

/// The one connection that writes a ledger, and the end of the chain.
class LedgerLoop::Writer
{
public:
    static Result<std::unique_ptr<Writer>> open(const std::filesystem::path &file, const Clock &clock, Logger &logger);
    /// Leaves the file without a log.
    ~Writer();

    /// All or nothing, as one transaction that has reached the disk when this returns.
    Status append(std::span<const Pending> entries);
    [[nodiscard]] const Hash &head() const { return m_head; }
    [[nodiscard]] const Verification &tail() const { return m_tail; }

private:
    Writer(storage::FileLock lock, storage::Database database, storage::Statement insert);
    static Result<storage::Database> openChecked(const std::filesystem::path &file, const Clock &clock, Logger &logger,
                                                 std::string &setAsideAs);
    Status readTail();
    Status insert(const Record &record);
    void keepLogSmall();

    storage::FileLock m_lock;
    storage::Database m_database;
    storage::Statement m_insert;
    std::uint64_t m_lastNumber = 0;
    Hash m_head{};
    Verification m_tail;
};

} // namespace iso::ledger
