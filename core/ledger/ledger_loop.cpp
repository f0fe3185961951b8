#include "core/ledger/ledger_loop.h"

#include "core/base/thread.h"
#include "core/ledger/ledger_writer.h"

namespace iso::ledger
{
namespace
{

constexpr std::size_t kQueue_bytes = 16 * 1024 * 1024;
constexpr std::size_t kEntryOverhead_bytes = 256;
constexpr std::chrono::seconds kIdle{60};

} // namespace

Result<std::unique_ptr<LedgerLoop>> LedgerLoop::open(std::filesystem::path file, const Clock &clock, Logger &logger)
{
    Result<std::unique_ptr<Writer>> writer = Writer::open(file, clock, logger);
    if (!writer) {
        return failure(writer.error());
    }
    if (const Verification &tail = (*writer)->tail(); !tail.isIntact()) {
        logger.error("ledger",
                     "{}: the chain is broken: {}. New records continue after the last one; nothing is "
                     "rewritten. Run \"isochronectl ledger verify\"",
                     file.string(), tail.explanation);
    }
    return std::unique_ptr<LedgerLoop>(new LedgerLoop(std::move(*writer), logger));
}

LedgerLoop::LedgerLoop(std::unique_ptr<Writer> writer, Logger &logger)
    : m_logger(logger)
    , m_writer(std::move(writer))
    , m_queue(kQueue_bytes)
    , m_head(m_writer->head())
    , m_tail(m_writer->tail())
    , m_thread([this] { run(); })
{
}

LedgerLoop::~LedgerLoop()
{
    m_queue.close();
    m_thread.join();
}

bool LedgerLoop::append(Entry entry, Written written)
{
    const std::size_t cost_bytes = kEntryOverhead_bytes + entry.kind.size() + entry.subject.size() + entry.body.size();
    return m_queue.push(Pending{std::move(entry), std::move(written)}, cost_bytes);
}

Hash LedgerLoop::head() const
{
    const std::lock_guard lock(m_headMutex);
    return m_head;
}

void LedgerLoop::run()
{
    nameThisThread("ledger");
    std::vector<Pending> batch;
    for (;;) {
        // Asked before draining: what is pushed up to the close is drained after it.
        const bool last = m_queue.isClosed();
        if (m_queue.waitAndDrain(batch, kIdle) == 0) {
            if (last) {
                return;
            }
            continue;
        }
        const Status written = m_writer->append(batch);
        if (written) {
            const std::lock_guard lock(m_headMutex);
            m_head = m_writer->head();
        } else {
            m_logger.error("ledger", "{} entries could not be written: {}", batch.size(), written.error().message);
        }
        for (const Pending &pending : batch) {
            if (pending.written) {
                pending.written(written);
            }
        }
        batch.clear();
    }
}

} // namespace iso::ledger
