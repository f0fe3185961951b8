#include "core/telemetry/histogram.h"
#include "tests/core/telemetry/random_latencies.h"
#include "tests/support/result_checks.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

using iso::ErrorCode;
using iso::telemetry::ExplicitHistogram;
using iso::telemetry::ExponentialHistogram;
using iso::test::randomLatencies;

namespace
{

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

ExponentialHistogram histogramOf(const std::vector<double> &values, int scale = ExponentialHistogram::kDefaultScale)
{
    ExponentialHistogram histogram(scale);
    for (const double value : values) {
        histogram.record(value);
    }
    return histogram;
}

/// Equal but for the order in which the sum was rounded.
bool sameCounts(const ExponentialHistogram &a, const ExponentialHistogram &b)
{
    return a.scale() == b.scale() && a.count() == b.count() && a.zeroCount() == b.zeroCount() && a.min() == b.min() &&
           a.max() == b.max() && std::ranges::equal(a.buckets(), b.buckets()) &&
           std::abs(a.sum() - b.sum()) <= 1e-9 * (a.sum() + b.sum());
}

using Spoil = void (*)(ExponentialHistogram::Parts &);

ExponentialHistogram::Parts goodParts()
{
    ExponentialHistogram::Parts parts;
    parts.zeroCount = 2;
    parts.buckets = {{-32, 1}, {0, 3}, {31, 1}};
    parts.sum = 6;
    parts.min = 0;
    parts.max = 2;
    return parts;
}

} // namespace

class TestHistogram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valueFallsIntoTheBucketOfTheExactLogarithm_data();
    void valueFallsIntoTheBucketOfTheExactLogarithm();
    void edgesAreTheExactOnesRoundedDown_data();
    void edgesAreTheExactOnesRoundedDown();
    void everyValueLiesBetweenTheEdgesOfItsBucket();
    void everyPowerOfTwoEndsItsBucketAtEveryScale();
    void whatIsNotAnAmountIsNotRecorded();
    void mergeIsTheHistogramOfTheUnion();
    void mergeOfTwoScalesIsTheUnionAtTheSmaller();
    void mergingAnEmptyHistogramChangesNothing();
    void extremesAreUnknownWhenOneSideDoesNotKnowThem();
    void downscaleJoinsNegativeIndicesTowardsMinusInfinity();
    void subtractUndoesMerge();
    void subtractingEverythingLeavesAnEmptyHistogram();
    void quantileBracketsTheTrueValue();
    void quantileOfEqualValuesIsTheValue();
    void quantileOfNothingIsNothing();
    void partsOfAHistogramMakeItAgain();
    void garbageIsRefused_data();
    void garbageIsRefused();
    void explicitGarbageIsRefused_data();
    void explicitGarbageIsRefused();
};

// Indices and edges computed with 60 decimal digits, apart from this program.
void TestHistogram::valueFallsIntoTheBucketOfTheExactLogarithm_data()
{
    struct Row {
        double value;
        int scale;
        int index;
    };
    static constexpr Row kRows[] = {
        {1.0, 0, -1},
        {1.5, 0, 0},
        {2.0, 0, 0},
        {0x1.0000000000001p+1, 0, 1},
        {4.0, 0, 1},
        {0.25, 0, -3},
        {0.3, 0, -2},
        {1.0, 5, -1},
        {0x1.0000000000001p+0, 5, 0},
        {2.0, 5, 31},
        {0.1, 5, -107},
        {0.25, 5, -65},
        {12.5, 5, 116},
        {100.0, 5, 212},
        {1e-5, 5, -532},
        {1.0, 20, -1},
        {3.0, 20, 1661953},
        {0.001, 20, -10449883},
        {0x1.fffffffffffffp+1023, 20, 1073741823},
        {0x0.0000000000001p-1022, 20, -1126170625},
        {0x1.0p-1022, 5, -32705},
        {0x0.0000000000001p-1022, 5, -34369},
        {0x1.fffffffffffffp+1023, 5, 32767},
        {4.0, -1, 0},
        {4.1, -1, 1},
        {16.0, -2, 0},
        {1.0, -2, -1},
        {0.5, -3, -1},
        {1e300, -10, 0},
        {1e-300, -10, -1},
        {0.9, 3, -2},
        {7.0, 3, 22},
        {0.017, 12, -24078},
    };
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("scale");
    QTest::addColumn<int>("index");
    for (const Row &row : kRows) {
        QTest::addRow("%g at scale %d", row.value, row.scale) << row.value << row.scale << row.index;
    }
}

void TestHistogram::valueFallsIntoTheBucketOfTheExactLogarithm()
{
    QFETCH(double, value);
    QFETCH(int, scale);
    QFETCH(int, index);
    QCOMPARE(ExponentialHistogram::bucketOf(value, scale), index);
}

