#pragma once

// Private to core/history.

#include "core/history/batch.h"
#include "core/history/catalog.h"
#include "core/history/history_loop.h"
#include "core/history/raw_writer.h"
#include "core/storage/file_lock.h"

#include <optional>
#include <span>
#include <vector>

namespace iso::history
{

/// Everything that writes: the catalogue, the day file in use, and what is known to be stored. Opened by the thread
/// that makes the HistoryLoop, then used by the history thread alone.
class HistoryLoop::Writer
{
public:
    static Result<std::unique_ptr<Writer>> open(const std::filesystem::path &directory, const Clock &clock,
                                                Logger &logger, Resume &resume);

    Batch build(std::span<const QueuedItem> &items) { return m_builder.build(items); }
    /// Catalogue first, then the day file: a sample never names a node that could be forgotten.
    Status write(Batch &batch);
    /// Syncs what is written when it is time for it. True when everything written so far survives a power loss.
    bool checkpointIfDue();
    /// Empties the logs, and marks the stop as clean when everything was written.
    void close(bool everythingWritten);
    /// Which damaged files were set aside; empty when none.
    [[nodiscard]] const std::string &notice() const { return m_notice; }

private:
    Writer(std::filesystem::path directory, const Clock &clock, Logger &logger, storage::FileLock lock);
    Status refuseUnknownFiles();
    Status openCatalog(Resume &resume);
    Status reopenCatalog();
    Status checkRawFiles(bool afterUncleanStop);
    Status checkRawFile(const std::filesystem::path &file, bool afterUncleanStop);
    Status readRawFiles();
    Status check(storage::Database &database);
    void fillResume(Resume &resume);
    Status setAside(const std::filesystem::path &file, const Error &damage);
    Status useDay(Day day);
    Status openDay(Day day);
    Status writeCatalog(Batch &batch);
    bool syncDay();

    const std::filesystem::path m_directory;
    const Clock &m_clock;
    Logger &m_logger;
    storage::FileLock m_lock;
    NodeIndex m_index;
    BatchBuilder m_builder{m_index};
    std::optional<Catalog> m_catalog;
    std::optional<RawWriter> m_raw;
    bool m_checkBeforeUse = false; ///< the last failure may have left the day's file damaged
    std::optional<Error> m_damage; ///< it certainly is
    bool m_isSyncInDoubt = false;  ///< of an earlier day's file
    SteadyTime m_lastCheckpoint;
    std::string m_notice;
};

} // namespace iso::history
