#include "core/history/received_cursor.h"

#include "core/history/raw_reader.h"

#include <algorithm>
#include <tuple>

namespace iso::history
{
namespace
{

/// Commits follow each other in the order of receipt, but the rows of one commit are ordered by node: what was received
/// first may stand in its last row. A commit of live samples has at most so many rows (parts, cut at a minute); a walk
/// looks that much further before it believes that it has seen everything.
constexpr std::size_t kRowsOfCommit = 40;
/// A commit spans at most its interval; more only while a disk is stuck.
constexpr Duration kSpanOfCommit = std::chrono::seconds(2);
/// So much may wait to be put in order.
constexpr std::size_t kMostWaiting_bytes = 32 * 1024 * 1024;
constexpr Duration kOrderedWithin = std::chrono::seconds(5);

struct DayFile {
    std::string day;
    bool isCurrent = false; ///< the ones set aside are older
    std::filesystem::path path;
    auto operator<=>(const DayFile &) const = default;
};

std::vector<DayFile> dayFiles(const std::filesystem::path &directory, HubTime from, HubTime to)
{
    const std::string first = rawFileName(dayOf(from)).substr(0, 12);
    const std::string last = rawFileName(dayOf(to)).substr(0, 12);
    std::vector<DayFile> files;
    for (const RawFile &file : rawFilesIn(directory)) {
        const std::string day = file.path.filename().string().substr(0, 12);
        if (day >= first && day <= last) {
            files.push_back({day, !file.setAside, file.path});
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

JournalWalk::JournalWalk(storage::Database database, storage::Statement from, storage::Statement before)
    : m_database(std::move(database))
    , m_from(std::move(from))
    , m_before(std::move(before))
{
}

Result<JournalWalk> JournalWalk::open(const std::filesystem::path &file)
{
    Result<storage::Database> database = storage::Database::openReader(file, rawFormat());
    if (!database) {
        return failure(database.error());
    }
    constexpr const char *kColumns = "SELECT id, part, min_node_time_ns, max_node_time_ns, samples, data FROM journal ";
    Result<storage::Statement> from = database->prepare(kColumns + std::string("WHERE id >= ? ORDER BY id LIMIT 1"));
    Result<storage::Statement> before =
        database->prepare(kColumns + std::string("WHERE id < ? ORDER BY id DESC LIMIT 1"));
    if (!from || !before) {
        return failure(ErrorCode::Corrupt, from ? before.error().message : from.error().message);
    }
    return JournalWalk(std::move(*database), std::move(*from), std::move(*before));
}

Result<bool> JournalWalk::take(storage::Statement &row)
{
    const Result<bool> found = row.step();
    if (!found || !*found) {
        row.reset();
        return found;
    }
    m_key = {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
    m_data = row.blob(5);
    row.reset(); // no read lock while it is decoded
    return true;
}

Result<std::optional<HubTime>> JournalWalk::newestOf(storage::Statement &row)
{
    const Result<bool> found = take(row);
    if (!found) {
        return failure(found.error());
    }
    std::optional<HubTime> newest;
    if (const Result<std::string_view> raw = *found ? m_codec.open(m_data, m_key) : failure(ErrorCode::NotFound, {})) {
        const Status read = forEachEntry(*raw, m_key.samples, [&newest](const RowEntry &entry) {
            newest = std::max(newest.value_or(entry.received), entry.received);
        });
        newest = read ? newest : std::nullopt;
    }
    return newest;
}

Status JournalWalk::seek(HubTime from, const CancelToken &cancel)
{
    const HubTime target = from - kSpanOfCommit;
    const Result<std::int64_t> first = m_database.integer("SELECT coalesce(min(id), 0) FROM journal");
    const Result<std::int64_t> last = m_database.integer("SELECT coalesce(max(id), -1) FROM journal");
    if (!first || !last) {
        return failure(first ? last.error() : first.error());
    }
    std::int64_t low = *first;
    std::int64_t high = *last + 1;
    while (low < high && !cancel.isCancelled()) {
        const std::int64_t middle = low + (high - low) / 2;
        const auto newest = newestOf(m_from.bindInteger(1, middle));
        if (!newest) {
            return failure(newest.error());
        }
        // A row that cannot be read says nothing: then the earlier half is looked at, and too much is read, not too
        // little.
        if (*newest && **newest < target) {
            low = m_key.id + 1;
        } else {
            high = middle;
        }
    }
    // Rows of one commit are in no order of time: go back until a whole commit is older.
    std::size_t older = 0;
    m_nextId = low;
    while (older < kRowsOfCommit && !cancel.isCancelled()) {
        m_key.id = -1;
        const auto newest = newestOf(m_before.bindInteger(1, m_nextId));
        if (!newest) {
            return failure(newest.error());
        }
        if (m_key.id < 0) {
            break; // no row before
        }
        m_nextId = m_key.id;
        older = *newest && **newest < target ? older + 1 : 0;
    }
    return {};
}

Result<bool> JournalWalk::nextRow(std::vector<ReceivedSample> &entries, Damage &damage)
{
    const Result<bool> found = take(m_from.bindInteger(1, m_nextId));
    if (!found || !*found) {
        return found;
    }
    m_nextId = m_key.id + 1;
    const std::size_t before = entries.size();
    const Result<std::string_view> raw = m_codec.open(m_data, m_key);
    const Status read = raw ? forEachEntry(*raw, m_key.samples,
                                           [&entries](const RowEntry &entry) {
                                               entries.push_back({entry.received, entry.ordinal, entry.boot, entry.seq,
                                                                  entry.nodeTime, entry.historical,
                                                                  entry.isTimeCorrected, std::string(entry.envelope)});
                                           })
                            : Status(failure(raw.error()));
    if (!read) {
        entries.resize(before);
        addDamage(damage, m_database.file().filename().string(), 1);
    }
    return true;
}

DayFilesCursor::DayFilesCursor(std::filesystem::path directory, HubTime from)
    : m_directory(std::move(directory))
    , m_from(from)
{
}

Status DayFilesCursor::seek(const CancelToken &cancel)
{
    // Only the first file needs a search; whatever follows it is read from its start.
    Damage damage;
    const Result<bool> opened = openNext(m_from, damage);
    return opened ? (*opened ? m_walk->seek(m_from, cancel) : Status()) : Status(failure(opened.error()));
}

Result<bool> DayFilesCursor::openNext(HubTime to, Damage &damage)
{
    for (const DayFile &file : dayFiles(m_directory, m_from, to)) {
        std::error_code error;
        if (m_visited.contains(file.path) || std::filesystem::file_size(file.path, error) == 0) {
            continue;
        }
        Result<JournalWalk> walk = JournalWalk::open(file.path);
        if (!walk && walk.error().code == ErrorCode::Busy) {
            return failure(walk.error());
        }
        m_visited.insert(file.path);
        if (walk) {
            m_walk.emplace(std::move(*walk));
            return true;
        }
        addDamage(damage, file.path.filename().string(), 0);
    }
    return false;
}

bool DayFilesCursor::isPast(HubTime to) const
{
    return m_oldestOfRows.size() == kRowsOfCommit &&
           *std::min_element(m_oldestOfRows.begin(), m_oldestOfRows.end()) > to + kSpanOfCommit;
}

Status DayFilesCursor::next(HubTime to, const CancelToken &cancel, Damage &damage, const Visit &visit)
{
    while (!isPast(to)) {
        if (cancel.isCancelled()) {
            return failure(ErrorCode::Cancelled, "the query was stopped");
        }
        const std::size_t before = m_waiting.size();
        Result<bool> row = m_walk ? m_walk->nextRow(m_waiting, damage) : Result<bool>(false);
        if (!row && row.error().code == ErrorCode::Busy) {
            return failure(row.error());
        }
        if (!row) {
            addDamage(damage, "journal", 1);
        }
        if (!row || !*row) {
            Result<bool> opened = openNext(to, damage);
            if (!opened) {
                return failure(opened.error());
            }
            if (!*opened) {
                break;
            }
            continue;
        }
        HubTime oldest = HubTime::fromNanoseconds(INT64_MAX);
        for (std::size_t i = before; i < m_waiting.size(); ++i) {
            oldest = std::min(oldest, m_waiting[i].received);
            m_newest = std::max(m_newest, m_waiting[i].received);
            m_waiting_bytes += sizeof(ReceivedSample) + m_waiting[i].envelope.size();
        }
        m_oldestOfRows.push_back(oldest);
        if (m_oldestOfRows.size() > kRowsOfCommit) {
            m_oldestOfRows.pop_front();
        }
        if (m_waiting_bytes > kMostWaiting_bytes) {
            handOver(std::min(to, m_newest - kOrderedWithin), visit);
        }
    }
    handOver(to, visit);
    return {};
}

void DayFilesCursor::handOver(HubTime before, const Visit &visit)
{
    const auto later = std::partition(m_waiting.begin(), m_waiting.end(),
                                      [before](const ReceivedSample &s) { return s.received < before; });
    std::sort(m_waiting.begin(), later, [](const ReceivedSample &a, const ReceivedSample &b) {
        return std::tie(a.received, a.ordinal, a.seq) < std::tie(b.received, b.ordinal, b.seq);
    });
    std::for_each(m_waiting.begin(), later, [&](const ReceivedSample &sample) {
        if (sample.received >= m_from) {
            visit(sample);
        }
    });
    m_waiting.erase(m_waiting.begin(), later);
    m_waiting_bytes = 0;
    for (const ReceivedSample &sample : m_waiting) {
        m_waiting_bytes += sizeof(ReceivedSample) + sample.envelope.size();
    }
}

} // namespace iso::history
