#include "core/enrolment/rate_limiter.h"

#include <algorithm>

namespace iso::enrolment
{

bool RateBucket::take(const RateLimit &limit, std::uint32_t nodes, std::size_t size_bytes, SteadyTime now)
{
    const std::uint32_t counted = std::clamp(nodes, 1U, RateLimit::kMostNodesCounted);
    if (m_filledAt.isValid()) {
        const double seconds = static_cast<double>((now - m_filledAt).count()) / 1e9;
        m_tokens += seconds * limit.perSecond * m_nodes;
    }
    // First what the nodes so far left, then the bursts of new ones: those who left take theirs with them.
    m_tokens = std::min(m_tokens, limit.burst * std::min(m_nodes, counted));
    if (counted > m_nodes) {
        m_tokens += limit.burst * (counted - m_nodes);
    }
    m_nodes = counted;
    m_filledAt = now;
    const double cost = 1 + static_cast<double>(size_bytes / RateLimit::kMessageSize_bytes);
    if (m_tokens < cost) {
        return false;
    }
    m_tokens -= cost;
    return true;
}

bool RateLimiter::take(std::string_view name, std::size_t size_bytes, SteadyTime now)
{
    auto bucket = m_buckets.find(name);
    if (bucket == m_buckets.end()) {
        if (m_buckets.size() >= kMostNames) {
            return m_others.take(m_limit, 1, size_bytes, now);
        }
        bucket = m_buckets.emplace(name, RateBucket()).first;
    }
    return bucket->second.take(m_limit, 1, size_bytes, now);
}

} // namespace iso::enrolment
