#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string_view>

struct sqlite3_stmt;

namespace iso::storage
{

/// A prepared statement. Parameters are numbered from 1, columns from 0. A failed bind is reported by the next step().
/// Must not be used after its Database is gone.
class Statement
{
public:
    ~Statement();
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&other) noexcept;

    Statement &bindInteger(int parameter, std::int64_t value);
    Statement &bindReal(int parameter, double value);
    Statement &bindText(int parameter, std::string_view text);
    Statement &bindBlob(int parameter, std::string_view bytes);
    Statement &bindNull(int parameter);

    /// True when there is a row to read, false at the end (the statement is then ready for the next run).
    Result<bool> step();
    /// Steps to the end and makes the statement ready for the next run, also after a failure.
    Status run();
    /// Ends a run before its last row, and with it the read lock. Bound values stay.
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    /// Valid until the next step, run or reset.
    [[nodiscard]] std::string_view text(int column) const;
    /// Valid until the next step, run or reset.
    [[nodiscard]] std::string_view blob(int column) const;
    [[nodiscard]] bool isNull(int column) const;

private:
    friend class Database;
    explicit Statement(sqlite3_stmt *statement);
    void note(int bindResult);

    sqlite3_stmt *m_statement = nullptr;
    int m_bindError = 0;
};

} // namespace iso::storage
