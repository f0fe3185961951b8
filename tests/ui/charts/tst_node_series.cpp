#include "ui/charts/node_series.h"

#include <QTest>

using namespace iso;
using namespace iso::charts;
using namespace std::chrono_literals;
using telemetry::MetricId;

namespace
{

constexpr std::int64_t kStart_s = 1'773'480'000; // a whole number of steps

NodeTime at(Duration sinceStart)
{
    return NodeTime::fromNanoseconds(kStart_s * 1'000'000'000) + sinceStart;
}

telemetry::Sample sampleWith(std::initializer_list<double> ttfts_s, double load)
{
    telemetry::Sample sample;
    sample.interval = 1s;
    sample.metrics.set(MetricId::Load, load);
    sample.metrics.set(MetricId::TokensOut, 100);
    telemetry::LatencyHistogram &ttft = sample.latencies[0].emplace();
    for (const double value : ttfts_s) {
        ttft.record(value);
    }
    return sample;
}

history::SeriesPoint historyPoint(Duration sinceStart, double load)
{
    history::SeriesPoint point;
    point.time = at(sinceStart);
    point.samples = 4;
    point.covered = 4s;
    point.mean.set(MetricId::Load, load);
    return point;
}

} // namespace

class NodeSeriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesOfOneStepBecomeOnePointFromTheirMergedHistogram();
    void nextStepBeginsANewPoint();
    void absentMetricIsNoPointAndNotZero();
    void intervalWithoutRequestsHasNoPercentile();
    void historyComesBeforeLiveAndNeverTwice();
    void sampleOlderThanTheNewestPointChangesNothing();
    void pointsOlderThanTheSpanLeave();
    void ratesAreDeltasOverTheCoveredTime();
};

void NodeSeriesTest::samplesOfOneStepBecomeOnePointFromTheirMergedHistogram()
{
    NodeSeries series;
    series.append(at(0s), sampleWith({0.1, 0.1, 0.1}, 0.2));
    series.append(at(1s), sampleWith({1.0}, 0.4));
    const SeriesData p99 = series.line(Quantity::TtftP99);
    QCOMPARE(p99.size(), std::size_t(1));
    QVERIFY(qAbs(p99.value(0) - 1000) < 20); // the mean of two p99 would be about 550
    QVERIFY(qAbs(series.line(Quantity::TtftP50).value(0) - 100) < 2);
    const SeriesData load = series.line(Quantity::Load);
    QVERIFY(qAbs(load.value(0) - 30) < 1e-9); // percent
    QCOMPARE(load.time_ms(0), at(1s).toSeconds() * 1e3);
}

void NodeSeriesTest::nextStepBeginsANewPoint()
{
    NodeSeries series;
    for (int i = 0; i < 8; ++i) {
        series.append(at(i * 1s), sampleWith({0.1}, 0.5));
    }
    QCOMPARE(series.line(Quantity::Load).size(), std::size_t(2));
}

void NodeSeriesTest::absentMetricIsNoPointAndNotZero()
{
    NodeSeries series;
    series.append(at(0s), sampleWith({0.1}, 0.5));
    QVERIFY(series.line(Quantity::GpuUtilization).isEmpty());
    QVERIFY(series.line(Quantity::RequestsWaiting).isEmpty());
}

void NodeSeriesTest::intervalWithoutRequestsHasNoPercentile()
{
    NodeSeries series;
    series.append(at(0s), sampleWith({}, 0.5));
    QVERIFY(series.line(Quantity::TtftP95).isEmpty());
    QCOMPARE(series.line(Quantity::Load).size(), std::size_t(1));
}

void NodeSeriesTest::historyComesBeforeLiveAndNeverTwice()
{
    NodeSeries series;
    series.append(at(100s), sampleWith({0.1}, 0.9)); // arrives while the query runs, is also in its answer
    series.append(at(104s), sampleWith({0.1}, 0.8));
    history::SeriesResult result;
    result.step = 4s;
    result.points = {historyPoint(92s, 0.1), historyPoint(96s, 0.2), historyPoint(100s, 0.3)};
    series.setHistory(result);
    const SeriesData load = series.line(Quantity::Load);
    QCOMPARE(load.size(), std::size_t(4));
    QVERIFY(qAbs(load.value(2) - 30) < 1e-9);
    QVERIFY(qAbs(load.value(3) - 80) < 1e-9);

    series.append(at(105s), sampleWith({0.1}, 0.6)); // goes on in the open step
    QCOMPARE(series.line(Quantity::Load).size(), std::size_t(4));
    QVERIFY(qAbs(series.line(Quantity::Load).value(3) - 70) < 1e-9);
}

void NodeSeriesTest::sampleOlderThanTheNewestPointChangesNothing()
{
    NodeSeries series;
    series.append(at(10s), sampleWith({0.1}, 0.5));
    series.append(at(5s), sampleWith({0.1}, 0.9));
    QCOMPARE(series.line(Quantity::Load).size(), std::size_t(1));
    QCOMPARE(series.newest(), at(10s));
}

void NodeSeriesTest::pointsOlderThanTheSpanLeave()
{
    NodeSeries series;
    series.append(at(0s), sampleWith({0.1}, 0.5));
    series.append(at(NodeSeries::kSpan + 1min), sampleWith({0.1}, 0.5));
    QCOMPARE(series.line(Quantity::Load).size(), std::size_t(1));
}

void NodeSeriesTest::ratesAreDeltasOverTheCoveredTime()
{
    NodeSeries series;
    series.append(at(0s), sampleWith({0.1}, 0.5));
    series.append(at(1s), sampleWith({0.1}, 0.5));
    QCOMPARE(series.line(Quantity::TokensOut).value(0), 100.0); // 200 tokens in 2 s
}

QTEST_GUILESS_MAIN(NodeSeriesTest)
#include "tst_node_series.moc"