void TestHistogram::edgesAreTheExactOnesRoundedDown_data()
{
    struct Row {
        int index;
        int scale;
        double edge;
    };
    static constexpr Row kRows[] = {
        {1, 1, 0x1.6a09e667f3bccp+0},
        {1, 2, 0x1.306fe0a31b715p+0},
        {3, 2, 0x1.ae89f995ad3adp+0},
        {1, 3, 0x1.172b83c7d517ap+0},
        {7, 3, 0x1.d5818dcfba487p+0},
        {1, 5, 0x1.059b0d3158574p+0},
        {16, 5, 0x1.6a09e667f3bccp+0},
        {31, 5, 0x1.f50765b6e4540p+0},
        {-17, 5, 0x1.6247eb03a5584p-1},
        {161, 5, 0x1.059b0d3158574p+5},
        {1, 10, 0x1.002c605e2e8cep+0},
        {512, 10, 0x1.6a09e667f3bccp+0},
        {1023, 10, 0x1.ffa74ea381efcp+0},
        {1, 20, 0x1.00000b1721bcfp+0},
        {699050, 20, 0x1.965fde9747d19p+0},
        {1048575, 20, 0x1.ffffe9d1bd7c0p+0},
        {64, 5, 4.0},
        {-3, 0, 0.125},
        {-1, -3, 0x1p-8},
    };
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("scale");
    QTest::addColumn<double>("edge");
    for (const Row &row : kRows) {
        QTest::addRow("bucket %d at scale %d", row.index, row.scale) << row.index << row.scale << row.edge;
    }
}

void TestHistogram::edgesAreTheExactOnesRoundedDown()
{
    QFETCH(int, index);
    QFETCH(int, scale);
    QFETCH(double, edge);
    const double found = ExponentialHistogram::lowerEdge(index, scale);
    QVERIFY2(found == edge, QByteArray::number(found, 'g', 17).constData()); // not fuzzily
}

void TestHistogram::everyValueLiesBetweenTheEdgesOfItsBucket()
{
    std::mt19937 random(20260314);
    for (int i = 0; i < 200'000; ++i) {
        const int scale = static_cast<int>(random() % 31) - 10;
        const double value =
            std::ldexp(1 + static_cast<double>(random()) / 4294967296.0, static_cast<int>(random() % 400) - 200);
        const std::int32_t index = ExponentialHistogram::bucketOf(value, scale);
        QVERIFY(ExponentialHistogram::lowerEdge(index, scale) < value);
        QVERIFY(value <= ExponentialHistogram::lowerEdge(index + 1, scale));
        // The neighbours of an edge are on its two sides.
        const double edge = ExponentialHistogram::lowerEdge(index, scale);
        QCOMPARE(ExponentialHistogram::bucketOf(std::nextafter(edge, kInfinity), scale), index);
        QCOMPARE(ExponentialHistogram::bucketOf(edge, scale), index - 1);
    }
}

void TestHistogram::everyPowerOfTwoEndsItsBucketAtEveryScale()
{
    for (int scale = ExponentialHistogram::kMinScale; scale <= ExponentialHistogram::kMaxScale; ++scale) {
        for (int exponent = -1000; exponent <= 1000; exponent += 8) {
            const double value = std::ldexp(1.0, exponent);
            const int expected = scale >= 0 ? exponent * (1 << scale) - 1 : (exponent - 1) >> -scale;
            QCOMPARE(ExponentialHistogram::bucketOf(value, scale), expected);
        }
    }
}

void TestHistogram::whatIsNotAnAmountIsNotRecorded()
{
    ExponentialHistogram histogram;
    QVERIFY(!histogram.record(-0.001));
    QVERIFY(!histogram.record(kNan));
    QVERIFY(!histogram.record(kInfinity));
    QVERIFY(histogram.isEmpty());
    QVERIFY(histogram.record(0));
    QCOMPARE(histogram.zeroCount(), 1U);
    QCOMPARE(histogram.count(), 1U);
}

void TestHistogram::mergeIsTheHistogramOfTheUnion()
{
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        const auto left = randomLatencies(seed, seed * 7);
        const auto right = randomLatencies(seed + 1000, 400 - seed * 7);
        auto both = left;
        both.insert(both.end(), right.begin(), right.end());
        auto merged = histogramOf(left);
        merged.merge(histogramOf(right));
        QVERIFY(sameCounts(merged, histogramOf(both)));
    }
}

