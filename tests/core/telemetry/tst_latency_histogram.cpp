#include "core/telemetry/histogram.h"
#include "tests/core/telemetry/random_latencies.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

using namespace iso::telemetry;
using iso::test::randomLatencies;

namespace
{

// The bounds of vLLM's and of TGI's TTFT, shortened.
const std::vector<double> kBoundsA{0.01, 0.04, 0.1, 0.25, 0.5, 1, 2.5, 10};
const std::vector<double> kBoundsB{0.05, 0.2, 0.8, 3.2};

ExplicitHistogram explicitOf(const std::vector<double> &values, const std::vector<double> &bounds)
{
    std::vector<std::uint64_t> counts(bounds.size() + 1);
    double sum = 0;
    for (const double value : values) {
        ++counts[static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), value) - bounds.begin())];
        sum += value;
    }
    return *ExplicitHistogram::fromParts(bounds, counts, sum);
}

LatencyHistogram exponentialOf(const std::vector<double> &values, int scale = 5)
{
    ExponentialHistogram histogram(scale);
    for (const double value : values) {
        histogram.record(value);
    }
    return LatencyHistogram(histogram);
}

struct Mixture {
    std::vector<double> values;
    LatencyHistogram histogram;
};

Mixture mixture(std::uint32_t seed)
{
    Mixture result;
    const auto add = [&result](std::vector<double> values, const LatencyHistogram &histogram) {
        result.values.insert(result.values.end(), values.begin(), values.end());
        result.histogram.merge(histogram);
    };
    const auto a = randomLatencies(seed, 200);
    const auto b = randomLatencies(seed + 100, 30 + seed);
    const auto c = randomLatencies(seed + 200, 80);
    const auto d = randomLatencies(seed + 300, 10);
    add(a, exponentialOf(a));
    add(b, LatencyHistogram(explicitOf(b, kBoundsA)));
    add(c, LatencyHistogram(explicitOf(c, kBoundsB)));
    add(d, LatencyHistogram(explicitOf(d, kBoundsA)));
    std::sort(result.values.begin(), result.values.end());
    return result;
}

} // namespace

class TestLatencyHistogram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsOfEqualBoundsMergeAndOthersStandSideBySide();
    void quantileOfAMixtureBracketsTheTrueValue();
    void quantileInAnOpenBucketHasNoUpperBound();
    void shareWithinBracketsTheTrueShare();
    void subtractUndoesMergeOfBothKinds();
    void clearForgetsACoarseScale();
    void nothingHasNeitherQuantileNorShare();
};

void TestLatencyHistogram::partsOfEqualBoundsMergeAndOthersStandSideBySide()
{
    const Mixture mixed = mixture(1);
    QCOMPARE(mixed.histogram.explicitParts().size(), 2U);
    QCOMPARE(mixed.histogram.count(), std::uint64_t{mixed.values.size()});
    double sum = 0;
    for (const double value : mixed.values) {
        sum += value;
    }
    QVERIFY(std::abs(mixed.histogram.sum() - sum) < 1e-9 * sum);
}

void TestLatencyHistogram::quantileOfAMixtureBracketsTheTrueValue()
{
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        const Mixture mixed = mixture(seed);
        for (int percent = 0; percent <= 100; ++percent) {
            const int n = static_cast<int>(mixed.values.size());
            const int rank = std::max(1, (percent * n + 99) / 100);
            const double truth = mixed.values[static_cast<std::size_t>(rank - 1)];
            const auto found = mixed.histogram.quantile(percent / 100.0);
            QVERIFY(found);
            QVERIFY(found->lower <= truth && truth <= found->upper);
            QVERIFY(found->lower <= found->estimate && found->estimate <= found->upper);
        }
    }
}

void TestLatencyHistogram::quantileInAnOpenBucketHasNoUpperBound()
{
    const LatencyHistogram histogram(explicitOf({0.5, 100, 200}, {1}));
    const auto found = histogram.quantile(0.95);
    QVERIFY(found);
    QCOMPARE(found->lower, 1.0);
    QCOMPARE(found->estimate, 1.0);
    QVERIFY(std::isinf(found->upper));
}

void TestLatencyHistogram::shareWithinBracketsTheTrueShare()
{
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        const Mixture mixed = mixture(seed);
        for (const double threshold : {0.0, 0.01, 0.05, 0.123, 0.25, 0.5, 0.77, 2.0, 5.0, 1000.0}) {
            const auto within = std::upper_bound(mixed.values.begin(), mixed.values.end(), threshold);
            const double truth =
                static_cast<double>(within - mixed.values.begin()) / static_cast<double>(mixed.values.size());
            const auto found = mixed.histogram.shareWithin(threshold);
            QVERIFY(found);
            QVERIFY(found->lower <= truth && truth <= found->upper);
            QVERIFY(found->lower <= found->estimate && found->estimate <= found->upper);
        }
    }
}

void TestLatencyHistogram::subtractUndoesMergeOfBothKinds()
{
    const auto kept = exponentialOf(randomLatencies(1, 40));
    LatencyHistogram taken = exponentialOf(randomLatencies(2, 40));
    taken.merge(LatencyHistogram(explicitOf(randomLatencies(3, 40), kBoundsA)));
    LatencyHistogram histogram = kept;
    histogram.merge(taken);
    histogram.subtract(taken);
    QVERIFY(std::ranges::equal(histogram.exponential().buckets(), kept.exponential().buckets()));
    QVERIFY(histogram.explicitParts().empty());
    QCOMPARE(histogram.count(), kept.count());
}

void TestLatencyHistogram::clearForgetsACoarseScale()
{
    LatencyHistogram histogram = exponentialOf({0.1}, -2);
    histogram.merge(LatencyHistogram(explicitOf({0.3}, kBoundsB)));
    histogram.clear();
    QCOMPARE(histogram, LatencyHistogram());
}

void TestLatencyHistogram::nothingHasNeitherQuantileNorShare()
{
    QVERIFY(!LatencyHistogram().quantile(0.5));
    QVERIFY(!LatencyHistogram().shareWithin(1));
    const LatencyHistogram noneInExplicitBuckets(explicitOf({}, kBoundsA));
    QVERIFY(noneInExplicitBuckets.isEmpty());
    QVERIFY(!noneInExplicitBuckets.quantile(0.5));
}

QTEST_GUILESS_MAIN(TestLatencyHistogram)
#include "tst_latency_histogram.moc"
