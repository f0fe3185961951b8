#pragma once

#include "core/base/bounded_queue.h"
#include "core/session/session.h"

#include <mutex>
#include <unordered_set>
#include <vector>

namespace iso::session
{

/// Carries live samples of the few followed nodes from the io thread to the one who draws them.
class LiveFeed
{
public:
    static constexpr std::size_t kMaxFollowed = 64;
    static constexpr std::size_t kCapacity = 20'000;

    void follow(const std::vector<NodeId> &nodes);
    /// Thread: io.
    void offer(LiveSample sample) { m_queue.push(std::move(sample)); }
    [[nodiscard]] bool isFollowed(const NodeId &id) const;

    std::size_t drain(std::vector<LiveSample> &out, std::size_t most) { return m_queue.drain(out, most); }
    [[nodiscard]] std::uint64_t dropped() const { return m_queue.dropped(); }

private:
    mutable std::mutex m_mutex;
    std::unordered_set<NodeId> m_followed;
    BoundedQueue<LiveSample> m_queue{kCapacity};
};

} // namespace iso::session
