#include "core/ledger/ledger_reader.h"

#include "core/ledger/ledger_table.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::ledger
{
namespace
{

/// Records read at once: an open statement holds up the writer's checkpoints.
constexpr std::size_t kPage = 500;

class SqliteLedgerReader final : public LedgerReader
{
public:
    explicit SqliteLedgerReader(storage::Database database)
        : m_database(std::move(database))
    {
    }

    Result<Verification> verify(const std::function<bool(double)> &progress) override;
    Result<std::vector<Record>> newest(const std::string &kind, std::size_t limit) override;
    Result<std::vector<Record>> newestBySubject(const std::string &kind, std::size_t limit) override;

private:
    static Result<std::vector<Record>> all(storage::Statement &statement);
    Result<std::vector<Record>> newestFirst(const std::string &sql, const std::string &kind, std::size_t limit);

    storage::Database m_database;
};

std::int64_t sqlLimit(std::size_t limit)
{
    return static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX));
}

Result<std::vector<Record>> SqliteLedgerReader::all(storage::Statement &statement)
{
    std::vector<Record> records;
    Result<bool> more = statement.step();
    for (; more && *more; more = statement.step()) {
        records.push_back(recordOf(statement));
    }
    return more ? Result<std::vector<Record>>(std::move(records)) : failure(more.error());
}

Result<Verification> SqliteLedgerReader::verify(const std::function<bool(double)> &progress)
{
    const Result<std::int64_t> last = m_database.integer("SELECT coalesce(max(number), 0) FROM record");
    if (!last) {
        return failure(last.error());
    }
    // The first page has no lower end, so that numbers below 1 are seen too.
    Result<storage::Statement> first =
        m_database.prepare(fmt::format("SELECT {} FROM record ORDER BY number LIMIT {}", kRecordColumns, kPage));
    Result<storage::Statement> following = m_database.prepare(
        fmt::format("SELECT {} FROM record WHERE number > ? ORDER BY number LIMIT {}", kRecordColumns, kPage));
    if (!first || !following) {
        return failure(first ? following.error() : first.error());
    }
    ChainWalk walk;
    Result<std::vector<Record>> page = all(*first);
    while (page && !page->empty()) {
        for (const Record &record : *page) {
            if (!walk.next(record)) {
                return walk.result();
            }
        }
        const std::uint64_t number = page->back().number;
        const double share = static_cast<double>(number) / static_cast<double>(*last);
        if (progress && !progress(std::min(1.0, share))) {
            return failure(ErrorCode::Cancelled, "the check of the ledger was stopped");
        }
        page = all(following->bindInteger(1, static_cast<std::int64_t>(number)));
    }
    return page ? Result<Verification>(walk.result()) : failure(page.error());
}

Result<std::vector<Record>> SqliteLedgerReader::newestFirst(const std::string &sql, const std::string &kind,
                                                            std::size_t limit)
{
    Result<storage::Statement> statement = m_database.prepare(sql);
    if (!statement) {
        return failure(statement.error());
    }
    statement->bindInteger(1, sqlLimit(limit));
    if (!kind.empty()) {
        statement->bindText(2, kind);
    }
    Result<std::vector<Record>> records = all(*statement);
    if (records) {
        std::reverse(records->begin(), records->end());
    }
    return records;
}

Result<std::vector<Record>> SqliteLedgerReader::newest(const std::string &kind, std::size_t limit)
{
    return newestFirst(fmt::format("SELECT {} FROM record {} ORDER BY number DESC LIMIT ?1", kRecordColumns,
                                   kind.empty() ? "" : "WHERE kind = ?2"),
                       kind, limit);
}

Result<std::vector<Record>> SqliteLedgerReader::newestBySubject(const std::string &kind, std::size_t limit)
{
    return newestFirst(fmt::format("SELECT {} FROM record WHERE number IN (SELECT max(number) FROM record {} GROUP BY "
                                   "kind, subject ORDER BY 1 DESC LIMIT ?1) ORDER BY number DESC",
                                   kRecordColumns, kind.empty() ? "" : "WHERE kind = ?2"),
                       kind, limit);
}

} // namespace

Result<std::unique_ptr<LedgerReader>> LedgerReader::open(const std::filesystem::path &file)
{
    Result<storage::Database> database = storage::Database::openReader(file, ledgerFormat());
    if (!database) {
        return failure(database.error());
    }
    return std::make_unique<SqliteLedgerReader>(std::move(*database));
}

} // namespace iso::ledger
