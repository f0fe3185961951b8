#include "core/storage/transaction.h"

#include <utility>

namespace iso::storage
{

Transaction::Transaction(Database &database)
    : m_database(&database)
{
}

Transaction::Transaction(Transaction &&other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{
}

Transaction::~Transaction()
{
    rollBack();
}

Result<Transaction> Transaction::begin(Database &database)
{
    const Status begun = database.execute("BEGIN IMMEDIATE");
    return begun ? Result<Transaction>(Transaction(database)) : failure(begun.error());
}

Result<Transaction> Transaction::beginRead(Database &database)
{
    const Status begun = database.execute("BEGIN DEFERRED");
    return begun ? Result<Transaction>(Transaction(database)) : failure(begun.error());
}

Status Transaction::commit()
{
    Status committed = m_database->execute("COMMIT");
    if (committed) {
        m_database = nullptr;
    } else {
        rollBack();
    }
    return committed;
}

void Transaction::rollBack()
{
    if (Database *database = std::exchange(m_database, nullptr)) {
        // Fails only when SQLite has rolled back by itself (disk full, I/O error), which is what was wanted.
        static_cast<void>(database->execute("ROLLBACK"));
    }
}

} // namespace iso::storage
