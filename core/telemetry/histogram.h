#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace iso::telemetry
{

/// A quantile as an interval: every count at the lower edge of its bucket gives `lower`, at the upper edge `upper`.
/// The truth lies between; `estimate` is the middle of the bucket (geometric), clamped to the seen extremes.
struct QuantileBounds {
    double lower = 0;
    double estimate = 0;
    double upper = 0;

    bool operator==(const QuantileBounds &) const = default;
};

/// Base-2 exponential histogram as in OpenTelemetry (data model, "ExponentialHistogram"): at scale s bucket i holds
/// (b^i, b^(i+1)] with b = 2^(2^-s). Non-negative values only: latencies in seconds. Sparse, sorted by index, merging
/// exactly: to the smaller scale by arithmetic shift.
class ExponentialHistogram
{
public:
    /// 32 buckets a doubling, relative error 1.08 %.
    static constexpr int kDefaultScale = 5;
    static constexpr int kMinScale = -10;
    static constexpr int kMaxScale = 20;
    /// 10 us to 100 s at scale 5 span 745 buckets; more than this in one message is hostile.
    static constexpr std::size_t kMaxBuckets = 4096;

    struct Bucket {
        std::int32_t index = 0;
        std::uint64_t count = 0;
        bool operator==(const Bucket &) const = default;
    };
    /// What a histogram is made of, as it comes from outside.
    struct Parts {
        int scale = kDefaultScale;
        std::uint64_t zeroCount = 0;
        std::vector<Bucket> buckets; ///< ascending by index, counts above 0
        double sum = 0;
        std::optional<double> min;
        std::optional<double> max;
    };

    explicit ExponentialHistogram(int scale = kDefaultScale);
    /// Checks scale, order, counts (no overflow of their sum), finiteness, and indices whose edges a double can hold.
    static Result<ExponentialHistogram> fromParts(Parts parts);

    /// The bucket of a positive finite value, exact on every platform (a table of boundaries, no logarithm).
    static std::int32_t bucketOf(double value, int scale);
    /// Lower edge b^index of a bucket, exclusive.
    static double lowerEdge(std::int32_t index, int scale);

    /// Adds `count` observations of a non-negative finite value. False, and nothing added, for any other.
    bool record(double value, std::uint64_t count = 1);
    /// Exact: the result is the histogram of both sets of observations, at the smaller scale of the two. An empty
    /// `other` changes nothing. Min and max are known afterwards where both sides knew theirs.
    void merge(const ExponentialHistogram &other);
    /// Takes away what was merged before, for sliding windows; min and max stay as they were unless nothing is left.
    /// `other` must be part of this and of the same or a larger scale.
    void subtract(const ExponentialHistogram &other);
    void downscaleTo(int scale);
    void clear();

    [[nodiscard]] int scale() const { return m_scale; }
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] std::uint64_t zeroCount() const { return m_zeroCount; }
    [[nodiscard]] double sum() const { return m_sum; }
    [[nodiscard]] std::optional<double> min() const { return m_min; }
    [[nodiscard]] std::optional<double> max() const { return m_max; }
    [[nodiscard]] std::span<const Bucket> buckets() const { return m_buckets; }
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }

    /// The q-quantile, 0 <= q <= 1; nothing when empty.
    [[nodiscard]] std::optional<QuantileBounds> quantile(double q) const;

    bool operator==(const ExponentialHistogram &) const = default;

private:
    /// Adds buckets whose indices are `shift` binary digits finer than ours.
    void mergeBuckets(std::span<const Bucket> added, int shift);
    /// Puts in those of them whose index is not here; there are `missing` such indices.
    void insertMissing(std::span<const Bucket> added, int shift, std::size_t missing);

    int m_scale;
    std::uint64_t m_count = 0;
    std::uint64_t m_zeroCount = 0;
    double m_sum = 0;
    std::optional<double> m_min;
    std::optional<double> m_max;
    std::vector<Bucket> m_buckets;
};

/// A histogram with an engine's own bounds (Prometheus "le"): counts[i] holds values in (bounds[i-1], bounds[i]],
/// the last one everything above. Kept as it came: converting would invent precision.
struct ExplicitHistogram {
    std::vector<double> bounds;        ///< ascending, finite, at most 128
    std::vector<std::uint64_t> counts; ///< bounds.size() + 1
    double sum = 0;

    /// Checks sizes, order and finiteness.
    static Result<ExplicitHistogram> fromParts(std::vector<double> bounds, std::vector<std::uint64_t> counts,
                                               double sum);
    [[nodiscard]] std::uint64_t count() const;
    bool operator==(const ExplicitHistogram &) const = default;
};

/// Latencies of one or many nodes: exponential and explicit histograms side by side, merged exactly within each kind
/// and each set of bounds. A quantile over the mixture is an honest interval.
class LatencyHistogram
{
public:
    LatencyHistogram() = default;
    explicit LatencyHistogram(ExponentialHistogram exponential);
    explicit LatencyHistogram(ExplicitHistogram explicitBuckets);

    void merge(const LatencyHistogram &other);
    /// See ExponentialHistogram::subtract.
    void subtract(const LatencyHistogram &other);
    bool record(double value_s, std::uint64_t count = 1) { return m_exponential.record(value_s, count); }
    void clear();

    [[nodiscard]] std::uint64_t count() const;
    [[nodiscard]] double sum() const;
    [[nodiscard]] bool isEmpty() const { return count() == 0; }
    [[nodiscard]] const ExponentialHistogram &exponential() const { return m_exponential; }
    [[nodiscard]] std::span<const ExplicitHistogram> explicitParts() const { return m_explicit; }

    /// The q-quantile over everything, in seconds; nothing when empty. `upper` is infinite when the quantile falls into
    /// an open last bucket.
    [[nodiscard]] std::optional<QuantileBounds> quantile(double q) const;
    /// Share of observations at or below `threshold_s`, as an interval of ratios (lower, upper); nothing when empty.
    [[nodiscard]] std::optional<QuantileBounds> shareWithin(double threshold_s) const;

    bool operator==(const LatencyHistogram &) const = default;

private:
    ExponentialHistogram m_exponential;
    std::vector<ExplicitHistogram> m_explicit;
};

} // namespace iso::telemetry
