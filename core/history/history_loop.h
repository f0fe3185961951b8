#pragma once

#include "core/base/bounded_queue.h"
#include "core/base/counter.h"
#include "core/base/ids.h"
#include "core/base/log.h"
#include "core/base/time.h"
#include "core/events/event.h"
#include "core/history/fleet_minute.h"
#include "core/history/query.h"
#include "core/wire/birth.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace iso::history
{

/// A telemetry envelope that was accepted, exactly as it came.
struct AcceptedSample {
    NodeId node;
    BootId boot;
    std::uint64_t seq = 0;
    NodeTime nodeTime; ///< when it was taken: as the node said, or on the hub's clock where `isTimeCorrected`
    HubTime received;
    bool historical = false;
    bool isTimeCorrected = false;
    std::string envelope; ///< binary or JSON bytes
};

/// A birth that was accepted.
struct AcceptedBirth {
    NodeId node;
    BootId boot;
    HubTime received;
    wire::Birth birth;
    std::size_t size_bytes = 0; ///< of the message; what it takes in the queue
};

/// The node no longer has these numbers.
struct AcceptedGap {
    NodeId node;
    GapRecord gap;
};

using HistoryItem = std::variant<AcceptedSample, AcceptedBirth, AcceptedGap, events::Event, FleetMinute>;
/// An item in the queue. What is rare and large does not make room for itself in every element.
using QueuedItem = std::variant<AcceptedSample, AcceptedGap, std::unique_ptr<AcceptedBirth>,
                                std::unique_ptr<events::Event>, std::unique_ptr<FleetMinute>>;

/// One telemetry number of one boot that survives a crash from now on (a sample, or a gap record in its place).
struct StoredNumber {
    NodeId node;
    BootId boot;
    std::uint64_t fromSeq = 0;
    std::uint64_t toSeq = 0;
};

/// Closed ranges of telemetry numbers of one boot.
struct BootRanges {
    BootId boot;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges; ///< ascending, disjoint, not touching
};

/// What is known of a node from earlier sessions.
struct KnownNode {
    NodeId node;
    AcceptedBirth lastBirth;       ///< its `received` is invalid when none is stored
    std::vector<BootRanges> boots; ///< newest first, at most 4: what is stored
    HubTime lastReceived;          ///< of its newest stored sample; invalid when none
};

/// What the hub takes up again after a start.
struct Resume {
    std::vector<KnownNode> nodes;
    bool afterUncleanStop = false;
};

struct HistoryOptions {
    std::filesystem::path directory;
    Duration commitInterval = std::chrono::milliseconds(500); ///< at most this long between arrival and commit
    std::size_t commitSize_bytes = 4 * 1024 * 1024;
    std::size_t queue_bytes = 64 * 1024 * 1024;
};

/// Writes history: the thread and the only connections that write or checkpoint catalog.db and the raw day files.
/// Created on any thread; submit() from the io thread; callbacks on the history thread.
class HistoryLoop
{
public:
    /// What is durable now. Called after each commit.
    using StoredListener = std::function<void(const std::vector<StoredNumber> &)>;
    /// All that was told stored so far has reached the disk: it survives a power loss.
    using SyncedListener = std::function<void()>;

    /// Opens or creates the databases (refuses a newer or foreign file untouched; one that is damaged is set aside and
    /// reported through the log and problem()), reads what to take up again, and starts the thread.
    static Result<std::unique_ptr<HistoryLoop>> open(HistoryOptions options, const Clock &clock, Logger &logger,
                                                     StoredListener listener, SyncedListener synced = {});
    /// Commits what is queued, then ends the thread.
    ~HistoryLoop();
    HistoryLoop(const HistoryLoop &) = delete;
    HistoryLoop &operator=(const HistoryLoop &) = delete;

    /// What earlier sessions left; valid from open() on.
    [[nodiscard]] const Resume &resume() const { return m_resume; }

    /// Takes an item. False when the queue is full: dropped and counted.
    bool submit(HistoryItem item);
    [[nodiscard]] std::uint64_t dropped() const { return m_queue.dropped(); }
    [[nodiscard]] std::uint64_t storedSamples() const { return m_storedSamples.value(); }
    /// Why nothing is being written (disk full, I/O error), or which damaged file was set aside since open(); empty
    /// while all is well. Any thread.
    [[nodiscard]] std::string problem() const;

private:
    class Writer;
    HistoryLoop(HistoryOptions options, const Clock &clock, Logger &logger, StoredListener listener,
                SyncedListener synced);
    void checkpoint();
    void run();
    /// Takes from the queue what fits one commit, without waiting.
    void fill(std::vector<QueuedItem> &items);
    /// Writes all of `items`, trying again until it works. False when the program stopped before it did.
    bool commit(std::vector<QueuedItem> &items);
    /// True when the program stops.
    bool pause(Duration length, bool endWhenMuchWaits);
    void setProblem(std::string problem);

    HistoryOptions m_options;
    const Clock &m_clock;
    Logger &m_logger;
    StoredListener m_listener;
    SyncedListener m_synced;
    BoundedQueue<QueuedItem> m_queue;
    std::atomic<std::size_t> m_waiting_bytes{0};
    Counter m_storedSamples;
    Resume m_resume;
    std::unique_ptr<Writer> m_writer;
    mutable std::mutex m_problemMutex;
    std::string m_problem;
    std::mutex m_pauseMutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace iso::history
