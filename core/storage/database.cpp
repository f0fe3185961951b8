#include "core/storage/database.h"

#include "core/storage/connection.h"

#include <fmt/format.h>

namespace iso::storage
{

ErrorCode codeOf(int sqliteResult)
{
    switch (sqliteResult & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::Busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG: // only a damaged length asks for that much
        return ErrorCode::Corrupt;
    case SQLITE_INTERRUPT:
        return ErrorCode::Cancelled;
    default:
        return ErrorCode::Io;
    }
}

Error errorOf(sqlite3 *handle, std::string_view doing)
{
    const int extended = sqlite3_extended_errcode(handle);
    const char *name = sqlite3_db_filename(handle, "main");
    const std::string file = name == nullptr ? "database" : name;
    if (codeOf(extended) == ErrorCode::Busy) {
        return {ErrorCode::Busy, fmt::format("{}: locked by another program ({})", file, sqlite3_errmsg(handle))};
    }
    return {codeOf(extended),
            fmt::format("{}: {}: {} (SQLite code {})", file, doing, sqlite3_errmsg(handle), extended)};
}

Database::Database(std::unique_ptr<Connection> connection)
    : m_connection(std::move(connection))
{
}

Database::~Database() = default;
Database::Database(Database &&) noexcept = default;
Database &Database::operator=(Database &&) noexcept = default;

const std::filesystem::path &Database::file() const
{
    return m_connection->file;
}

Error Database::lastError(std::string_view doing) const
{
    return errorOf(m_connection->handle, doing);
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt *statement = nullptr;
    const int prepared = sqlite3_prepare_v3(m_connection->handle, sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (prepared != SQLITE_OK) {
        return failure(lastError(sql));
    }
    return Statement(statement);
}

Status Database::execute(const std::string &sql)
{
    const int executed = sqlite3_exec(m_connection->handle, sql.c_str(), nullptr, nullptr, nullptr);
    return executed == SQLITE_OK ? Status() : failure(lastError(sql));
}

Result<std::int64_t> Database::integer(std::string_view sql)
{
    Result<Statement> statement = prepare(sql);
    if (!statement) {
        return failure(statement.error());
    }
    const Result<bool> row = statement->step();
    if (!row) {
        return failure(row.error());
    }
    return *row ? Result<std::int64_t>(statement->integer(0))
                : failure(ErrorCode::NotFound, fmt::format("{}: no row for {}", file().string(), sql));
}

Status Database::quickCheckTable(std::string_view table)
{
    const std::string sql =
        table.empty() ? std::string("PRAGMA quick_check(1)") : fmt::format("PRAGMA quick_check({})", table);
    Result<Statement> check = prepare(sql);
    if (!check) {
        return failure(check.error());
    }
    const Result<bool> row = check->step();
    if (!row) {
        return failure(row.error());
    }
    const std::string verdict(*row ? check->text(0) : "no answer");
    return verdict == "ok" ? Status() : failure(ErrorCode::Corrupt, fmt::format("{}: {}", file().string(), verdict));
}

Status Database::quickCheck()
{
    return quickCheckTable({});
}

Result<CheckpointResult> Database::checkpoint(int mode)
{
    int logPages = 0;
    int writtenBack = 0;
    const int done = sqlite3_wal_checkpoint_v2(m_connection->handle, "main", mode, &logPages, &writtenBack);
    if (done != SQLITE_OK) {
        return failure(lastError("checkpoint"));
    }
    const CheckpointResult result{static_cast<std::uint32_t>(logPages < 0 ? 0 : logPages),
                                  static_cast<std::uint32_t>(writtenBack < 0 ? 0 : writtenBack)};
    m_connection->walPages = result.logPages - std::min(result.logPages, result.writtenBack);
    return result;
}

Result<CheckpointResult> Database::checkpointPassive()
{
    return checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

Result<CheckpointResult> Database::checkpointTruncate()
{
    return checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

std::uint64_t Database::walSize_bytes() const
{
    return std::uint64_t{m_connection->walPages} * m_connection->pageSize_bytes;
}

bool Database::lastFailureWasDiskFull() const
{
    return (sqlite3_errcode(m_connection->handle) & 0xff) == SQLITE_FULL;
}

} // namespace iso::storage
