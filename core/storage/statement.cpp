#include "core/storage/statement.h"

#include "core/storage/connection.h"

#include <utility>

namespace iso::storage
{

Statement::Statement(sqlite3_stmt *statement)
    : m_statement(statement)
{
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Statement::Statement(Statement &&other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr))
    , m_bindError(other.m_bindError)
{
}

Statement &Statement::operator=(Statement &&other) noexcept
{
    std::swap(m_statement, other.m_statement);
    std::swap(m_bindError, other.m_bindError);
    return *this;
}

void Statement::note(int bindResult)
{
    if (m_bindError == SQLITE_OK) {
        m_bindError = bindResult;
    }
}

Statement &Statement::bindInteger(int parameter, std::int64_t value)
{
    note(sqlite3_bind_int64(m_statement, parameter, value));
    return *this;
}

Statement &Statement::bindReal(int parameter, double value)
{
    note(sqlite3_bind_double(m_statement, parameter, value));
    return *this;
}

Statement &Statement::bindText(int parameter, std::string_view text)
{
    // A null pointer would bind NULL, and an empty view may have one.
    const char *data = text.data() == nullptr ? "" : text.data();
    // The value -1 of SQLITE_TRANSIENT is a C cast, which the warnings forbid; 64-bit variants take the same.
    const auto transient = reinterpret_cast<sqlite3_destructor_type>(std::intptr_t{-1});
    note(sqlite3_bind_text64(m_statement, parameter, data, text.size(), transient, SQLITE_UTF8));
    return *this;
}

Statement &Statement::bindBlob(int parameter, std::string_view bytes)
{
    if (bytes.empty()) {
        note(sqlite3_bind_zeroblob(m_statement, parameter, 0));
        return *this;
    }
    const auto transient = reinterpret_cast<sqlite3_destructor_type>(std::intptr_t{-1});
    note(sqlite3_bind_blob64(m_statement, parameter, bytes.data(), bytes.size(), transient));
    return *this;
}

Statement &Statement::bindNull(int parameter)
{
    note(sqlite3_bind_null(m_statement, parameter));
    return *this;
}

Result<bool> Statement::step()
{
    sqlite3 *handle = sqlite3_db_handle(m_statement);
    if (m_bindError != SQLITE_OK) {
        const int bindError = std::exchange(m_bindError, SQLITE_OK);
        return failure(codeOf(bindError), std::string("cannot bind a parameter: ") + sqlite3_errstr(bindError));
    }
    switch (sqlite3_step(m_statement)) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        sqlite3_reset(m_statement);
        return false;
    default: {
        Error error = errorOf(handle, sqlite3_sql(m_statement));
        sqlite3_reset(m_statement);
        return failure(std::move(error));
    }
    }
}

Status Statement::run()
{
    Result<bool> more = true;
    while (more && *more) {
        more = step();
    }
    return more ? Status() : failure(more.error());
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

std::string_view Statement::text(int column) const
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return text == nullptr
               ? std::string_view()
               : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}

std::string_view Statement::blob(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return bytes == nullptr
               ? std::string_view()
               : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

} // namespace iso::storage
