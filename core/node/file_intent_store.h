#pragma once

#include "core/base/log.h"
#include "core/commands/node_executor.h"
#include "core/node/durable_file.h"
#include "core/node/intent_record.h"

#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <unordered_map>

namespace iso::node
{

/// A node's memory of commands that outlives kill -9 and a power loss: an append-only file, on the disk before write()
/// returns. Keeps the newest 10,000 ids; only an index of them is in memory. Used by one thread.
///
/// What open() finds damaged is treated so that no command can run twice:
/// - A record that ends the file and is not whole was being written when the power failed, so its command had not
/// begun.
///   It is cut off. Where its id can still be read, that id is answered "unknown" from then on.
/// - Any other damage may have eaten commands that ran. The file is set aside, what is whole in it is kept, and every
/// id
///   made up to then (version 7 ids carry their time), or that carries no time, is answered "unknown" rather than run.
///   Hubs' clocks may be ahead of this one's, so that goes on for five minutes.
class FileIntentStore final : public commands::IntentStore
{
public:
    struct Limits {
        std::size_t ids = 10'000;
        std::size_t waste = 10'000; ///< so many superseded records, and the file is written anew without them
    };
    static constexpr Duration kHubClockAhead = std::chrono::minutes(5);

    /// Busy when another program uses the folder; Unsupported, and the file untouched, when a newer version wrote it.
    static Result<std::unique_ptr<FileIntentStore>> open(const std::filesystem::path &file, HubTime now, Logger &logger)
    {
        return open(file, now, logger, Limits());
    }
    static Result<std::unique_ptr<FileIntentStore>> open(const std::filesystem::path &file, HubTime now, Logger &logger,
                                                         Limits limits);

    Status write(const commands::Intent &intent) override;
    std::optional<commands::Intent> find(const CommandId &id) const override;

    [[nodiscard]] std::size_t count() const { return m_places.size(); }
    [[nodiscard]] std::uint64_t fileSize_bytes() const { return m_file.size(); }

private:
    struct Place {
        std::uint64_t offset = 0;
        std::size_t length = 0; ///< with the frame
    };
    struct Scan;

    FileIntentStore(std::filesystem::path path, DirectoryLock lock, DurableFile file, Logger &logger, Limits limits);

    static Scan scan(std::string_view bytes);
    Status load(HubTime now);
    Status cutTail(std::string_view tail);
    Status setAside(std::string_view bytes, HubTime now);
    void note(const CommandId &id, Place place);
    void compact();
    Status rewrite(const std::vector<std::string> &records);
    [[nodiscard]] bool mayHaveRun(const CommandId &id) const;
    [[nodiscard]] static commands::Intent unknown(const CommandId &id, std::string why);

    const std::filesystem::path m_path;
    DirectoryLock m_lock;
    DurableFile m_file;
    Logger &m_logger;
    const Limits m_limits;
    std::unordered_map<CommandId, Place> m_places;
    std::deque<CommandId> m_order; ///< oldest first
    std::size_t m_waste = 0;       ///< records in the file that are not in m_places
    std::optional<DamageMark> m_damage;
};

} // namespace iso::node
