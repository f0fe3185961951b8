#include "core/session/live_feed.h"

#include <algorithm>

namespace iso::session
{

void LiveFeed::follow(const std::vector<NodeId> &nodes)
{
    const std::lock_guard lock(m_mutex);
    m_followed.clear();
    for (std::size_t i = 0; i < std::min(nodes.size(), kMaxFollowed); ++i) {
        m_followed.insert(nodes[i]);
    }
}

bool LiveFeed::isFollowed(const NodeId &id) const
{
    const std::lock_guard lock(m_mutex);
    return m_followed.contains(id);
}

} // namespace iso::session
