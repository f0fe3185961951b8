#pragma once

#include "core/base/result.h"
#include "core/storage/database.h"

namespace iso::storage
{

/// A transaction that is rolled back unless it was committed. Its Database must outlive it.
class Transaction
{
public:
    /// Takes the write lock at once: a lock that is taken later can fail with "busy" however long one waits.
    static Result<Transaction> begin(Database &database);
    /// A consistent view for several reads.
    static Result<Transaction> beginRead(Database &database);
    ~Transaction();
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;

    /// After a failure the transaction is rolled back.
    Status commit();

private:
    explicit Transaction(Database &database);
    void rollBack();
    Database *m_database;
};

} // namespace iso::storage
