#include "core/enrolment/rate_limiter.h"

#include <algorithm>

namespace iso::enrolment
{

bool RateBucket::take(const RateLimit &limit, std::uint32_t nodes, std::size_t size_bytes, SteadyTime now)
{
    const double size = limit.burst * nodes;
    if (m_tokens < 0) {
        m_tokens = size;
    } else {
        const double seconds = static_cast<double>((now - m_filledAt).count()) / 1e9;
        m_tokens = std::min(size, m_tokens + seconds * limit.perSecond * nodes);
    }
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
