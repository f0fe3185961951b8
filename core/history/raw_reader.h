#pragma once

// Private to core/history.

#include "core/history/query.h"
#include "core/history/row.h"
#include "core/history/schema.h"
#include "core/storage/database.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace iso::history
{

/// A sample that was found, not decoded yet.
struct FoundSample {
    NodeTime nodeTime;
    BootId boot;
    std::uint64_t seq = 0;
    HubTime received;
    bool historical = false;
    bool isTimeCorrected = false;
    std::string envelope;
};

/// Part of a query: one node in whole minutes of node time.
struct MinuteRange {
    std::int64_t first = 0;
    std::int64_t end = 0; ///< not included
};

/// Reads one day's file.
class RawReader
{
public:
    static Result<RawReader> open(const std::filesystem::path &file);

    [[nodiscard]] const std::filesystem::path &path() const { return m_database.file(); }
    /// False when the file was replaced by another one of its name since it was opened.
    [[nodiscard]] bool isCurrent() const;

    /// The node's number in this file.
    Result<std::optional<std::int64_t>> ordinalOf(const NodeId &node);
    /// The first minute from `minute` on that has rows which may hold the node.
    Result<std::optional<std::int64_t>> nextMinute(std::int64_t ordinal, std::int64_t minute);
    /// The newest minute below `minute` that has rows in one of these parts.
    Result<std::optional<std::int64_t>> newestMinuteBefore(std::span<const std::int64_t> parts, std::int64_t minute);
    /// Shows all entries of the rows in these parts and minutes, of whatever node; their bytes are valid during the
    /// call. A row that fails its checks is counted in `damage` and shows nothing; so is one that the file says it has
    /// but does not show.
    Status visit(std::span<const std::int64_t> parts, const MinuteRange &minutes, const CancelToken &cancel,
                 Damage &damage, const std::function<void(const RowEntry &)> &visit);
    /// Adds the node's samples of these minutes with from <= node time < to. Damage as in visit().
    Status collect(std::int64_t ordinal, const MinuteRange &minutes, NodeTime from, NodeTime to,
                   const CancelToken &cancel, std::vector<FoundSample> &found, Damage &damage);

private:
    struct Identity {
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        bool operator==(const Identity &) const = default;
    };
    struct Statements {
        storage::Statement ordinal;
        storage::Statement nextMinute;
        storage::Statement newestMinute;
        storage::Statement rowCounts;
        storage::Statement rowIds;
        storage::Statement row;
    };
    RawReader(storage::Database database, Identity identity, Statements statements);
    static Identity identityOf(const std::filesystem::path &file);
    static Result<Statements> prepare(storage::Database &database);
    Result<std::vector<std::int64_t>> rowIds(std::int64_t part, const MinuteRange &minutes, Damage &damage);
    Status readRow(std::int64_t id, std::int64_t part);

    storage::Database m_database;
    Identity m_identity;
    Statements m_statements;
    RowCodec m_codec;
    std::vector<RowEntry> m_entries;
    RowKey m_key;       ///< of the row that was read last
    std::string m_data; ///< its bytes, copied so that no read lock is held while they are decoded
};

/// Counts `rows` and names the file.
void addDamage(Damage &damage, const std::string &file, std::uint64_t rows);

} // namespace iso::history
