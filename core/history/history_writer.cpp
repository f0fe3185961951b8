// Writing, once everything is open.

#include "core/history/history_writer.h"

#include "core/storage/set_aside.h"

#include <fmt/format.h>

namespace iso::history
{
namespace
{

constexpr std::uint64_t kLogLimit_bytes = 16 * 1024 * 1024;
constexpr Duration kSyncInterval = std::chrono::seconds(5);

/// A full disk, a lock: the file is as good as before. Anything else may have left it damaged.
bool mayHaveDamaged(const Error &error, const storage::Database &database)
{
    return error.code != ErrorCode::Busy && !database.lastFailureWasDiskFull();
}

} // namespace

HistoryLoop::Writer::Writer(std::filesystem::path directory, const Clock &clock, Logger &logger, storage::FileLock lock)
    : m_directory(std::move(directory))
    , m_clock(clock)
    , m_logger(logger)
    , m_lock(std::move(lock))
    , m_lastCheckpoint(clock.steadyNow())
{
}

Status HistoryLoop::Writer::setAside(const std::filesystem::path &file, const Error &damage)
{
    const Result<std::filesystem::path> aside = storage::setAside(file, m_clock.utcNow());
    if (!aside) {
        return failure(aside.error().withContext("a damaged file cannot be set aside"));
    }
    const std::string name = file.filename().string();
    m_notice = fmt::format("{} was damaged and is kept as {}; a new one was begun", name, aside->filename().string());
    m_logger.error("history", "{} ({})", m_notice, damage.message);
    return {};
}

Status HistoryLoop::Writer::openDay(Day day)
{
    const std::filesystem::path file = m_directory / rawFileName(day);
    std::optional<Error> damage = std::exchange(m_damage, {});
    if (!damage) {
        Result<RawWriter> raw = RawWriter::open(file, day);
        const Status sound =
            raw ? (m_checkBeforeUse ? check(raw->database()) : Status()) : Status(failure(raw.error()));
        if (sound) {
            m_raw.emplace(std::move(*raw));
        } else if (sound.error().code == ErrorCode::Corrupt) {
            damage = sound.error();
        } else {
            return sound;
        }
    }
    if (damage) {
        if (const Status moved = setAside(file, *damage); !moved) {
            m_damage = damage;
            return moved;
        }
        Result<RawWriter> raw = RawWriter::open(file, day);
        if (!raw) {
            return failure(raw.error());
        }
        m_raw.emplace(std::move(*raw));
    }
    m_checkBeforeUse = false;
    return m_catalog->addFile(rawFileName(day));
}

Status HistoryLoop::Writer::useDay(Day day)
{
    if (m_raw && m_raw->day() == day) {
        return {};
    }
    if (m_raw) {
        // What a reader keeps in the log of yesterday's file may not reach the disk before the file is opened again.
        m_isSyncInDoubt = !syncDay();
        m_raw.reset();
    }
    return openDay(day);
}

Status HistoryLoop::Writer::writeCatalog(Batch &batch)
{
    if (!m_catalog) {
        if (const Status opened = reopenCatalog(); !opened) {
            return opened;
        }
    }
    if (!batch.needsCatalog() || batch.inCatalog) {
        return {};
    }
    const Status written = m_catalog->write(batch, m_index);
    batch.inCatalog = written.has_value();
    if (!written && mayHaveDamaged(written.error(), m_catalog->database())) {
        m_catalog.reset();
    }
    return written;
}

Status HistoryLoop::Writer::write(Batch &batch)
{
    if (const Status written = writeCatalog(batch); !written) {
        return written;
    }
    if (batch.streams.empty()) {
        return {};
    }
    if (const Status ready = useDay(batch.day); !ready) {
        return ready;
    }
    const Status written = m_raw->write(batch, m_index);
    if (!written) {
        if (mayHaveDamaged(written.error(), m_raw->database())) {
            // A failed sync may have marked pages as clean that never reached the disk: only a new look tells.
            m_raw.reset();
            m_checkBeforeUse = true;
            if (written.error().code == ErrorCode::Corrupt) {
                m_damage = written.error();
            }
        }
        return written;
    }
    for (const Batch::TouchedStream &stream : batch.streams) {
        NodeState &node = m_index.byOrdinal(stream.ordinal);
        if (node.streams.size() > NodeIndex::kKeptBoots) {
            NodeIndex::forgetOldStreams(node);
        }
    }
    return {};
}

/// True when all that is written has reached the disk. A reader may keep part of the log from being copied; then it may
/// not have been synced either.
bool HistoryLoop::Writer::syncDay()
{
    const auto synced = m_raw->database().checkpointPassive();
    if (!synced && synced.error().code != ErrorCode::Busy) {
        m_logger.limited(LogLevel::Error, "history", "sync", "cannot sync: " + synced.error().message);
        m_checkBeforeUse = mayHaveDamaged(synced.error(), m_raw->database());
    }
    return synced && synced->writtenBack == synced->logPages;
}

bool HistoryLoop::Writer::checkpointIfDue()
{
    bool isSynced = false;
    const SteadyTime now = m_clock.steadyNow();
    const bool isTime = now - m_lastCheckpoint >= kSyncInterval;
    const auto isDue = [isTime](const storage::Database &database) {
        return database.walSize_bytes() >= kLogLimit_bytes || (isTime && database.walSize_bytes() > 0);
    };
    if (m_raw && isDue(m_raw->database())) {
        isSynced = syncDay();
        if (m_checkBeforeUse) {
            m_raw.reset();
        }
    }
    if (m_catalog && isDue(m_catalog->database())) {
        // Committed with FULL: only its log is kept short here, and the next one tries again.
        static_cast<void>(m_catalog->database().checkpointPassive());
    }
    if (isTime) {
        m_lastCheckpoint = now;
    }
    return isSynced && !m_isSyncInDoubt;
}

void HistoryLoop::Writer::close(bool everythingWritten)
{
    // A reader that keeps a log from being emptied does no harm: everything in it is committed.
    const auto emptyLog = [](storage::Database &database) -> Status {
        const auto done = database.checkpointTruncate();
        return done || done.error().code == ErrorCode::Busy ? Status() : Status(failure(done.error()));
    };
    Status done;
    if (m_raw) {
        done = emptyLog(m_raw->database());
        m_raw.reset();
    }
    if (done && everythingWritten && m_catalog) {
        done = m_catalog->markClean().and_then([&] { return emptyLog(m_catalog->database()); });
    }
    if (!done) {
        m_logger.warning("history", "not closed cleanly, the next start checks the files: {}", done.error().message);
    }
}

} // namespace iso::history
