// Opening: taking up what earlier sessions left, and setting aside what is damaged.

#include "core/history/history_writer.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <fmt/format.h>
#include <system_error>

namespace iso::history
{
namespace
{

/// Larger files are checked without the journal itself, whose rows have checksums of their own: reading a day of a
/// large fleet would delay the start by minutes.
constexpr std::uintmax_t kFullCheck_bytes = 512 * 1024 * 1024;
constexpr std::size_t kResumedBoots = 4;

std::uintmax_t sizeOf(const std::filesystem::path &file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

} // namespace

Result<std::unique_ptr<HistoryLoop::Writer>>
HistoryLoop::Writer::open(const std::filesystem::path &directory, const Clock &clock, Logger &logger, Resume &resume)
{
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) {
        return failure(ErrorCode::Io, fmt::format("{}: cannot create: {}", directory.string(), error.message()));
    }
    Result<storage::FileLock> lock = storage::FileLock::acquire(directory / (std::string(kCatalogName) + ".lock"));
    if (!lock) {
        return failure(lock.error());
    }
    std::unique_ptr<Writer> writer(new Writer(directory, clock, logger, std::move(*lock)));
    const Status opened = writer->refuseUnknownFiles()
                              .and_then([&] { return writer->openCatalog(resume); })
                              .and_then([&] { return writer->checkRawFiles(resume.afterUncleanStop); })
                              .and_then([&] { return writer->readRawFiles(); })
                              .and_then([&] { return writer->m_catalog->writeMissingNodes(writer->m_index); })
                              .and_then([&] { return writer->m_catalog->markRunning(); });
    if (!opened) {
        return failure(opened.error());
    }
    writer->fillResume(resume);
    return writer;
}

/// Before anything is changed: a folder with one file of a newer version is left alone as a whole.
Status HistoryLoop::Writer::refuseUnknownFiles()
{
    Status known = storage::Database::inspect(m_directory / kCatalogName, catalogFormat());
    for (const RawFile &file : rawFilesIn(m_directory)) {
        if (known && !file.setAside) {
            known = storage::Database::inspect(file.path, rawFormat());
        }
    }
    return known;
}

Status HistoryLoop::Writer::check(storage::Database &database)
{
    if (sizeOf(database.file()) <= kFullCheck_bytes) {
        return database.quickCheck();
    }
    Status sound;
    for (const char *table : {"node", "segment", "stream"}) {
        sound = sound ? database.quickCheckTable(table) : sound;
    }
    m_logger.info("history", "{} is large: its journal is checked row by row when it is read",
                  database.file().filename().string());
    return sound;
}

Status HistoryLoop::Writer::openCatalog(Resume &resume)
{
    const std::filesystem::path file = m_directory / kCatalogName;
    Status sound;
    {
        Result<Catalog> catalog = Catalog::open(m_directory);
        if (!catalog && catalog.error().code != ErrorCode::Corrupt) {
            return failure(catalog.error());
        }
        const Result<bool> clean = catalog ? catalog->wasStoppedCleanly() : failure(catalog.error());
        resume.afterUncleanStop = !clean || !*clean;
        sound = clean ? Status() : Status(failure(clean.error()));
        if (sound && resume.afterUncleanStop) {
            sound = catalog->database().quickCheck();
        }
        if (sound) {
            sound = catalog->readNodes(m_index);
        }
        if (sound) {
            m_catalog.emplace(std::move(*catalog));
            return {};
        }
    }
    if (sound.error().code != ErrorCode::Corrupt) {
        return sound;
    }
    m_index = NodeIndex();
    return setAside(file, sound.error()).and_then([this]() -> Status {
        Result<Catalog> fresh = Catalog::open(m_directory);
        if (!fresh) {
            return failure(fresh.error());
        }
        m_catalog.emplace(std::move(*fresh));
        return {};
    });
}

/// While running: after a failure that may have damaged it.
Status HistoryLoop::Writer::reopenCatalog()
{
    Status sound;
    {
        Result<Catalog> catalog = Catalog::open(m_directory);
        sound = catalog ? catalog->database().quickCheck() : Status(failure(catalog.error()));
        if (sound) {
            m_catalog.emplace(std::move(*catalog));
        }
    }
    if (!sound && sound.error().code == ErrorCode::Corrupt) {
        sound = setAside(m_directory / kCatalogName, sound.error()).and_then([this]() -> Status {
            Result<Catalog> fresh = Catalog::open(m_directory);
            if (!fresh) {
                return failure(fresh.error());
            }
            m_catalog.emplace(std::move(*fresh));
            return {};
        });
    }
    return sound.and_then([this] { return m_catalog->writeMissingNodes(m_index); }).and_then([this] {
        return m_catalog->markRunning();
    });
}

/// The newest file was in use when the last session ended; one with a log was not closed. Both are written back, and
/// checked when that session did not end well.
Status HistoryLoop::Writer::checkRawFiles(bool afterUncleanStop)
{
    const std::vector<RawFile> files = rawFilesIn(m_directory);
    const auto asideFrom = std::find_if(files.begin(), files.end(), [](const RawFile &file) { return file.setAside; });
    for (auto it = files.begin(); it != asideFrom; ++it) {
        const bool isNewest = it + 1 == asideFrom;
        if (sizeOf(it->path.string() + "-wal") == 0 && !(isNewest && afterUncleanStop)) {
            continue;
        }
        if (const Status checked = checkRawFile(it->path, afterUncleanStop); !checked) {
            return checked;
        }
    }
    return {};
}

Status HistoryLoop::Writer::checkRawFile(const std::filesystem::path &file, bool afterUncleanStop)
{
    Status sound;
    {
        Result<storage::Database> database = storage::Database::openWriter(file, rawFormat());
        sound = database ? Status() : Status(failure(database.error()));
        if (sound && afterUncleanStop) {
            sound = check(*database);
        }
        if (sound) {
            sound = database->checkpointPassive().map([](const storage::CheckpointResult &) {});
        }
    }
    return sound || sound.error().code != ErrorCode::Corrupt ? sound : setAside(file, sound.error());
}

/// What is stored stands in every file, since a boot can speak on several days and clocks can be set back. The sum of
/// all files is right whatever their order.
Status HistoryLoop::Writer::readRawFiles()
{
    const std::vector<RawFile> files = rawFilesIn(m_directory);
    for (const RawFile &file : files) {
        if (file.setAside || sizeOf(file.path) == 0) {
            continue;
        }
        Status read;
        {
            Result<storage::Database> database = storage::Database::openReader(file.path, rawFormat());
            read = database ? readStreams(*database, m_index) : Status(failure(database.error()));
        }
        if (read) {
            continue;
        }
        if (read.error().code != ErrorCode::Corrupt) {
            return read;
        }
        if (const Status moved = setAside(file.path, read.error()); !moved) {
            return moved;
        }
    }
    for (NodeState &node : m_index.nodes()) {
        NodeIndex::forgetOldStreams(node);
    }
    return {};
}

void HistoryLoop::Writer::fillResume(Resume &resume)
{
    for (const NodeState &node : m_index.nodes()) {
        KnownNode known;
        known.node = node.id;
        if (!node.birth.empty()) {
            if (auto birth = wire::decodeBirth(node.birth)) {
                known.lastBirth = {node.id, node.birthBoot, node.birthReceived, std::move(*birth)};
            } else {
                m_logger.warning("history", "the stored birth of {} cannot be read: {}", node.id.text(),
                                 birth.error().detail);
            }
        }
        for (const StreamState &stream : node.streams) {
            known.lastReceived = std::max(known.lastReceived, stream.lastReceived);
        }
        // forgetOldStreams() left the newest last.
        for (auto it = node.streams.rbegin(); it != node.streams.rend() && known.boots.size() < kResumedBoots; ++it) {
            known.boots.push_back({it->boot, it->stored.ranges()});
        }
        resume.nodes.push_back(std::move(known));
    }
}

} // namespace iso::history
