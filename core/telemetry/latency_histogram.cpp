#include "core/base/check.h"
#include "core/telemetry/bucket_edges.h"
#include "core/telemetry/histogram.h"
#include "core/telemetry/quantile_rank.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace iso::telemetry
{

namespace detail
{

std::uint64_t rankOf(double q, std::uint64_t count)
{
    const auto n = static_cast<double>(count);
    // 0.95 and its like are not exact in binary; without the small term 0.1 of 30 would be the 4th instead of the 3rd.
    const double rank = std::ceil(std::clamp(q, 0.0, 1.0) * n - n * 1e-12);
    return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(rank, 1.0)), 1, count);
}

QuantileBounds boundsOf(const ExponentialHistogram &histogram, const ExponentialHistogram::Bucket &bucket)
{
    const double lowerEdge = bucketEdge(bucket.index, histogram.scale());
    const double upperEdge = bucketEdge(std::int64_t{bucket.index} + 1, histogram.scale());
    QuantileBounds bounds;
    bounds.lower = std::max(lowerEdge, histogram.min().value_or(lowerEdge));
    bounds.upper = std::min(upperEdge, histogram.max().value_or(upperEdge));
    // An extreme that was rounded on its way may stand beyond the bucket's other edge.
    bounds.lower = std::min(bounds.lower, upperEdge);
    bounds.upper = std::max(bounds.upper, bounds.lower);
    bounds.estimate = std::clamp(std::sqrt(lowerEdge) * std::sqrt(upperEdge), bounds.lower, bounds.upper);
    return bounds;
}

QuantileBounds boundsOf(const ExplicitHistogram &histogram, std::size_t bucket)
{
    const double lower = bucket == 0 ? 0 : histogram.bounds[bucket - 1];
    if (bucket == histogram.bounds.size()) {
        return {lower, lower, std::numeric_limits<double>::infinity()};
    }
    const double upper = histogram.bounds[bucket];
    const double middle = lower > 0 ? std::sqrt(lower) * std::sqrt(upper) : upper / 2;
    return {lower, std::clamp(middle, lower, upper), upper};
}

} // namespace detail

namespace
{

struct WeightedBounds {
    QuantileBounds bounds;
    std::uint64_t count = 0;
};

/// Calls visit(bounds, count) for each bucket that is not empty.
template<typename Visit>
void forEachBucket(const LatencyHistogram &histogram, Visit visit)
{
    const ExponentialHistogram &exponential = histogram.exponential();
    if (exponential.zeroCount() > 0) {
        visit(QuantileBounds{}, exponential.zeroCount());
    }
    for (const auto &bucket : exponential.buckets()) {
        visit(detail::boundsOf(exponential, bucket), bucket.count);
    }
    for (const ExplicitHistogram &part : histogram.explicitParts()) {
        for (std::size_t i = 0; i < part.counts.size(); ++i) {
            if (part.counts[i] > 0) {
                visit(detail::boundsOf(part, i), part.counts[i]);
            }
        }
    }
}

/// The rank-th observation when every count stands at `key` of its bucket.
double valueAtRank(std::vector<WeightedBounds> &buckets, double QuantileBounds::*key, std::uint64_t rank)
{
    std::sort(buckets.begin(), buckets.end(),
              [key](const WeightedBounds &a, const WeightedBounds &b) { return a.bounds.*key < b.bounds.*key; });
    std::uint64_t seen = 0;
    for (const WeightedBounds &bucket : buckets) {
        seen += bucket.count;
        if (rank <= seen) {
            return bucket.bounds.*key;
        }
    }
    return buckets.back().bounds.*key;
}

auto partWithBounds(std::vector<ExplicitHistogram> &parts, const std::vector<double> &bounds)
{
    return std::find_if(parts.begin(), parts.end(),
                        [&bounds](const ExplicitHistogram &part) { return part.bounds == bounds; });
}

} // namespace

LatencyHistogram::LatencyHistogram(ExponentialHistogram exponential)
    : m_exponential(std::move(exponential))
{
}

