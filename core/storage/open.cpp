// Opening: identity, pragmas, migrations.

#include "core/storage/connection.h"
#include "core/storage/database.h"
#include "core/storage/transaction.h"

#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace iso::storage
{
namespace
{

constexpr int kWriterCache_kibibytes = 32 * 1024;
constexpr int kReaderCache_kibibytes = 8 * 1024;
/// No value of ours is near it. A damaged length must not make a reader allocate a gigabyte.
constexpr int kLongestValue_bytes = 256 * 1024 * 1024;
constexpr int kJournalSizeLimit_bytes = 64 * 1024 * 1024;

/// The path as an SQLite URI: everything but plain characters is escaped.
std::string uriOf(const std::filesystem::path &file, std::string_view options)
{
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string()) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '/' ||
                           c == '.' || c == '_' || c == '-';
        uri += plain ? std::string(1, c) : fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
    return options.empty() ? uri : fmt::format("{}?{}", uri, options);
}

Status syncFile(const std::filesystem::path &file)
{
    // Only for files that no connection of this process has open: closing a descriptor drops SQLite's locks.
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int cause = errno;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    return synced ? Status()
                  : failure(ErrorCode::Io, fmt::format("{}: cannot sync: {}", file.string(), std::strerror(cause)));
}

std::string sqlLiteral(const std::string &text)
{
    std::string out = "'";
    for (const char c : text) {
        out += c;
        if (c == '\'') {
            out += c;
        }
    }
    return out + "'";
}

bool isNewOrEmpty(const std::filesystem::path &file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error || size == 0;
}

} // namespace

Result<std::unique_ptr<Database::Connection>> Database::connect(const std::filesystem::path &file, int flags,
                                                                std::string_view uriOptions, const OpenOptions &options)
{
    auto connection = std::make_unique<Connection>(file);
    const int opened = sqlite3_open_v2(uriOf(file, uriOptions).c_str(), &connection->handle,
                                       flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    if (connection->handle == nullptr) {
        return failure(ErrorCode::Io, fmt::format("{}: out of memory", file.string()));
    }
    if (opened != SQLITE_OK) {
        return failure(codeOf(opened),
                       fmt::format("{}: cannot open: {}", file.string(), sqlite3_errmsg(connection->handle)));
    }
    sqlite3_limit(connection->handle, SQLITE_LIMIT_LENGTH, kLongestValue_bytes);
    const auto timeout_ms = std::chrono::duration_cast<std::chrono::milliseconds>(options.busyTimeout).count();
    sqlite3_busy_timeout(connection->handle, static_cast<int>(timeout_ms));
    return connection;
}

/// The file must carry our mark and a version we know. A file with nothing in it passes: it is about to be created.
Status Database::checkIdentity(const Format &format)
{
    const Result<std::int64_t> application = integer("PRAGMA application_id");
    const Result<std::int64_t> version = integer("PRAGMA user_version");
    const Result<std::int64_t> objects = integer("SELECT count(*) FROM sqlite_schema");
    for (const Result<std::int64_t> *read : {&application, &version, &objects}) {
        if (!*read) {
            // What does not even begin like a database is somebody else's file, not a damaged one of ours.
            if ((sqlite3_errcode(m_connection->handle) & 0xff) == SQLITE_NOTADB) {
                return failure(ErrorCode::Unsupported,
                               fmt::format("{} is not a database. It was not changed; move it away to start afresh",
                                           file().string()));
            }
            return failure(read->error());
        }
    }
    const auto found = static_cast<std::uint32_t>(*application);
    if (found == 0 && *version == 0 && *objects == 0) {
        return {};
    }
    if (found != format.applicationId) {
        return failure(ErrorCode::Unsupported,
                       fmt::format("{} is a database of another program, not a {} (application id {:#010x}, expected "
                                   "{:#010x}). It was not changed",
                                   file().string(), format.what, found, format.applicationId));
    }
    if (*version < 0 || *version > format.version()) {
        return failure(ErrorCode::Unsupported,
                       fmt::format("{} is a {} of version {}; this program knows versions up to {}. Use a newer "
                                   "program. The file was not changed",
                                   file().string(), format.what, *version, format.version()));
    }
    return {};
}

/// Looks at a file without leaving a trace, not even an empty log: "immutable" takes no locks and ignores the log. A
/// plain read of the file would not do, since closing it drops the locks of this process's other connections.
Status Database::inspect(const std::filesystem::path &file, const Format &format)
{
    if (isNewOrEmpty(file)) {
        return {};
    }
    auto connection = connect(file, SQLITE_OPEN_READONLY, "immutable=1", {});
    if (!connection) {
        return failure(connection.error());
    }
    Database database(std::move(*connection));
    const Status identity = database.checkIdentity(format);
    // Without locks a checkpoint of a live writer can be seen half done; the real open decides about damage.
    return identity || identity.error().code == ErrorCode::Unsupported ? identity : Status();
}

Result<Database> Database::openWriter(const std::filesystem::path &file, const Format &format,
                                      const OpenOptions &options)
{
    if (const Status known = inspect(file, format); !known) {
        return failure(known.error());
    }
    auto connection = connect(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, {}, options);
    if (!connection) {
        return failure(connection.error());
    }
    Database database(std::move(*connection));
    sqlite3 *handle = database.m_connection->handle;
    // Until it is known to be ours, closing must not write the log back either.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (const Status identity = database.checkIdentity(format); !identity) {
        return failure(identity.error());
    }
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    if (const Status ready = database.setUpWriter(format); !ready) {
        return failure(ready.error());
    }
    return database;
}

