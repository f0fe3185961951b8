#include "core/telemetry/sample.h"

#include <QTest>

using namespace iso::telemetry;

namespace
{

ModelSample model(const char *name, double running, double kvUsage)
{
    ModelSample sample;
    sample.model = name;
    sample.metrics.set(MetricId::RequestsRunning, running);
    sample.metrics.set(MetricId::KvCacheUsage, kvUsage);
    return sample;
}

LatencyHistogram latencyOf(double value_s)
{
    LatencyHistogram histogram;
    histogram.record(value_s);
    return histogram;
}

} // namespace

class TestSample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStateIsFoundByItsText();
    void levelsAddUpAndCacheUseTakesTheHighest();
    void sumsOfTheNodeItselfStay();
    void hostMetricsAreNotSummed();
    void latenciesMerge();
    void reasonOfTheModelsIsKeptWhereNoneHasAValue();
    void sumOfSharesStaysWithinWhatCanBeTrue();
    void withoutModelsNothingChanges();
};

void TestSample::everyStateIsFoundByItsText()
{
    for (int i = 0; i <= static_cast<int>(ServiceState::Misconfigured); ++i) {
        const auto state = static_cast<ServiceState>(i);
        QVERIFY(serviceStateByText(toText(state)) == state);
    }
    for (int i = 0; i <= static_cast<int>(LinkState::PathLost); ++i) {
        const auto state = static_cast<LinkState>(i);
        QVERIFY(linkStateByText(toText(state)) == state);
    }
    QVERIFY(!serviceStateByText("Serving"));
    QVERIFY(!linkStateByText(""));
}

void TestSample::levelsAddUpAndCacheUseTakesTheHighest()
{
    Sample sample;
    sample.models = {model("a", 3, 0.25), model("b", 4, 0.75), model("c", 0, 0.5)};
    sumModels(sample);
    QCOMPARE(sample.metrics.value(MetricId::RequestsRunning), std::optional(7.0));
    QCOMPARE(sample.metrics.value(MetricId::KvCacheUsage), std::optional(0.75));
    QVERIFY(!sample.metrics.has(MetricId::RequestsWaiting));
}

void TestSample::sumsOfTheNodeItselfStay()
{
    Sample sample;
    sample.metrics.set(MetricId::RequestsRunning, 20);
    sample.latencies[0] = latencyOf(1);
    sample.models = {model("a", 3, 0.25)};
    sample.models[0].latencies[0] = latencyOf(2);
    sumModels(sample);
    QCOMPARE(sample.metrics.value(MetricId::RequestsRunning), std::optional(20.0));
    QCOMPARE(*sample.latencies[0], latencyOf(1));
}

void TestSample::hostMetricsAreNotSummed()
{
    Sample sample;
    sample.models = {model("a", 3, 0.25)};
    sample.models[0].metrics.set(MetricId::CpuUtilization, 0.5);
    sumModels(sample);
    QVERIFY(!sample.metrics.has(MetricId::CpuUtilization));
}

void TestSample::latenciesMerge()
{
    Sample sample;
    sample.models = {model("a", 1, 0), model("b", 1, 0), model("c", 1, 0)};
    sample.models[1].latencies[2] = latencyOf(0.5);
    sample.models[2].latencies[2] = latencyOf(0.7);
    sumModels(sample);
    LatencyHistogram both = latencyOf(0.5);
    both.merge(latencyOf(0.7));
    QVERIFY(sample.latencies[2] == both);
    QVERIFY(!sample.latencies[0]);
}

void TestSample::reasonOfTheModelsIsKeptWhereNoneHasAValue()
{
    Sample sample;
    sample.models = {model("a", 1, 0), model("b", 1, 0)};
    sample.models[1].metrics.setAbsent(MetricId::PrefixCacheHit, Absence::FlagOff);
    sumModels(sample);
    QVERIFY(!sample.metrics.has(MetricId::PrefixCacheHit));
    QCOMPARE(sample.metrics.absence(MetricId::PrefixCacheHit), Absence::FlagOff);
}

void TestSample::sumOfSharesStaysWithinWhatCanBeTrue()
{
    Sample sample;
    sample.models = {model("a", 1, 0), model("b", 1, 0)};
    sample.models[0].metrics.set(MetricId::Load, infoOf(MetricId::Load).maximum);
    sample.models[1].metrics.set(MetricId::Load, 1);
    sumModels(sample);
    QCOMPARE(sample.metrics.value(MetricId::Load), std::optional(infoOf(MetricId::Load).maximum));
}

void TestSample::withoutModelsNothingChanges()
{
    Sample sample;
    sample.metrics.setAbsent(MetricId::Load, Absence::Stale);
    const Sample before = sample;
    sumModels(sample);
    QCOMPARE(sample, before);
}

QTEST_GUILESS_MAIN(TestSample)
#include "tst_sample.moc"
