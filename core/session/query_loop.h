#pragma once

#include "core/base/bounded_queue.h"
#include "core/base/log.h"
#include "core/history/history_reader.h"
#include "core/session/session.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace iso::session
{

/// Runs queries one after the other on a thread with read-only connections of its own.
class QueryLoop
{
public:
    static constexpr std::size_t kCapacity = 256;

    explicit QueryLoop(std::filesystem::path history);
    /// Ends after the job that is running.
    ~QueryLoop();
    QueryLoop(const QueryLoop &) = delete;
    QueryLoop &operator=(const QueryLoop &) = delete;

    using Job = std::function<void()>;
    /// Any thread. False when too many wait.
    bool submit(Job job);

    /// The reader, opened at first use. Only from a job.
    Result<history::HistoryReader *> reader();

private:
    void run();

    std::filesystem::path m_history;
    std::unique_ptr<history::HistoryReader> m_reader;
    BoundedQueue<Job> m_jobs{kCapacity};
    std::thread m_thread;
};

/// Ties a query to the one who asked: once the ticket is gone the query stops and its callback never runs.
class CancellableQuery
{
public:
    /// Held by the asker.
    [[nodiscard]] QueryTicketPtr ticket() const;
    [[nodiscard]] const history::CancelToken &token() const { return m_shared->token; }
    /// Runs `deliver` unless the ticket is gone; the ticket waits while it runs.
    void deliver(const std::function<void()> &deliver) const;

private:
    struct Shared {
        history::CancelToken token;
        std::mutex mutex;
    };
    class Ticket;
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
};

} // namespace iso::session
