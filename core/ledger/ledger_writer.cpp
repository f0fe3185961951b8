#include "core/ledger/ledger_writer.h"

#include "core/storage/set_aside.h"
#include "core/storage/transaction.h"

#include <fmt/format.h>

namespace iso::ledger
{
namespace
{

constexpr std::uint64_t kTailRecords = 1000;
constexpr std::uint64_t kLogLimit_bytes = 1024 * 1024;
constexpr std::string_view kInsert = "INSERT INTO record(number, time_ns, kind, subject, body, previous, hash) "
                                     "VALUES(?,?,?,?,?,?,?)";

std::string_view bytesOf(const Hash &hash)
{
    return {reinterpret_cast<const char *>(hash.data()), hash.size()};
}

} // namespace

LedgerLoop::Writer::Writer(storage::FileLock lock, storage::Database database, storage::Statement insert)
    : m_lock(std::move(lock))
    , m_database(std::move(database))
    , m_insert(std::move(insert))
{
}

LedgerLoop::Writer::~Writer()
{
    // Leaves one file that can be copied. A reader that holds it up does no harm: the log is as durable as the file.
    static_cast<void>(m_database.checkpointPassive());
}

/// A file whose pages are broken cannot be appended to safely. It is kept under another name, and the new ledger's
/// first record says so. (Altered records are another matter: those are kept, reported and continued.)
Result<storage::Database> LedgerLoop::Writer::openChecked(const std::filesystem::path &file, const Clock &clock,
                                                          Logger &logger, std::string &setAsideAs)
{
    Error damage;
    {
        Result<storage::Database> database = storage::Database::openWriter(file, ledgerFormat());
        if (!database && database.error().code != ErrorCode::Corrupt) {
            return database;
        }
        const Status sound = database ? database->quickCheck() : failure(database.error());
        if (sound) {
            return database;
        }
        if (sound.error().code != ErrorCode::Corrupt) {
            return failure(sound.error());
        }
        damage = sound.error();
    }
    const Result<std::filesystem::path> aside = storage::setAside(file, clock.utcNow());
    if (!aside) {
        return failure(aside.error().withContext("a damaged ledger cannot be set aside"));
    }
    setAsideAs = aside->filename().string();
    logger.error("ledger", "the ledger is damaged ({}); it was set aside as {} and a new one begun", damage.message,
                 aside->string());
    return storage::Database::openWriter(file, ledgerFormat());
}

Result<std::unique_ptr<LedgerLoop::Writer>> LedgerLoop::Writer::open(const std::filesystem::path &file,
                                                                     const Clock &clock, Logger &logger)
{
    Result<storage::FileLock> lock = storage::FileLock::acquire(file.string() + ".lock");
    if (!lock) {
        return failure(lock.error());
    }
    std::string setAsideAs;
    Result<storage::Database> database = openChecked(file, clock, logger, setAsideAs);
    if (!database) {
        return failure(database.error());
    }
    Result<storage::Statement> insert = database->prepare(kInsert);
    if (!insert) {
        return failure(insert.error());
    }
    std::unique_ptr<Writer> writer(new Writer(std::move(*lock), std::move(*database), std::move(*insert)));
    if (const Status read = writer->readTail(); !read) {
        return failure(read.error());
    }
    if (!setAsideAs.empty()) {
        const Pending note{{clock.utcNow(), "ledger", "set-aside", fmt::format("{{\"file\":\"{}\"}}", setAsideAs)}, {}};
        if (const Status noted = writer->append({&note, 1}); !noted) {
            return failure(noted.error());
        }
    }
    return writer;
}

/// Checks the last records and takes up the chain where it ends, whatever the check says: a ledger is never rewritten.
Status LedgerLoop::Writer::readTail()
{
    const Result<std::int64_t> last = m_database.integer("SELECT coalesce(max(number), 0) FROM record");
    if (!last) {
        return failure(last.error());
    }
    // One more than is checked: its hash is where the check starts.
    Result<storage::Statement> rows =
        m_database.prepare(fmt::format("SELECT {} FROM record WHERE number >= ? ORDER BY number", kRecordColumns));
    if (!rows) {
        return failure(rows.error());
    }
    const std::int64_t from = *last - static_cast<std::int64_t>(kTailRecords);
    rows->bindInteger(1, from > 0 ? from : INT64_MIN);
    std::optional<ChainWalk> walk;
    if (from <= 0) {
        walk.emplace();
    }
    Result<bool> more = rows->step();
    for (; more && *more; more = rows->step()) {
        const Record record = recordOf(*rows);
        if (!walk) {
            walk.emplace(record.number, record.hash);
        } else if (walk->result().isIntact()) {
            walk->next(record);
        }
        m_lastNumber = record.number;
        m_head = record.hash;
    }
    if (!more) {
        return failure(more.error());
    }
    m_tail = walk ? walk->result() : Verification{};
    return {};
}

Status LedgerLoop::Writer::insert(const Record &record)
{
    return m_insert.bindInteger(1, static_cast<std::int64_t>(record.number))
        .bindInteger(2, record.entry.time.toNanoseconds())
        .bindText(3, record.entry.kind)
        .bindText(4, record.entry.subject)
        .bindBlob(5, record.entry.body)
        .bindBlob(6, bytesOf(record.previous))
        .bindBlob(7, bytesOf(record.hash))
        .run();
}

Status LedgerLoop::Writer::append(std::span<const Pending> entries)
{
    Result<storage::Transaction> transaction = storage::Transaction::begin(m_database);
    if (!transaction) {
        return failure(transaction.error());
    }
    std::uint64_t number = m_lastNumber;
    Hash head = m_head;
    for (const Pending &pending : entries) {
        ++number;
        const Record record{number, pending.entry, head, hashOf(number, pending.entry, head)};
        if (const Status inserted = insert(record); !inserted) {
            return inserted;
        }
        head = record.hash;
    }
    if (const Status committed = transaction->commit(); !committed) {
        return committed;
    }
    m_lastNumber = number;
    m_head = head;
    keepLogSmall();
    return {};
}

void LedgerLoop::Writer::keepLogSmall()
{
    if (m_database.walSize_bytes() >= kLogLimit_bytes) {
        // What is committed is durable already; a checkpoint that fails is tried again after the next commit.
        static_cast<void>(m_database.checkpointPassive());
    }
}

} // namespace iso::ledger
