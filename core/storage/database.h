#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/storage/format.h"
#include "core/storage/statement.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

struct sqlite3;

namespace iso::storage
{

struct OpenOptions {
    /// How long a statement waits for a lock that another program holds.
    Duration busyTimeout = std::chrono::seconds(5);
};

/// How far a checkpoint got. Both count pages of the write-ahead log.
struct CheckpointResult {
    std::uint32_t logPages = 0;
    std::uint32_t writtenBack = 0;
};

/// One connection to a database file. Used by one thread at a time. There is at most one writer of a file, guarded by
/// a FileLock of its owner; the writer alone checkpoints, since SQLite before 3.51.3 can lose a log that two
/// connections reset at once.
class Database
{
public:
    /// Opens or creates `file`, and brings an older version up to date after copying it to `<file>.v<version>`.
    /// Unsupported for a newer version or a file of another kind, Busy when it is locked, Corrupt when SQLite cannot
    /// read it: then the file is as it was.
    static Result<Database> openWriter(const std::filesystem::path &file, const Format &format,
                                       const OpenOptions &options = {});
    /// Opens an existing file for reading only. NotFound when there is none; else as openWriter.
    static Result<Database> openReader(const std::filesystem::path &file, const Format &format,
                                       const OpenOptions &options = {});
    /// Unsupported for a newer version or a file of another kind. Leaves no trace: no log, no lock. A file that does
    /// not exist is fine.
    static Status inspect(const std::filesystem::path &file, const Format &format);
    ~Database();
    Database(Database &&) noexcept;
    Database &operator=(Database &&) noexcept;

    [[nodiscard]] const std::filesystem::path &file() const;

    Result<Statement> prepare(std::string_view sql);
    /// Runs statements that return nothing of interest.
    Status execute(const std::string &sql);
    /// The first column of the first row of a query that has one, as an integer.
    Result<std::int64_t> integer(std::string_view sql);

    /// Reads every page's structure; Corrupt names the first fault. O(size).
    Status quickCheck();
    /// The same for the tree of one table and its indices.
    Status quickCheckTable(std::string_view table);

    /// Copies the log into the file as far as readers allow and syncs both. Never waits.
    Result<CheckpointResult> checkpointPassive();
    /// Copies the whole log and empties it; waits for readers up to the busy timeout.
    Result<CheckpointResult> checkpointTruncate();
    /// Size of the log that is not written back yet, as of the last commit or checkpoint.
    [[nodiscard]] std::uint64_t walSize_bytes() const;

    /// True when the last failure on this connection was a full disk: nothing is broken, only room is missing.
    [[nodiscard]] bool lastFailureWasDiskFull() const;

private:
    struct Connection;
    friend class Statement;
    explicit Database(std::unique_ptr<Connection> connection);
    static Result<std::unique_ptr<Connection>> connect(const std::filesystem::path &file, int flags,
                                                       std::string_view uriOptions, const OpenOptions &options);
    Status checkIdentity(const Format &format);
    Status setUpWriter(const Format &format);
    Status switchToWal();
    Status migrate(const Format &format, std::uint32_t from);
    Status copyBeforeMigration(std::uint32_t from);
    Result<CheckpointResult> checkpoint(int mode);
    Error lastError(std::string_view doing) const;

    std::unique_ptr<Connection> m_connection;
};

} // namespace iso::storage