void TestHistogram::mergeOfTwoScalesIsTheUnionAtTheSmaller()
{
    for (int scale = -3; scale <= 12; ++scale) {
        const auto left = randomLatencies(7, 300);
        const auto right = randomLatencies(8, 200);
        auto both = left;
        both.insert(both.end(), right.begin(), right.end());
        const auto expected = histogramOf(both, std::min(scale, 5));
        auto fineIntoCoarse = histogramOf(left);
        fineIntoCoarse.merge(histogramOf(right, scale));
        auto coarseIntoFine = histogramOf(right, scale);
        coarseIntoFine.merge(histogramOf(left));
        QVERIFY(sameCounts(fineIntoCoarse, expected));
        QVERIFY(sameCounts(coarseIntoFine, expected));
    }
}

void TestHistogram::mergingAnEmptyHistogramChangesNothing()
{
    auto histogram = histogramOf({0.1, 0.2});
    const auto before = histogram;
    histogram.merge(ExponentialHistogram(-2));
    QCOMPARE(histogram, before);
}

void TestHistogram::extremesAreUnknownWhenOneSideDoesNotKnowThem()
{
    auto parts = goodParts();
    parts.min.reset();
    auto histogram = histogramOf({0.1});
    histogram.merge(*ExponentialHistogram::fromParts(parts));
    QVERIFY(!histogram.min());
    QCOMPARE(histogram.max(), std::optional(2.0));
    QVERIFY(histogram.record(0.01));
    QVERIFY(!histogram.min());
}

void TestHistogram::downscaleJoinsNegativeIndicesTowardsMinusInfinity()
{
    ExponentialHistogram::Parts parts;
    parts.scale = 2;
    parts.buckets = {{-9, 1}, {-8, 2}, {-5, 4}, {-4, 8}, {-1, 16}, {0, 32}, {3, 64}, {4, 128}};
    auto histogram = *ExponentialHistogram::fromParts(parts);
    histogram.downscaleTo(0);
    const std::vector<ExponentialHistogram::Bucket> expected{
        {-3, 1}, {-2, 2 + 4}, {-1, 8 + 16}, {0, 32 + 64}, {1, 128}};
    QVERIFY(std::ranges::equal(histogram.buckets(), expected));
    QCOMPARE(histogram.count(), 255U);
}

void TestHistogram::subtractUndoesMerge()
{
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        const auto kept = histogramOf(randomLatencies(seed, 150));
        const auto taken = histogramOf(randomLatencies(seed + 500, 90), 5 + static_cast<int>(seed % 3));
        auto histogram = kept;
        histogram.merge(taken);
        histogram.subtract(taken);
        QVERIFY(std::ranges::equal(histogram.buckets(), kept.buckets()));
        QCOMPARE(histogram.count(), kept.count());
        QCOMPARE(histogram.zeroCount(), kept.zeroCount());
        QVERIFY(std::abs(histogram.sum() - kept.sum()) < 1e-9 * kept.sum());
    }
}

void TestHistogram::subtractingEverythingLeavesAnEmptyHistogram()
{
    auto histogram = histogramOf({0.1, 0.2, 0.3});
    histogram.subtract(histogramOf({0.3, 0.2, 0.1}));
    QCOMPARE(histogram, ExponentialHistogram());
}

void TestHistogram::quantileBracketsTheTrueValue()
{
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        auto values = randomLatencies(seed, 1 + seed * 13);
        const auto histogram = histogramOf(values);
        std::sort(values.begin(), values.end());
        for (int percent = 0; percent <= 100; ++percent) {
            const auto n = static_cast<int>(values.size());
            const int rank = std::max(1, (percent * n + 99) / 100);
            const double truth = values[static_cast<std::size_t>(rank - 1)];
            const auto found = histogram.quantile(percent / 100.0);
            QVERIFY(found);
            QVERIFY(found->lower <= truth && truth <= found->upper);
            QVERIFY(found->lower <= found->estimate && found->estimate <= found->upper);
            QVERIFY(std::abs(found->estimate - truth) <= 0.0109 * truth); // 2^(1/64) - 1
        }
    }
}

void TestHistogram::quantileOfEqualValuesIsTheValue()
{
    const auto found = histogramOf({0.25, 0.25, 0.25}).quantile(0.95);
    QVERIFY(found);
    QCOMPARE(*found, (iso::telemetry::QuantileBounds{0.25, 0.25, 0.25}));
}

void TestHistogram::quantileOfNothingIsNothing()
{
    QVERIFY(!ExponentialHistogram().quantile(0.5));
}

void TestHistogram::partsOfAHistogramMakeItAgain()
{
    const auto histogram = histogramOf(randomLatencies(3, 500));
    ExponentialHistogram::Parts parts;
    parts.scale = histogram.scale();
    parts.zeroCount = histogram.zeroCount();
    parts.buckets.assign(histogram.buckets().begin(), histogram.buckets().end());
    parts.sum = histogram.sum();
    parts.min = histogram.min();
    parts.max = histogram.max();
    QCOMPARE_RESULT(ExponentialHistogram::fromParts(parts), histogram);
}

