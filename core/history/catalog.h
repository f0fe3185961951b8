#pragma once

// Private to core/history, for the history thread.

#include "core/history/batch.h"
#include "core/history/event_writer.h"
#include "core/history/node_index.h"
#include "core/storage/database.h"

#include <filesystem>
#include <string>

namespace iso::history
{

/// The connection that writes catalog.db: nodes, births, gaps, fleet minutes, the list of day files, and whether the
/// last stop was clean.
class Catalog
{
public:
    static Result<Catalog> open(const std::filesystem::path &directory);

    storage::Database &database() { return m_database; }
    /// False from open() until markClean(); true for a new file.
    Result<bool> wasStoppedCleanly();
    Status markRunning() { return setState("clean_stop", 0); }
    Status markClean() { return setState("clean_stop", 1); }

    /// Fills nodes and their newest births.
    Status readNodes(NodeIndex &index);
    /// Writes the nodes of `index` that are not there; into a new catalogue also their newest births.
    Status writeMissingNodes(NodeIndex &index);
    /// Nodes, births, gaps, events and minutes of a batch, in one transaction that survives power loss.
    Status write(const Batch &batch, NodeIndex &index);
    Status addFile(const std::string &name);

private:
    explicit Catalog(storage::Database database);
    Status setState(std::string_view key, std::int64_t value);

    storage::Database m_database;
    EventWriter m_events;
};

} // namespace iso::history
