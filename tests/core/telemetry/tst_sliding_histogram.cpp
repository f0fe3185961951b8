#include "core/telemetry/sliding_histogram.h"
#include "tests/core/telemetry/random_latencies.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <malloc.h>
#include <vector>

using namespace iso::telemetry;
using iso::SteadyTime;
using std::chrono::seconds;

namespace
{

constexpr SteadyTime kStart = SteadyTime::fromNanoseconds(5'000'000'000'000);

LatencyHistogram latencyOf(double value_s, int scale = 5)
{
    ExponentialHistogram histogram(scale);
    histogram.record(value_s);
    return LatencyHistogram(histogram);
}

} // namespace

class TestSlidingHistogram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatCameWithinTheLastMinute();
    void forgetsSlotBySlot();
    void forgetsEverythingAfterALongSilence();
    void equalsTheMergeOfItsWindowAtEveryMoment();
    void recoversTheFineScaleWhenACoarseSlotHasLeft();
    void startsAtAnyTime();
    void aWideMinuteDoesNotKeepItsMemory();
};

void TestSlidingHistogram::holdsWhatCameWithinTheLastMinute()
{
    SlidingHistogram sliding;
    for (int i = 0; i < 6; ++i) {
        sliding.add(latencyOf(0.1 * (i + 1)), kStart + seconds(10 * i));
    }
    QCOMPARE(sliding.total().count(), 6U);
}

void TestSlidingHistogram::forgetsSlotBySlot()
{
    SlidingHistogram sliding;
    sliding.add(latencyOf(0.1), kStart);
    sliding.add(latencyOf(0.2), kStart + seconds(30));
    sliding.advance(kStart + seconds(59));
    QCOMPARE(sliding.total().count(), 2U);
    sliding.advance(kStart + seconds(60));
    QCOMPARE(sliding.total().count(), 1U);
    QCOMPARE(sliding.total().exponential().buckets()[0].index, ExponentialHistogram::bucketOf(0.2, 5));
    sliding.advance(kStart + seconds(90));
    QVERIFY(sliding.total().isEmpty());
}

void TestSlidingHistogram::forgetsEverythingAfterALongSilence()
{
    SlidingHistogram sliding;
    sliding.add(latencyOf(0.1), kStart);
    sliding.add(latencyOf(0.2), kStart + seconds(25));
    sliding.advance(kStart + seconds(86'400));
    QCOMPARE(sliding.total(), LatencyHistogram());
}

void TestSlidingHistogram::equalsTheMergeOfItsWindowAtEveryMoment()
{
    const auto values = iso::test::randomLatencies(11, 600);
    SlidingHistogram sliding;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sliding.add(latencyOf(values[i]), kStart + seconds(i));
        // Whole slots of 10 s: the one of now and the five before.
        const std::size_t oldest = i / 10 >= 5 ? (i / 10 - 5) * 10 : 0;
        LatencyHistogram expected;
        for (std::size_t k = oldest; k <= i; ++k) {
            expected.record(values[k]);
        }
        QVERIFY(std::ranges::equal(sliding.total().exponential().buckets(), expected.exponential().buckets()));
        QCOMPARE(sliding.total().count(), expected.count());
    }
}

void TestSlidingHistogram::recoversTheFineScaleWhenACoarseSlotHasLeft()
{
    SlidingHistogram sliding;
    sliding.add(latencyOf(0.1, -1), kStart);
    sliding.add(latencyOf(0.2), kStart + seconds(30));
    QCOMPARE(sliding.total().exponential().scale(), -1);
    sliding.advance(kStart + seconds(60));
    QCOMPARE(sliding.total(), latencyOf(0.2));
}

void TestSlidingHistogram::startsAtAnyTime()
{
    SlidingHistogram sliding;
    sliding.advance(SteadyTime());
    sliding.add(latencyOf(0.1), SteadyTime::fromNanoseconds(1));
    QCOMPARE(sliding.total(), latencyOf(0.1));
}

void TestSlidingHistogram::aWideMinuteDoesNotKeepItsMemory()
{
    std::vector<SlidingHistogram> nodes(200);
    int second = 0;
    const auto goOnFor = [&](int seconds_, int values) {
        for (const int end = second + seconds_; second < end; ++second) {
            LatencyHistogram sample;
            for (int i = 0; i < values; ++i) {
                sample.record(0.01 * std::pow(1.02, i));
            }
            for (SlidingHistogram &node : nodes) {
                node.add(sample, kStart + seconds(second));
            }
        }
        return static_cast<double>(mallinfo2().uordblks);
    };
    const double before_bytes = static_cast<double>(mallinfo2().uordblks);
    const double wide_bytes = goOnFor(70, 300) - before_bytes;
    if (wide_bytes == 0) {
        QSKIP("this allocator does not say what is in use");
    }
    const double narrow_bytes = goOnFor(140, 10) - before_bytes;
    QVERIFY2(narrow_bytes < wide_bytes / 3, qPrintable(QStringLiteral("%1 of %2").arg(narrow_bytes).arg(wide_bytes)));
}

QTEST_GUILESS_MAIN(TestSlidingHistogram)
#include "tst_sliding_histogram.moc"