LatencyHistogram::LatencyHistogram(ExplicitHistogram explicitBuckets)
{
    m_explicit.push_back(std::move(explicitBuckets));
}

void LatencyHistogram::merge(const LatencyHistogram &other)
{
    m_exponential.merge(other.m_exponential);
    for (const ExplicitHistogram &added : other.m_explicit) {
        const auto part = partWithBounds(m_explicit, added.bounds);
        if (part == m_explicit.end()) {
            m_explicit.push_back(added);
            continue;
        }
        for (std::size_t i = 0; i < added.counts.size(); ++i) {
            part->counts[i] += added.counts[i];
        }
        part->sum += added.sum;
    }
}

void LatencyHistogram::subtract(const LatencyHistogram &other)
{
    m_exponential.subtract(other.m_exponential);
    for (const ExplicitHistogram &taken : other.m_explicit) {
        const auto part = partWithBounds(m_explicit, taken.bounds);
        if (part == m_explicit.end()) {
            ISO_CHECK(taken.count() == 0); // an empty part may have gone with what else was taken away
            continue;
        }
        for (std::size_t i = 0; i < taken.counts.size(); ++i) {
            ISO_CHECK(part->counts[i] >= taken.counts[i]);
            part->counts[i] -= taken.counts[i];
        }
        part->sum = std::max(0.0, part->sum - taken.sum);
        if (part->count() == 0) {
            m_explicit.erase(part);
        }
    }
}

void LatencyHistogram::clear()
{
    // Back to the default scale: what coarsened the old observations says nothing about the next ones. The buckets'
    // memory is kept where the scale allows it.
    if (m_exponential.scale() == ExponentialHistogram::kDefaultScale) {
        m_exponential.clear();
    } else {
        m_exponential = ExponentialHistogram();
    }
    m_explicit.clear();
}

std::uint64_t LatencyHistogram::count() const
{
    std::uint64_t total = m_exponential.count();
    for (const ExplicitHistogram &part : m_explicit) {
        total += part.count();
    }
    return total;
}

double LatencyHistogram::sum() const
{
    double total = m_exponential.sum();
    for (const ExplicitHistogram &part : m_explicit) {
        total += part.sum;
    }
    return total;
}

std::optional<QuantileBounds> LatencyHistogram::quantile(double q) const
{
    if (m_explicit.empty()) {
        return m_exponential.quantile(q); // the common case, without sorting
    }
    const std::uint64_t observations = count();
    if (observations == 0) {
        return std::nullopt;
    }
    std::vector<WeightedBounds> buckets;
    forEachBucket(*this, [&buckets](const QuantileBounds &bounds, std::uint64_t n) { buckets.push_back({bounds, n}); });
    const std::uint64_t rank = detail::rankOf(q, observations);
    QuantileBounds result;
    result.lower = valueAtRank(buckets, &QuantileBounds::lower, rank);
    result.estimate = valueAtRank(buckets, &QuantileBounds::estimate, rank);
    result.upper = valueAtRank(buckets, &QuantileBounds::upper, rank);
    return result;
}

std::optional<QuantileBounds> LatencyHistogram::shareWithin(double threshold_s) const
{
    const std::uint64_t observations = count();
    if (observations == 0) {
        return std::nullopt;
    }
    std::uint64_t surelyWithin = 0;
    std::uint64_t possiblyWithin = 0;
    double estimated = 0;
    forEachBucket(*this, [&](const QuantileBounds &bounds, std::uint64_t n) {
        if (bounds.upper <= threshold_s) {
            surelyWithin += n;
            possiblyWithin += n;
            estimated += static_cast<double>(n);
        } else if (bounds.lower <= threshold_s) {
            possiblyWithin += n;
            if (std::isfinite(bounds.upper)) {
                estimated += static_cast<double>(n) * (threshold_s - bounds.lower) / (bounds.upper - bounds.lower);
            }
        }
    });
    const auto total = static_cast<double>(observations);
    return QuantileBounds{static_cast<double>(surelyWithin) / total, std::min(1.0, estimated / total),
                          static_cast<double>(possiblyWithin) / total};
}

} // namespace iso::telemetry
