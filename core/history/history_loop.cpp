#include "core/history/history_loop.h"

#include "core/base/thread.h"
#include "core/history/history_writer.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::history
{
namespace
{

constexpr Duration kIdle = std::chrono::seconds(1);
constexpr Duration kRetry = std::chrono::seconds(1);
/// Parsed, a birth takes up to a few times the message.
constexpr std::size_t kBirthFactor = 4;
constexpr std::size_t kLeastBirth_bytes = 4096;

std::size_t costOf(const QueuedItem &item)
{
    if (const auto *sample = std::get_if<AcceptedSample>(&item)) {
        return sizeof(QueuedItem) + sample->envelope.size();
    }
    if (const auto *birth = std::get_if<std::unique_ptr<AcceptedBirth>>(&item)) {
        return sizeof(QueuedItem) + std::max(kLeastBirth_bytes, kBirthFactor * (*birth)->size_bytes);
    }
    if (const auto *event = std::get_if<std::unique_ptr<events::Event>>(&item)) {
        return sizeof(QueuedItem) + sizeof(events::Event) + (*event)->text.size();
    }
    return sizeof(QueuedItem) + (std::holds_alternative<std::unique_ptr<FleetMinute>>(item) ? sizeof(FleetMinute) : 0);
}

QueuedItem queued(HistoryItem item)
{
    if (auto *sample = std::get_if<AcceptedSample>(&item)) {
        return std::move(*sample);
    }
    if (auto *gap = std::get_if<AcceptedGap>(&item)) {
        return std::move(*gap);
    }
    if (auto *event = std::get_if<events::Event>(&item)) {
        return std::make_unique<events::Event>(std::move(*event));
    }
    if (auto *minute = std::get_if<FleetMinute>(&item)) {
        return std::make_unique<FleetMinute>(*minute);
    }
    return std::make_unique<AcceptedBirth>(std::move(std::get<AcceptedBirth>(item)));
}

} // namespace

Result<std::unique_ptr<HistoryLoop>> HistoryLoop::open(HistoryOptions options, const Clock &clock, Logger &logger,
                                                       StoredListener listener, SyncedListener synced)
{
    Resume resume;
    Result<std::unique_ptr<Writer>> writer = Writer::open(options.directory, clock, logger, resume);
    if (!writer) {
        return failure(writer.error());
    }
    std::unique_ptr<HistoryLoop> loop(
        new HistoryLoop(std::move(options), clock, logger, std::move(listener), std::move(synced)));
    loop->m_writer = std::move(*writer);
    loop->m_resume = std::move(resume);
    loop->setProblem({});
    loop->m_thread = std::thread([raw = loop.get()] { raw->run(); });
    return loop;
}

HistoryLoop::HistoryLoop(HistoryOptions options, const Clock &clock, Logger &logger, StoredListener listener,
                         SyncedListener synced)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_logger(logger)
    , m_listener(std::move(listener))
    , m_synced(std::move(synced))
    , m_queue(m_options.queue_bytes)
{
}

HistoryLoop::~HistoryLoop()
{
    {
        const std::lock_guard lock(m_pauseMutex);
        m_stopping = true;
    }
    m_queue.close();
    m_wake.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

bool HistoryLoop::submit(HistoryItem item)
{
    QueuedItem element = queued(std::move(item));
    const std::size_t cost_bytes = costOf(element);
    // Before the push, so that the history thread never takes off what is not yet counted.
    const std::size_t before_bytes = m_waiting_bytes.fetch_add(cost_bytes);
    if (!m_queue.push(std::move(element), cost_bytes)) {
        m_waiting_bytes.fetch_sub(cost_bytes);
        return false;
    }
    if (before_bytes < m_options.commitSize_bytes && before_bytes + cost_bytes >= m_options.commitSize_bytes) {
        const std::lock_guard lock(m_pauseMutex);
        m_wake.notify_all();
    }
    return true;
}

std::string HistoryLoop::problem() const
{
    const std::lock_guard lock(m_problemMutex);
    return m_problem;
}

void HistoryLoop::setProblem(std::string problem)
{
    const std::string &notice = m_writer->notice();
    const char *separator = problem.empty() || notice.empty() ? "" : ". ";
    const std::lock_guard lock(m_problemMutex);
    m_problem = fmt::format("{}{}{}", problem, separator, notice);
}

bool HistoryLoop::pause(Duration length, bool endWhenMuchWaits)
{
    std::unique_lock lock(m_pauseMutex);
    m_wake.wait_for(lock, length, [&] {
        return m_stopping || (endWhenMuchWaits && m_waiting_bytes.load() >= m_options.commitSize_bytes);
    });
    return m_stopping;
}

void HistoryLoop::fill(std::vector<QueuedItem> &items)
{
    constexpr std::size_t kAtOnce = 64;
    std::size_t taken_bytes = 0;
    while (taken_bytes < m_options.commitSize_bytes) {
        const std::size_t first = items.size();
        if (m_queue.drain(items, kAtOnce) == 0) {
            break;
        }
        std::size_t drained_bytes = 0;
        for (std::size_t i = first; i < items.size(); ++i) {
            drained_bytes += costOf(items[i]);
        }
        m_waiting_bytes.fetch_sub(drained_bytes);
        taken_bytes += drained_bytes;
    }
}

void HistoryLoop::run()
{
    nameThisThread("history");
    std::vector<QueuedItem> items;
    bool everythingWritten = true;
    for (;;) {
        // Asked before draining: what is pushed up to the close is drained after it.
        const bool isLast = m_queue.isClosed();
        if (m_queue.waitAndDrain(items, kIdle, 1) == 0) {
            if (isLast) {
                break;
            }
            checkpoint();
            continue;
        }
        m_waiting_bytes.fetch_sub(costOf(items.front()));
        // What is left of the interval is for the commit itself.
        pause(m_options.commitInterval * 4 / 5, true);
        fill(items);
        everythingWritten = commit(items) && everythingWritten;
        checkpoint();
    }
    m_writer->close(everythingWritten);
}

void HistoryLoop::checkpoint()
{
    if (m_writer->checkpointIfDue() && m_synced) {
        m_synced();
    }
}

bool HistoryLoop::commit(std::vector<QueuedItem> &items)
{
    for (std::span<const QueuedItem> left(items); !left.empty();) {
        Batch batch = m_writer->build(left);
        bool hadProblem = false;
        for (Status written = m_writer->write(batch); !written; written = m_writer->write(batch)) {
            const std::string problem = "history is not being written: " + written.error().message;
            m_logger.limited(LogLevel::Error, "history", "write", problem);
            setProblem(problem);
            hadProblem = true;
            if (pause(kRetry, false)) {
                items.clear();
                m_logger.error("history", "{} samples are lost at the stop: {}", batch.samples,
                               written.error().message);
                return false;
            }
        }
        if (hadProblem) {
            m_logger.info("history", "history is being written again");
        }
        setProblem({});
        m_storedSamples.add(batch.samples);
        if (m_listener && !batch.stored.empty()) {
            m_listener(batch.stored);
        }
    }
    items.clear();
    return true;
}

} // namespace iso::history
