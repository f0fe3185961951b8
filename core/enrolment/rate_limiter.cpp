#include "core/enrolment/rate_limiter.h"

#include <algorithm>

namespace iso::enrolment
{

bool RateBucket::take(const RateLimit &limit, std::uint32_t nodes, SteadyTime now)
{
    const double size = limit.burst * nodes;
    if (m_tokens < 0) {
        m_tokens = size;
    } else {
        const double seconds = static_cast<double>((now - m_filledAt).count()) / 1e9;
        m_tokens = std::min(size, m_tokens + seconds * limit.perSecond * nodes);
    }
    m_filledAt = now;
    if (m_tokens < 1) {
        return false;
    }
    m_tokens -= 1;
    return true;
}

bool RateLimiter::take(std::string_view name, SteadyTime now)
{
    auto bucket = m_buckets.find(name);
    if (bucket == m_buckets.end()) {
        if (m_buckets.size() >= kMostNames) {
            return m_others.take(m_limit, 1, now);
        }
        bucket = m_buckets.emplace(name, RateBucket()).first;
    }
    return bucket->second.take(m_limit, 1, now);
}

} // namespace iso::enrolment
