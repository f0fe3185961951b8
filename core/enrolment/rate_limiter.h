#pragma once

#include "core/base/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace iso::enrolment
{

struct RateLimit {
    double perSecond = 50; ///< messages of one node
    double burst = 500;

    /// A gateway has the share of its nodes, up to so many: 30,000 messages a second, a fraction of what a hub can
    /// store. Naming nodes costs it nothing, so more would let one key crowd out all others.
    static constexpr std::uint32_t kMostNodesCounted = 600;
    /// A long message counts as one for each of these, so that few large ones cannot fill the queues of all.
    static constexpr std::size_t kMessageSize_bytes = 16 * 1024;
};

/// One sender's allowance: a bucket that fills steadily and is emptied by messages.
class RateBucket
{
public:
    /// Takes a message from the bucket; false when it is empty. `nodes`: how many the sender speaks for, at least 1.
    /// Each that is new brings a burst of its own, so that a gateway can introduce all of its nodes at once.
    bool take(const RateLimit &limit, std::uint32_t nodes, std::size_t size_bytes, SteadyTime now);

private:
    double m_tokens = 0;
    std::uint32_t m_nodes = 0; ///< counted so far
    SteadyTime m_filledAt;
};

/// Buckets by name, for senders that prove no key. Thread: its user's.
class RateLimiter
{
public:
    /// Names beyond this many share one bucket, so that inventing names gains nothing.
    static constexpr std::size_t kMostNames = 20'000;

    explicit RateLimiter(RateLimit limit)
        : m_limit(limit)
    {
    }
    bool take(std::string_view name, std::size_t size_bytes, SteadyTime now);

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
    };
    const RateLimit m_limit;
    std::unordered_map<std::string, RateBucket, Hash, std::equal_to<>> m_buckets;
    RateBucket m_others;
};

} // namespace iso::enrolment
