#include "core/session/query_loop.h"

#include "core/base/thread.h"

namespace iso::session
{

QueryLoop::QueryLoop(std::filesystem::path history)
    : m_history(std::move(history))
    , m_thread([this] { run(); })
{
}

QueryLoop::~QueryLoop()
{
    m_jobs.close();
    m_thread.join();
}

bool QueryLoop::submit(Job job)
{
    return m_jobs.push(std::move(job));
}

Result<history::HistoryReader *> QueryLoop::reader()
{
    if (m_reader == nullptr) {
        auto opened = history::HistoryReader::open(m_history);
        if (!opened) {
            return failure(opened.error());
        }
        m_reader = std::move(*opened);
    }
    return m_reader.get();
}

void QueryLoop::run()
{
    nameThisThread("query");
    std::vector<Job> jobs;
    while (!m_jobs.isClosed()) {
        jobs.clear();
        m_jobs.waitAndDrain(jobs, std::chrono::seconds(1), 1);
        for (const Job &job : jobs) {
            job();
        }
    }
}

class CancellableQuery::Ticket final : public QueryTicket
{
public:
    explicit Ticket(std::shared_ptr<Shared> shared)
        : m_shared(std::move(shared))
    {
    }
    ~Ticket() override
    {
        m_shared->token.cancel();
        const std::lock_guard wait(m_shared->mutex);
    }

private:
    std::shared_ptr<Shared> m_shared;
};

QueryTicketPtr CancellableQuery::ticket() const
{
    return std::make_unique<Ticket>(m_shared);
}

void CancellableQuery::deliver(const std::function<void()> &deliver) const
{
    const std::lock_guard lock(m_shared->mutex);
    if (!m_shared->token.isCancelled()) {
        deliver();
    }
}

} // namespace iso::session
