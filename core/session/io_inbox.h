#pragma once

#include "core/base/bounded_queue.h"
#include "core/transport/hub_loop.h"

#include <functional>
#include <vector>

namespace iso::session
{

/// Work from other threads for the io thread.
class IoInbox
{
public:
    explicit IoInbox(transport::HubLoop &loop)
        : m_loop(loop)
    {
    }

    /// Any thread. False when full: the work is dropped and counted.
    bool post(std::function<void()> work)
    {
        const bool isTaken = m_queue.push(std::move(work));
        m_loop.wake();
        return isTaken;
    }
    /// Thread: io.
    void run()
    {
        m_batch.clear();
        m_queue.drain(m_batch);
        for (const std::function<void()> &work : m_batch) {
            work();
        }
    }
    [[nodiscard]] std::uint64_t dropped() const { return m_queue.dropped(); }

private:
    static constexpr std::size_t kCapacity = 200'000;
    transport::HubLoop &m_loop;
    BoundedQueue<std::function<void()>> m_queue{kCapacity};
    std::vector<std::function<void()>> m_batch;
};

} // namespace iso::session
