#pragma once

// Private to core/storage, the only folder that sees sqlite3.h.

#include "core/storage/database.h"

#include <sqlite3.h>

namespace iso::storage
{

struct Database::Connection {
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    explicit Connection(std::filesystem::path path)
        : file(std::move(path))
    {
    }
    // close_v2: a statement that outlives its database turns into an error, not into a leak or a crash.
    ~Connection() { sqlite3_close_v2(handle); }

    std::filesystem::path file;
    sqlite3 *handle = nullptr;
    std::uint32_t walPages = 0;
    std::uint32_t pageSize_bytes = 0;
};

/// The kind of failure behind an SQLite result code.
ErrorCode codeOf(int sqliteResult);
/// "file: doing: SQLite's own message", with the code of the connection's last failure.
Error errorOf(sqlite3 *handle, std::string_view doing);

} // namespace iso::storage
