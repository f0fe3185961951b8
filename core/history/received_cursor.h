#pragma once

// Private to core/history.

#include "core/history/moment_reader.h"
#include "core/history/row.h"
#include "core/history/schema.h"
#include "core/storage/database.h"

#include <deque>
#include <optional>
#include <set>

namespace iso::history
{

/// One day's journal in the order of its rows, which is the order of the commits.
class JournalWalk
{
public:
    static Result<JournalWalk> open(const std::filesystem::path &file);

    /// Goes to the first row that may hold something received at or after `from`: a few probes, not a scan.
    Status seek(HubTime from, const CancelToken &cancel);
    /// One row's entries; false at the end (rows may still be added). A row that fails its checks has none and is
    /// counted.
    Result<bool> nextRow(std::vector<ReceivedSample> &entries, Damage &damage);

private:
    JournalWalk(storage::Database database, storage::Statement from, storage::Statement before);
    /// When the newest entry of a row was received; nothing when the row cannot be read.
    Result<std::optional<HubTime>> newestOf(storage::Statement &row);
    Result<bool> take(storage::Statement &row);

    storage::Database m_database;
    storage::Statement m_from;   ///< the first row from an id on
    storage::Statement m_before; ///< the last row before an id
    RowCodec m_codec;
    RowKey m_key;
    std::string m_data;
    std::int64_t m_nextId = 0;
};

/// The cursor over all day files.
class DayFilesCursor final : public ReceivedCursor
{
public:
    DayFilesCursor(std::filesystem::path directory, HubTime from);

    Status seek(const CancelToken &cancel);
    Status next(HubTime to, const CancelToken &cancel, Damage &damage, const Visit &visit) override;

private:
    /// Opens the next file with anything of up to `to`; false when there is none.
    Result<bool> openNext(HubTime to, Damage &damage);
    [[nodiscard]] bool isPast(HubTime to) const;
    void handOver(HubTime before, const Visit &visit);

    std::filesystem::path m_directory;
    HubTime m_from;
    std::set<std::filesystem::path> m_visited;
    std::optional<JournalWalk> m_walk;
    std::vector<ReceivedSample> m_waiting; ///< read, not handed over
    std::size_t m_waiting_bytes = 0;
    HubTime m_newest;
    std::deque<HubTime> m_oldestOfRows; ///< of the rows that were read last
};

} // namespace iso::history