void TestHistogram::garbageIsRefused_data()
{
    using Parts = ExponentialHistogram::Parts;
    QTest::addColumn<Spoil>("spoil");
    const auto row = [](const char *name, Spoil spoil) { QTest::newRow(name) << spoil; };
    row("scale too small", [](Parts &p) { p.scale = -11; });
    row("scale too large", [](Parts &p) { p.scale = 21; });
    row("too many buckets", [](Parts &p) {
        p.buckets.clear();
        for (std::int32_t i = 0; i <= static_cast<std::int32_t>(ExponentialHistogram::kMaxBuckets); ++i) {
            p.buckets.push_back({i, 1});
        }
    });
    row("descending", [](Parts &p) { std::swap(p.buckets[0], p.buckets[1]); });
    row("twice the same index", [](Parts &p) { p.buckets[1].index = p.buckets[0].index; });
    row("count of 0", [](Parts &p) { p.buckets[1].count = 0; });
    row("counts overflow", [](Parts &p) { p.buckets[0].count = p.buckets[1].count = ~std::uint64_t{0} / 2 + 1; });
    row("zero count overflows", [](Parts &p) { p.zeroCount = ~std::uint64_t{0}; });
    row("index below every number", [](Parts &p) { p.buckets[0].index = -34370; });
    row("index above every number", [](Parts &p) { p.buckets[2].index = 32768; });
    row("sum not a number", [](Parts &p) { p.sum = kNan; });
    row("sum infinite", [](Parts &p) { p.sum = kInfinity; });
    row("sum negative", [](Parts &p) { p.sum = -1; });
    row("min not a number", [](Parts &p) { p.min = kNan; });
    row("max infinite", [](Parts &p) { p.max = kInfinity; });
    row("min negative", [](Parts &p) { p.min = -1; });
    row("min above max", [](Parts &p) {
        p.min = 3;
        p.max = 2;
    });
    row("min above the first bucket", [](Parts &p) { p.min = 0.1; });
    row("max below the last bucket", [](Parts &p) { p.max = 1.5; });
    row("sum of nothing", [](Parts &p) {
        p = Parts();
        p.sum = 1;
    });
    row("max of nothing", [](Parts &p) {
        p = Parts();
        p.max = 1;
    });
}

void TestHistogram::garbageIsRefused()
{
    QVERIFY_RESULT(ExponentialHistogram::fromParts(goodParts()));
    QFETCH(Spoil, spoil);
    auto parts = goodParts();
    spoil(parts);
    QVERIFY_FAILURE(ExponentialHistogram::fromParts(parts), ErrorCode::InvalidInput);
}

void TestHistogram::explicitGarbageIsRefused_data()
{
    QTest::addColumn<std::vector<double>>("bounds");
    QTest::addColumn<std::vector<std::uint64_t>>("counts");
    QTest::addColumn<double>("sum");
    const auto row = [](const char *name, std::vector<double> bounds, std::vector<std::uint64_t> counts, double sum) {
        QTest::newRow(name) << std::move(bounds) << std::move(counts) << sum;
    };
    row("as many counts as bounds", {1, 2}, {1, 1}, 1);
    row("no counts", {}, {}, 0);
    row("descending bounds", {2, 1}, {1, 1, 1}, 1);
    row("equal bounds", {1, 1}, {1, 1, 1}, 1);
    row("infinite bound", {1, kInfinity}, {1, 1, 1}, 1);
    row("bound not a number", {kNan, 1}, {1, 1, 1}, 1);
    row("negative bound", {-1, 1}, {1, 1, 1}, 1);
    row("counts overflow", {1}, {~std::uint64_t{0}, 2}, 1);
    row("sum not a number", {1}, {1, 1}, kNan);
    row("negative sum", {1}, {1, 1}, -1);
    row("sum of nothing", {1}, {0, 0}, 1);
    std::vector<double> many(129);
    for (std::size_t i = 0; i < many.size(); ++i) {
        many[i] = static_cast<double>(i);
    }
    row("too many bounds", many, std::vector<std::uint64_t>(130, 1), 1);
}

void TestHistogram::explicitGarbageIsRefused()
{
    QVERIFY_RESULT(ExplicitHistogram::fromParts({1, 2}, {1, 0, 1}, 3));
    QFETCH(std::vector<double>, bounds);
    QFETCH(std::vector<std::uint64_t>, counts);
    QFETCH(double, sum);
    QVERIFY_FAILURE(ExplicitHistogram::fromParts(bounds, counts, sum), ErrorCode::InvalidInput);
}

QTEST_GUILESS_MAIN(TestHistogram)
#include "tst_histogram.moc"
