#include "core/history/schema.h"

#include "core/history/minute_table.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <system_error>

namespace iso::history
{
namespace
{

Status createCatalog1(storage::Database &database)
{
    return database.execute("CREATE TABLE node(ordinal INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
                            "CREATE TABLE birth("
                            "  id INTEGER PRIMARY KEY,"
                            "  node INTEGER NOT NULL REFERENCES node,"
                            "  boot BLOB NOT NULL,"
                            "  received_ns INTEGER NOT NULL,"
                            "  data BLOB NOT NULL"
                            ") STRICT;"
                            "CREATE INDEX birth_by_node ON birth(node, id);"
                            "CREATE TABLE gap("
                            "  node INTEGER NOT NULL REFERENCES node,"
                            "  boot BLOB NOT NULL,"
                            "  from_seq INTEGER NOT NULL,"
                            "  to_seq INTEGER NOT NULL,"
                            "  recorded_ns INTEGER NOT NULL,"
                            "  PRIMARY KEY(node, boot, from_seq, to_seq)"
                            ") STRICT, WITHOUT ROWID;"
                            "CREATE TABLE file(name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
                            "CREATE TABLE state(key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID");
}

/// What happened, newest last. Counted and found by time; one node's own by node and time.
Status addEvents2(storage::Database &database)
{
    return database.execute("CREATE TABLE event("
                            "  id INTEGER PRIMARY KEY,"
                            "  time_ns INTEGER NOT NULL,"
                            "  kind INTEGER NOT NULL,"
                            "  severity INTEGER NOT NULL,"
                            "  node TEXT NOT NULL,"
                            "  subject TEXT NOT NULL,"
                            "  text TEXT NOT NULL"
                            ") STRICT;"
                            "CREATE INDEX event_by_time ON event(time_ns, kind, severity);"
                            "CREATE INDEX event_by_node ON event(node, time_ns, kind, severity) WHERE node <> ''");
}

Status createRaw1(storage::Database &database)
{
    return database.execute("CREATE TABLE node(ordinal INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
                            "CREATE TABLE journal("
                            "  id INTEGER PRIMARY KEY,"
                            "  part INTEGER NOT NULL,"
                            "  min_node_time_ns INTEGER NOT NULL,"
                            "  max_node_time_ns INTEGER NOT NULL,"
                            "  samples INTEGER NOT NULL,"
                            "  data BLOB NOT NULL"
                            ") STRICT;"
                            "CREATE INDEX journal_by_time ON journal(part, min_node_time_ns);"
                            "CREATE TABLE segment("
                            "  part INTEGER NOT NULL,"
                            "  minute INTEGER NOT NULL,"
                            "  row_count INTEGER NOT NULL,"
                            "  PRIMARY KEY(part, minute)"
                            ") STRICT, WITHOUT ROWID;"
                            "CREATE TABLE stream("
                            "  node INTEGER NOT NULL,"
                            "  boot BLOB NOT NULL,"
                            "  first_received_ns INTEGER NOT NULL,"
                            "  last_received_ns INTEGER NOT NULL,"
                            "  ranges BLOB NOT NULL,"
                            "  PRIMARY KEY(node, boot)"
                            ") STRICT, WITHOUT ROWID");
}

bool isDigits(const std::string &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

storage::Format catalogFormat()
{
    // FULL: raw files name nodes by the ordinals given here, so an ordinal must not be lost and given again.
    return {.what = "history catalogue",
            .applicationId = 0x49734361, // "IsCa"
            .steps = {createCatalog1, addEvents2, createMinuteTable},
            .synchronous = storage::Synchronous::Full,
            .incrementalVacuum = true,
            .secureDelete = false};
}

storage::Format rawFormat()
{
    return {.what = "history day file",
            .applicationId = 0x49735261, // "IsRa"
            .steps = {createRaw1},
            .synchronous = storage::Synchronous::Normal,
            .pageSize_bytes = 8192,
            .secureDelete = false};
}

Day dayOf(HubTime time)
{
    return std::chrono::floor<std::chrono::days>(std::chrono::nanoseconds(time.toNanoseconds())).count();
}

std::string rawFileName(Day day)
{
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    return fmt::format("raw-{:04}{:02}{:02}.db", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

std::vector<RawFile> rawFilesIn(const std::filesystem::path &directory)
{
    std::vector<RawFile> files;
    std::error_code error;
    for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.size() < 15 || !name.starts_with("raw-") || !isDigits(name.substr(4, 8)) ||
            name.substr(12, 3) != ".db") {
            continue;
        }
        const std::string suffix = name.substr(15);
        const bool isLog = suffix.ends_with("-wal") || suffix.ends_with("-shm") || suffix.ends_with("-journal");
        if (suffix.empty() || (suffix.starts_with(".damaged-") && !isLog)) {
            files.push_back({it->path(), !suffix.empty()});
        }
    }
    std::sort(files.begin(), files.end(), [](const RawFile &a, const RawFile &b) {
        return std::pair(a.setAside, a.path) < std::pair(b.setAside, b.path);
    });
    return files;
}

} // namespace iso::history
