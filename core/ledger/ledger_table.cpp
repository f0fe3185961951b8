#include "core/ledger/ledger_table.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::ledger
{
namespace
{

Hash hashFrom(std::string_view bytes)
{
    Hash hash{};
    if (bytes.size() == hash.size()) {
        std::transform(bytes.begin(), bytes.end(), hash.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    }
    return hash;
}

Status createVersion1(storage::Database &database)
{
    return database.execute("CREATE TABLE record("
                            "  number INTEGER PRIMARY KEY,"
                            "  time_ns INTEGER NOT NULL,"
                            "  kind TEXT NOT NULL,"
                            "  subject TEXT NOT NULL,"
                            "  body BLOB NOT NULL,"
                            "  previous BLOB NOT NULL,"
                            "  hash BLOB NOT NULL"
                            ") STRICT;"
                            "CREATE INDEX record_by_subject ON record(kind, subject, number);"
                            "CREATE INDEX record_by_kind ON record(kind, number)");
}

} // namespace

storage::Format ledgerFormat()
{
    return {.what = "ledger",
            .applicationId = 0x49734c67, // "IsLg"
            .steps = {createVersion1},
            .synchronous = storage::Synchronous::Full,
            .incrementalVacuum = true,
            .secureDelete = true};
}

Record recordOf(const storage::Statement &row)
{
    Record record;
    record.number = static_cast<std::uint64_t>(row.integer(0));
    record.entry.time = HubTime::fromNanoseconds(row.integer(1));
    record.entry.kind = row.text(2);
    record.entry.subject = row.text(3);
    record.entry.body = row.blob(4);
    record.previous = hashFrom(row.blob(5));
    record.hash = hashFrom(row.blob(6));
    return record;
}

ChainWalk::ChainWalk(std::uint64_t afterNumber, const Hash &afterHash)
    : m_lastNumber(afterNumber)
    , m_lastHash(afterHash)
{
    m_result.head = afterHash;
}

bool ChainWalk::broken(std::uint64_t number, std::string explanation)
{
    m_result.firstBad = number;
    m_result.explanation = std::move(explanation);
    return false;
}

bool ChainWalk::next(const Record &record)
{
    const std::uint64_t expected = m_lastNumber + 1;
    if (record.number != expected) {
        // Also a number below 1, which reads as a huge one.
        return static_cast<std::int64_t>(record.number) > static_cast<std::int64_t>(expected)
                   ? broken(expected,
                            fmt::format("record {} is missing: the next one there is {}", expected, record.number))
                   : broken(record.number, fmt::format("record {} is out of place: a ledger starts at 1",
                                                       static_cast<std::int64_t>(record.number)));
    }
    if (hashOf(record.number, record.entry, record.previous) != record.hash) {
        return broken(expected, fmt::format("record {} was altered: its content does not match its hash", expected));
    }
    if (record.previous != m_lastHash) {
        return broken(expected, fmt::format("record {} does not continue the chain: it names another predecessor than "
                                            "what stands before it, so one of the two was replaced",
                                            expected));
    }
    m_lastNumber = record.number;
    m_lastHash = record.hash;
    ++m_result.records;
    m_result.head = record.hash;
    return true;
}

} // namespace iso::ledger
