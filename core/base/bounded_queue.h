#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace iso
{

/// A queue between threads that holds at most `capacity` units of cost. What does not fit is dropped and counted;
/// nothing ever waits to put something in. Several producers, one consumer.
template<typename T>
class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t capacity)
        : m_capacity(capacity)
    {
    }

    /// Takes `item` with its cost (1, or bytes where the bound is memory). False when it was dropped because it does
    /// not fit or the queue is closed. An item larger than the whole queue still fits an empty one.
    bool push(T item, std::size_t cost = 1)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_closed || (m_cost + cost > m_capacity && !m_items.empty())) {
                ++m_dropped;
                return false;
            }
            m_items.emplace_back(std::move(item), cost);
            m_cost += cost;
            m_highWater = std::max(m_highWater, m_cost);
        }
        m_ready.notify_one();
        return true;
    }

    /// Appends up to `most` items to `out` without waiting; returns how many.
    std::size_t drain(std::vector<T> &out, std::size_t most = SIZE_MAX)
    {
        const std::lock_guard lock(m_mutex);
        return takeLocked(out, most);
    }

    /// Waits until there is something, the timeout passes or the queue is closed, then drains.
    template<typename Rep, typename Period>
    std::size_t waitAndDrain(std::vector<T> &out, std::chrono::duration<Rep, Period> timeout,
                             std::size_t most = SIZE_MAX)
    {
        std::unique_lock lock(m_mutex);
        m_ready.wait_for(lock, timeout, [this] { return m_closed || !m_items.empty(); });
        return takeLocked(out, most);
    }

    /// Nothing more gets in; what is inside can still be drained.
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_ready.notify_all();
    }

    [[nodiscard]] bool isClosed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed;
    }
    [[nodiscard]] std::uint64_t dropped() const
    {
        const std::lock_guard lock(m_mutex);
        return m_dropped;
    }
    /// The most cost it ever held.
    [[nodiscard]] std::size_t highWater() const
    {
        const std::lock_guard lock(m_mutex);
        return m_highWater;
    }

private:
    std::size_t takeLocked(std::vector<T> &out, std::size_t most)
    {
        std::size_t taken = 0;
        while (taken < most && !m_items.empty()) {
            m_cost -= m_items.front().second;
            out.push_back(std::move(m_items.front().first));
            m_items.pop_front();
            ++taken;
        }
        return taken;
    }

    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::condition_variable m_ready;
    std::deque<std::pair<T, std::size_t>> m_items;
    std::size_t m_cost = 0;
    std::size_t m_highWater = 0;
    std::uint64_t m_dropped = 0;
    bool m_closed = false;
};

} // namespace iso
