#include "core/telemetry/histogram.h"

#include "core/base/check.h"
#include "core/telemetry/bucket_edges.h"
#include "core/telemetry/quantile_rank.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace iso::telemetry
{

namespace
{

using Bucket = ExponentialHistogram::Bucket;

/// 2^53: up to here counts are exact as doubles, and sums of many histograms stay far from overflow.
constexpr std::uint64_t kMostObservations = std::uint64_t{1} << 53;

tl::unexpected<Error> refused(std::string message)
{
    return failure(ErrorCode::InvalidInput, std::move(message));
}

/// The buckets of the smallest and of the largest finite double, 2^-1074 and just below 2^1024.
std::pair<std::int32_t, std::int32_t> indexRange(int scale)
{
    if (scale <= 0) {
        return {-1075 >> -scale, 1023 >> -scale};
    }
    const std::int32_t perDoubling = std::int32_t{1} << scale;
    return {-1074 * perDoubling - 1, 1023 * perDoubling + (perDoubling - 1)};
}

bool isAmount(double value)
{
    return std::isfinite(value) && value >= 0;
}

/// Adds up counts; nothing when there are more than kMostObservations.
class CountSum
{
public:
    bool add(std::uint64_t count)
    {
        if (count > kMostObservations - m_sum) {
            return false;
        }
        m_sum += count;
        return true;
    }
    [[nodiscard]] std::uint64_t value() const { return m_sum; }

private:
    std::uint64_t m_sum = 0;
};

/// Min and max come rounded from elsewhere, so they may stand a little outside of their buckets; further away they
/// contradict the counts, and quantiles clamped to them would be wrong.
Status checkExtremes(const ExponentialHistogram::Parts &parts)
{
    constexpr double kSlack = 1e-6;
    for (const auto &extreme : {parts.min, parts.max}) {
        if (extreme && !isAmount(*extreme)) {
            return refused("min and max must be finite and not negative");
        }
    }
    if (parts.min && parts.max && *parts.min > *parts.max) {
        return refused(fmt::format("min {} is above max {}", *parts.min, *parts.max));
    }
    const double smallestPossible =
        parts.buckets.empty() ? 0 : detail::bucketEdge(parts.buckets.back().index, parts.scale);
    if (parts.max && *parts.max < smallestPossible * (1 - kSlack)) {
        return refused(fmt::format("max {} is below the last bucket", *parts.max));
    }
    double largestPossible = 0;
    if (parts.zeroCount == 0 && !parts.buckets.empty()) {
        largestPossible = detail::bucketEdge(std::int64_t{parts.buckets.front().index} + 1, parts.scale);
    }
    if (parts.min && *parts.min > largestPossible * (1 + kSlack)) {
        return refused(fmt::format("min {} is above the first bucket", *parts.min));
    }
    return {};
}

Result<std::uint64_t> checkedCount(const ExponentialHistogram::Parts &parts)
{
    const auto [first, last] = indexRange(parts.scale);
    CountSum count;
    bool fits = count.add(parts.zeroCount);
    for (std::size_t i = 0; i < parts.buckets.size(); ++i) {
        const Bucket &bucket = parts.buckets[i];
        if (bucket.index < first || bucket.index > last) {
            return refused(fmt::format("bucket {} at scale {} holds no number", bucket.index, parts.scale));
        }
        if (i > 0 && bucket.index <= parts.buckets[i - 1].index) {
            return refused("buckets are not in ascending order");
        }
        if (bucket.count == 0) {
            return refused(fmt::format("bucket {} is listed with a count of 0", bucket.index));
        }
        fits = fits && count.add(bucket.count);
    }
    if (!fits) {
        return refused("more than 2^53 observations");
    }
    return count.value();
}

} // namespace

ExponentialHistogram::ExponentialHistogram(int scale)
    : m_scale(scale)
{
    ISO_CHECK(scale >= kMinScale && scale <= kMaxScale);
}

Result<ExponentialHistogram> ExponentialHistogram::fromParts(Parts parts)
{
    if (parts.scale < kMinScale || parts.scale > kMaxScale) {
        return refused(fmt::format("scale {} is not within {} to {}", parts.scale, kMinScale, kMaxScale));
    }
    if (parts.buckets.size() > kMaxBuckets) {
        return refused(fmt::format("{} buckets are more than {}", parts.buckets.size(), kMaxBuckets));
    }
    if (!isAmount(parts.sum)) {
        return refused("the sum must be finite and not negative");
    }
    const auto count = checkedCount(parts);
    if (!count) {
        return tl::unexpected(count.error());
    }
    if (*count == 0 && (parts.sum != 0 || parts.min || parts.max)) {
        return refused("sum, min or max of no observations");
    }
    if (const Status extremes = checkExtremes(parts); !extremes) {
        return tl::unexpected(extremes.error());
    }
    ExponentialHistogram histogram(parts.scale);
    histogram.m_count = *count;
    histogram.m_zeroCount = parts.zeroCount;
    histogram.m_sum = parts.sum;
    histogram.m_min = parts.min;
    histogram.m_max = parts.max;
    histogram.m_buckets = std::move(parts.buckets);
    return histogram;
}

std::int32_t ExponentialHistogram::bucketOf(double value, int scale)
{
    ISO_CHECK(std::isfinite(value) && value > 0 && scale >= kMinScale && scale <= kMaxScale);
    return detail::bucketIndex(value, scale);
}

double ExponentialHistogram::lowerEdge(std::int32_t index, int scale)
{
    ISO_CHECK(scale >= kMinScale && scale <= kMaxScale);
    return detail::bucketEdge(index, scale);
}

bool ExponentialHistogram::record(double value, std::uint64_t count)
{
    if (!isAmount(value)) {
        return false;
    }
    if (count == 0) {
        return true;
    }
    if (value == 0) {
        m_zeroCount += count;
    } else {
        const std::int32_t index = detail::bucketIndex(value, m_scale);
        const auto place = std::lower_bound(m_buckets.begin(), m_buckets.end(), index,
                                            [](const Bucket &bucket, std::int32_t i) { return bucket.index < i; });
        if (place != m_buckets.end() && place->index == index) {
            place->count += count;
        } else {
            m_buckets.insert(place, {index, count});
        }
    }
    // Extremes that earlier observations did not bring along stay unknown.
    if (m_min || m_count == 0) {
        m_min = std::min(m_min.value_or(value), value);
    }
    if (m_max || m_count == 0) {
        m_max = std::max(m_max.value_or(value), value);
    }
    m_count += count;
    m_sum += value * static_cast<double>(count);
    return true;
}

void ExponentialHistogram::merge(const ExponentialHistogram &other)
{
    if (other.isEmpty()) {
        return;
    }
    if (other.m_scale < m_scale) {
        downscaleTo(other.m_scale);
    }
    const int shift = other.m_scale - m_scale;
    mergeBuckets(other.m_buckets, shift);
    // Extremes are known only where both sides know theirs.
    if (isEmpty()) {
        m_min = other.m_min;
        m_max = other.m_max;
    } else {
        m_min = m_min && other.m_min ? std::optional(std::min(*m_min, *other.m_min)) : std::nullopt;
        m_max = m_max && other.m_max ? std::optional(std::max(*m_max, *other.m_max)) : std::nullopt;
    }
    m_count += other.m_count;
    m_zeroCount += other.m_zeroCount;
    m_sum += other.m_sum;
}

void ExponentialHistogram::mergeBuckets(std::span<const Bucket> added, int shift)
{
    // Mostly every index is here already, and one pass does it.
    std::size_t missing = 0;
    std::size_t here = 0;
    std::optional<std::int32_t> last;
    for (const Bucket &bucket : added) {
        const std::int32_t index = bucket.index >> shift;
        while (here < m_buckets.size() && m_buckets[here].index < index) {
            ++here;
        }
        if (here < m_buckets.size() && m_buckets[here].index == index) {
            m_buckets[here].count += bucket.count;
        } else if (last != index) {
            ++missing;
            last = index;
        }
    }
    if (missing > 0) {
        insertMissing(added, shift, missing);
    }
}

void ExponentialHistogram::insertMissing(std::span<const Bucket> added, int shift, std::size_t missing)
{
    // From the back, so that nothing moves twice and the vector grows at most once.
    std::size_t source = m_buckets.size();
    std::size_t target = source + missing;
    m_buckets.resize(target);
    for (std::size_t next = added.size(); next > 0;) {
        const Bucket &bucket = added[next - 1];
        const std::int32_t index = bucket.index >> shift;
        if (source > 0 && m_buckets[source - 1].index > index) {
            m_buckets[--target] = m_buckets[--source];
            continue;
        }
        const bool isHere = source > 0 && m_buckets[source - 1].index == index; // counted already
        if (!isHere && target < m_buckets.size() && m_buckets[target].index == index) {
            m_buckets[target].count += bucket.count;
        } else if (!isHere) {
            m_buckets[--target] = {index, bucket.count};
        }
        --next;
    }
}

void ExponentialHistogram::subtract(const ExponentialHistogram &other)
{
    if (other.isEmpty()) {
        return;
    }
    ISO_CHECK(other.m_scale >= m_scale && other.m_count <= m_count && other.m_zeroCount <= m_zeroCount);
    const int shift = other.m_scale - m_scale;
    std::size_t here = 0;
    for (const Bucket &taken : other.m_buckets) {
        const std::int32_t index = taken.index >> shift;
        while (here < m_buckets.size() && m_buckets[here].index < index) {
            ++here;
        }
        ISO_CHECK(here < m_buckets.size() && m_buckets[here].index == index && m_buckets[here].count >= taken.count);
        m_buckets[here].count -= taken.count;
    }
    std::erase_if(m_buckets, [](const Bucket &bucket) { return bucket.count == 0; });
    m_count -= other.m_count;
    m_zeroCount -= other.m_zeroCount;
    m_sum = std::max(0.0, m_sum - other.m_sum);
    if (m_count == 0) {
        clear(); // nothing is left that min, max or the rounding of the sum could speak of
    }
}

void ExponentialHistogram::downscaleTo(int scale)
{
    ISO_CHECK(scale >= kMinScale && scale <= m_scale);
    const int shift = m_scale - scale;
    m_scale = scale;
    std::size_t used = 0;
    for (const Bucket &bucket : m_buckets) {
        const std::int32_t index = bucket.index >> shift;
        if (used > 0 && m_buckets[used - 1].index == index) {
            m_buckets[used - 1].count += bucket.count;
        } else {
            m_buckets[used++] = {index, bucket.count};
        }
    }
    m_buckets.resize(used);
}

void ExponentialHistogram::clear()
{
    m_count = 0;
    m_zeroCount = 0;
    m_sum = 0;
    m_min.reset();
    m_max.reset();
    m_buckets.clear();
}

std::optional<QuantileBounds> ExponentialHistogram::quantile(double q) const
{
    if (isEmpty()) {
        return std::nullopt;
    }
    const std::uint64_t rank = detail::rankOf(q, m_count);
    std::uint64_t seen = m_zeroCount;
    if (rank <= seen) {
        return QuantileBounds{};
    }
    for (const Bucket &bucket : m_buckets) {
        seen += bucket.count;
        if (rank <= seen) {
            return detail::boundsOf(*this, bucket);
        }
    }
    return detail::boundsOf(*this, m_buckets.back());
}

Result<ExplicitHistogram> ExplicitHistogram::fromParts(std::vector<double> bounds, std::vector<std::uint64_t> counts,
                                                       double sum)
{
    constexpr std::size_t kMaxBounds = 128;
    if (bounds.size() > kMaxBounds) {
        return refused(fmt::format("{} bounds are more than {}", bounds.size(), kMaxBounds));
    }
    if (counts.size() != bounds.size() + 1) {
        return refused(
            fmt::format("{} bounds need {} counts, not {}", bounds.size(), bounds.size() + 1, counts.size()));
    }
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        if (!isAmount(bounds[i])) {
            return refused("bounds must be finite and not negative; the last bucket is open without one");
        }
        if (i > 0 && bounds[i] <= bounds[i - 1]) {
            return refused("bounds are not in ascending order");
        }
    }
    CountSum total;
    for (const std::uint64_t count : counts) {
        if (!total.add(count)) {
            return refused("more than 2^53 observations");
        }
    }
    if (!isAmount(sum) || (total.value() == 0 && sum != 0)) {
        return refused("the sum must be finite, not negative, and 0 without observations");
    }
    return ExplicitHistogram{std::move(bounds), std::move(counts), sum};
}

std::uint64_t ExplicitHistogram::count() const
{
    std::uint64_t total = 0;
    for (const std::uint64_t count : counts) {
        total += count;
    }
    return total;
}

} // namespace iso::telemetry