Result<Database> Database::openReader(const std::filesystem::path &file, const Format &format,
                                      const OpenOptions &options)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        return failure(ErrorCode::NotFound, fmt::format("{} does not exist", file.string()));
    }
    if (const Status known = inspect(file, format); !known) {
        return failure(known.error());
    }
    auto connection = connect(file, SQLITE_OPEN_READONLY, {}, options);
    if (!connection) {
        return failure(connection.error());
    }
    Database database(std::move(*connection));
    const Status ready = database.checkIdentity(format).and_then([&database] {
        return database.execute(fmt::format("PRAGMA query_only=1; PRAGMA trusted_schema=OFF;"
                                            "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
                                            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-{}",
                                            kReaderCache_kibibytes));
    });
    if (!ready) {
        return failure(ready.error());
    }
    return database;
}

Status Database::setUpWriter(const Format &format)
{
    const Result<std::int64_t> version = integer("PRAGMA user_version");
    if (!version) {
        return failure(version.error());
    }
    if (*version == 0) {
        // Only take effect before there is anything in the file; auto_vacuum would write to an existing one.
        const Status created = execute(fmt::format("PRAGMA page_size={}; PRAGMA auto_vacuum={}", format.pageSize_bytes,
                                                   format.incrementalVacuum ? "INCREMENTAL" : "NONE"));
        if (!created) {
            return created;
        }
    }
    const Status common =
        execute(fmt::format("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
                            "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON; PRAGMA secure_delete={};"
                            "PRAGMA cache_size=-{}; PRAGMA journal_size_limit={}; PRAGMA synchronous={}",
                            format.secureDelete ? "ON" : "OFF", kWriterCache_kibibytes, kJournalSizeLimit_bytes,
                            format.synchronous == Synchronous::Full ? "FULL" : "NORMAL"));
    if (!common) {
        return common;
    }
    if (const Status migrated = migrate(format, static_cast<std::uint32_t>(*version)); !migrated) {
        return migrated;
    }
    if (const Status wal = switchToWal(); !wal) {
        return wal;
    }
    const Result<std::int64_t> pageSize = integer("PRAGMA page_size");
    if (!pageSize) {
        return failure(pageSize.error());
    }
    m_connection->pageSize_bytes = static_cast<std::uint32_t>(*pageSize);
    // Replaces the automatic checkpoint, which would run inside a commit.
    sqlite3_wal_hook(
        m_connection->handle,
        [](void *pages, sqlite3 *, const char *, int logPages) {
            *static_cast<std::uint32_t *>(pages) = static_cast<std::uint32_t>(logPages);
            return SQLITE_OK;
        },
        &m_connection->walPages);
    // Versions live in the file itself, where the look before opening finds them.
    return *version == format.version() ? Status() : checkpointTruncate().map([](const CheckpointResult &) {});
}

Status Database::switchToWal()
{
    Result<Statement> journal = prepare("PRAGMA journal_mode=WAL");
    if (!journal) {
        return failure(journal.error());
    }
    const Result<bool> row = journal->step();
    if (!row) {
        return failure(row.error());
    }
    // Answers with the mode that is in force, which is another where the file system has no shared memory.
    if (const std::string mode(*row ? journal->text(0) : "none"); mode != "wal") {
        return failure(ErrorCode::Io,
                       fmt::format("{}: the file system does not support a write-ahead log (mode is {}); "
                                   "keep it on a local disk",
                                   file().string(), mode));
    }
    journal->reset();
    return execute("PRAGMA wal_autocheckpoint=0");
}

Status Database::migrate(const Format &format, std::uint32_t from)
{
    if (from == format.version()) {
        return {};
    }
    if (from > 0) {
        if (const Status copied = copyBeforeMigration(from); !copied) {
            return failure(copied.error().withContext("copy before the upgrade"));
        }
    }
    for (std::uint32_t version = from; version < format.version(); ++version) {
        Result<Transaction> transaction = Transaction::begin(*this);
        if (!transaction) {
            return failure(transaction.error());
        }
        const Status done = execute(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}",
                                                static_cast<std::int32_t>(format.applicationId), version + 1))
                                .and_then([&] { return format.steps[version](*this); })
                                .and_then([&] { return transaction->commit(); });
        if (!done) {
            return failure(done.error().withContext(fmt::format("{}: to version {}", file().string(), version + 1)));
        }
    }
    return {};
}

Status Database::copyBeforeMigration(std::uint32_t from)
{
    std::string copy = fmt::format("{}.v{}", file().string(), from);
    std::error_code error;
    for (int n = 2; std::filesystem::exists(copy, error); ++n) {
        copy = fmt::format("{}.v{}.{}", file().string(), from, n);
    }
    // VACUUM INTO is a consistent copy, but does not sync it.
    const Status copied = execute("VACUUM INTO " + sqlLiteral(copy));
    return copied.and_then([&] { return syncFile(copy); }).and_then([&] {
        return syncFile(std::filesystem::absolute(file()).parent_path());
    });
}

} // namespace iso::storage
