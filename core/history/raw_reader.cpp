#include "core/history/raw_reader.h"

#include "core/storage/transaction.h"

#include <algorithm>
#include <map>
#include <sys/stat.h>

namespace iso::history
{
namespace
{

constexpr std::uint64_t kMostRowsOfMinute = 1'000'000;

} // namespace

void addDamage(Damage &damage, const std::string &file, std::uint64_t rows)
{
    damage.rows += rows;
    if (std::find(damage.files.begin(), damage.files.end(), file) == damage.files.end()) {
        damage.files.push_back(file);
    }
}

RawReader::RawReader(storage::Database database, Identity identity, Statements statements)
    : m_database(std::move(database))
    , m_identity(identity)
    , m_statements(std::move(statements))
{
}

RawReader::Identity RawReader::identityOf(const std::filesystem::path &file)
{
    struct stat info = {};
    return ::stat(file.c_str(), &info) == 0 ? Identity{info.st_dev, info.st_ino} : Identity{};
}

bool RawReader::isCurrent() const
{
    return identityOf(path()) == m_identity;
}

Result<RawReader::Statements> RawReader::prepare(storage::Database &database)
{
    Result<storage::Statement> ordinal = database.prepare("SELECT ordinal FROM node WHERE name = ?");
    Result<storage::Statement> nextMinute =
        database.prepare("SELECT min(minute) FROM segment WHERE part = ? AND minute >= ?");
    Result<storage::Statement> newestMinute =
        database.prepare("SELECT max(minute) FROM segment WHERE part = ? AND minute < ?");
    Result<storage::Statement> rowCounts =
        database.prepare("SELECT minute, row_count FROM segment WHERE part = ? AND minute >= ? AND minute < ?");
    Result<storage::Statement> rowIds =
        database.prepare("SELECT id, min_node_time_ns FROM journal INDEXED BY journal_by_time WHERE part = ? AND "
                         "min_node_time_ns BETWEEN ? AND ?");
    Result<storage::Statement> row =
        database.prepare("SELECT part, min_node_time_ns, max_node_time_ns, samples, data FROM journal WHERE id = ?");
    for (const Result<storage::Statement> *statement :
         {&ordinal, &nextMinute, &newestMinute, &rowCounts, &rowIds, &row}) {
        if (!*statement) {
            return failure(statement->error());
        }
    }
    return Statements{std::move(*ordinal),   std::move(*nextMinute), std::move(*newestMinute),
                      std::move(*rowCounts), std::move(*rowIds),     std::move(*row)};
}

Result<RawReader> RawReader::open(const std::filesystem::path &file)
{
    // Before opening: should the file be replaced in between, the reader is taken for outdated and opened again.
    const Identity identity = identityOf(file);
    Result<storage::Database> database = storage::Database::openReader(file, rawFormat());
    if (!database) {
        return failure(database.error());
    }
    Result<Statements> statements = prepare(*database);
    if (!statements) {
        // A file of our version without our tables is damaged, whatever SQLite calls it.
        return failure(ErrorCode::Corrupt, statements.error().message);
    }
    return RawReader(std::move(*database), identity, std::move(*statements));
}

Result<std::optional<std::int64_t>> RawReader::ordinalOf(const NodeId &node)
{
    const Result<bool> row = m_statements.ordinal.bindText(1, node.text()).step();
    if (!row) {
        return failure(row.error());
    }
    std::optional<std::int64_t> ordinal;
    if (*row) {
        ordinal = m_statements.ordinal.integer(0);
    }
    m_statements.ordinal.reset();
    return ordinal;
}

Result<std::optional<std::int64_t>> RawReader::nextMinute(std::int64_t ordinal, std::int64_t minute)
{
    std::optional<std::int64_t> next;
    for (std::int64_t cut = 1; cut <= kMostParts; cut *= 2) {
        storage::Statement &statement = m_statements.nextMinute;
        const Result<bool> row = statement.bindInteger(1, partOf(ordinal, cut)).bindInteger(2, minute).step();
        if (!row) {
            return failure(row.error());
        }
        if (*row && !statement.isNull(0)) {
            next = std::min(next.value_or(INT64_MAX), statement.integer(0));
        }
        statement.reset();
    }
    return next;
}

/// The index could hide rows without a word if its pages are damaged. The file therefore counts its rows in a second
/// place, and both must agree in one view of it.
Result<std::vector<std::int64_t>> RawReader::rowIds(std::int64_t part, const MinuteRange &minutes, Damage &damage)
{
    const auto transaction = storage::Transaction::beginRead(m_database);
    if (!transaction) {
        return failure(transaction.error());
    }
    std::map<std::int64_t, std::pair<std::uint64_t, std::uint64_t>> expectedAndFound;
    storage::Statement &counts = m_statements.rowCounts;
    counts.bindInteger(1, part).bindInteger(2, minutes.first).bindInteger(3, minutes.end);
    Result<bool> more = counts.step();
    for (; more && *more; more = counts.step()) {
        expectedAndFound[counts.integer(0)].first += static_cast<std::uint64_t>(counts.integer(1));
    }
    if (!more) {
        return failure(more.error());
    }
    std::vector<std::int64_t> ids;
    storage::Statement &rows = m_statements.rowIds;
    rows.bindInteger(1, part).bindInteger(2, startOfMinute(minutes.first)).bindInteger(3, endOfMinute(minutes.end - 1));
    for (more = rows.step(); more && *more; more = rows.step()) {
        ids.push_back(rows.integer(0));
        ++expectedAndFound[minuteOf(rows.integer(1))].second;
    }
    if (!more) {
        return failure(more.error());
    }
    for (const auto &[minute, counted] : expectedAndFound) {
        const auto [expected, found] = counted;
        if (expected != found) {
            // A damaged count can say anything; more rows than this never are in one minute.
            const std::uint64_t difference = expected > found ? expected - found : 1;
            addDamage(damage, path().filename().string(), difference > kMostRowsOfMinute ? 1 : difference);
        }
    }
    return ids;
}

Status RawReader::readRow(std::int64_t id, std::int64_t part)
{
    storage::Statement &row = m_statements.row;
    const Result<bool> found = row.bindInteger(1, id).step();
    if (!found) {
        return failure(found.error());
    }
    if (!*found) {
        return failure(ErrorCode::Corrupt, "a row that the index names is not there");
    }
    m_key = {id, row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
    m_data = row.blob(4);
    row.reset();
    return m_key.part == part ? Status() : failure(ErrorCode::Corrupt, "a row is in the wrong part");
}

Result<std::optional<std::int64_t>> RawReader::newestMinuteBefore(std::span<const std::int64_t> parts,
                                                                  std::int64_t minute)
{
    std::optional<std::int64_t> newest;
    for (const std::int64_t part : parts) {
        storage::Statement &statement = m_statements.newestMinute;
        const Result<bool> row = statement.bindInteger(1, part).bindInteger(2, minute).step();
        if (!row) {
            return failure(row.error());
        }
        if (*row && !statement.isNull(0)) {
            newest = std::max(newest.value_or(INT64_MIN), statement.integer(0));
        }
        statement.reset();
    }
    return newest;
}

Status RawReader::visit(std::span<const std::int64_t> parts, const MinuteRange &minutes, const CancelToken &cancel,
                        Damage &damage, const std::function<void(const RowEntry &)> &visit)
{
    for (const std::int64_t part : parts) {
        const Result<std::vector<std::int64_t>> ids = rowIds(part, minutes, damage);
        if (!ids) {
            return failure(ids.error());
        }
        for (const std::int64_t id : *ids) {
            if (cancel.isCancelled()) {
                return failure(ErrorCode::Cancelled, "the query was stopped");
            }
            Status read = readRow(id, part);
            if (!read && read.error().code != ErrorCode::Corrupt) {
                return read;
            }
            const Result<std::string_view> raw = read ? m_codec.open(m_data, m_key) : failure(read.error());
            m_entries.clear();
            if (raw) {
                read = forEachEntry(*raw, m_key.samples, [&](const RowEntry &entry) { m_entries.push_back(entry); });
            }
            if (!raw || !read) {
                addDamage(damage, path().filename().string(), 1);
                continue;
            }
            std::for_each(m_entries.begin(), m_entries.end(), visit);
        }
    }
    return {};
}

Status RawReader::collect(std::int64_t ordinal, const MinuteRange &minutes, NodeTime from, NodeTime to,
                          const CancelToken &cancel, std::vector<FoundSample> &found, Damage &damage)
{
    std::vector<std::int64_t> parts;
    for (std::int64_t cut = 1; cut <= kMostParts; cut *= 2) {
        parts.push_back(partOf(ordinal, cut));
    }
    return visit(parts, minutes, cancel, damage, [&](const RowEntry &entry) {
        if (entry.ordinal == ordinal && entry.nodeTime >= from && entry.nodeTime < to) {
            found.push_back({entry.nodeTime, entry.boot, entry.seq, entry.received, entry.historical,
                             entry.isTimeCorrected, std::string(entry.envelope)});
        }
    });
}

} // namespace iso::history
