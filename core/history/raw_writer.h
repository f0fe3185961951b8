#pragma once

// Private to core/history, for the history thread.

#include "core/history/batch.h"
#include "core/history/node_index.h"
#include "core/storage/database.h"

#include <filesystem>
#include <unordered_set>

namespace iso::history
{

/// The connection that writes one day's file.
class RawWriter
{
public:
    static Result<RawWriter> open(const std::filesystem::path &file, Day day);

    storage::Database &database() { return m_database; }
    [[nodiscard]] Day day() const { return m_day; }
    /// Rows, and what the touched streams now hold, in one transaction. Survives kill -9 when it returns; survives
    /// power loss after the next checkpoint.
    Status write(Batch &batch, NodeIndex &index);

private:
    struct Statements {
        storage::Statement node;
        storage::Statement row;
        storage::Statement segment;
        storage::Statement stream;
        storage::Statement oldRanges;
    };
    RawWriter(storage::Database database, Day day, std::int64_t lastId, Statements statements);
    static Result<Statements> prepare(storage::Database &database);
    Status writeNodes(const Batch &batch, NodeIndex &index);
    Status writeRows(Batch &batch);
    Status writeStream(const NodeState &node, StreamState &stream);

    storage::Database m_database;
    Day m_day;
    std::int64_t m_lastId;
    std::unordered_set<std::int64_t> m_knownNodes; ///< ordinals that are in this file
    Statements m_statements;
};

/// Adds the nodes and stored numbers that a day file tells of. Nodes get the ordinals the file uses where those are
/// free or their own; a file where they are not is Corrupt.
Status readStreams(storage::Database &raw, NodeIndex &index);

} // namespace iso::history
