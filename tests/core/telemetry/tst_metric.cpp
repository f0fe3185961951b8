#include "core/telemetry/metric.h"

#include <QTest>
#include <limits>
#include <set>

using namespace iso::telemetry;

class TestMetric : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMetricIsFoundByItsName();
    void everyLatencyIsFoundByItsName();
    void namesAndFieldsAreUnique();
    void unknownNamesAreNotFound();
    void wireFieldsOfDimensionedMetricsCarryTheirUnit();
    void absenceIsNeverZero();
    void settingAValueForgetsTheReason();
    void aValueThatIsNotFiniteIsAbsent_data();
    void aValueThatIsNotFiniteIsAbsent();
};

void TestMetric::everyMetricIsFoundByItsName()
{
    for (const MetricInfo &info : metricCatalogue()) {
        QVERIFY(metricByName(info.name) == info.id);
        QVERIFY(&infoOf(info.id) == &info);
        QVERIFY(info.minimum < info.maximum);
    }
}

void TestMetric::everyLatencyIsFoundByItsName()
{
    for (const LatencyInfo &info : latencyCatalogue()) {
        QVERIFY(latencyByName(info.name) == info.id);
        QVERIFY(&infoOf(info.id) == &info);
    }
}

void TestMetric::namesAndFieldsAreUnique()
{
    std::set<std::string_view> names;
    std::set<std::string_view> fields;
    for (const MetricInfo &info : metricCatalogue()) {
        names.insert(info.name);
        fields.insert(info.field);
    }
    for (const LatencyInfo &info : latencyCatalogue()) {
        names.insert(info.name);
        fields.insert(info.field);
    }
    QCOMPARE(names.size(), kMetricCount + kLatencyCount);
    QCOMPARE(fields.size(), kMetricCount + kLatencyCount);
}

void TestMetric::unknownNamesAreNotFound()
{
    QVERIFY(!metricByName("gpu.utilisation"));
    QVERIFY(!metricByName(""));
    QVERIFY(!latencyByName("TTFT"));
}

void TestMetric::wireFieldsOfDimensionedMetricsCarryTheirUnit()
{
    for (const MetricInfo &info : metricCatalogue()) {
        switch (info.unit) {
        case Unit::Ratio:
            QVERIFY(info.field.ends_with("_ratio"));
            break;
        case Unit::Bytes:
            QVERIFY(info.field.ends_with("_bytes"));
            break;
        case Unit::Celsius:
            QVERIFY(info.field.ends_with("_celsius"));
            break;
        case Unit::Watts:
            QVERIFY(info.field.ends_with("_watts"));
            break;
        case Unit::Joules:
            QVERIFY(info.field.ends_with("_joules"));
            break;
        default:
            break;
        }
    }
}

void TestMetric::absenceIsNeverZero()
{
    MetricSet metrics;
    metrics.set(MetricId::RequestsRunning, 0);
    metrics.setAbsent(MetricId::GpuUtilization, Absence::NotExported);
    QCOMPARE(metrics.value(MetricId::RequestsRunning), std::optional(0.0));
    QCOMPARE(metrics.value(MetricId::GpuUtilization), std::optional<double>());
    QCOMPARE(metrics.absence(MetricId::GpuUtilization), Absence::NotExported);
    QCOMPARE(metrics.value(MetricId::Energy), std::optional<double>());
    QCOMPARE(metrics.absence(MetricId::Energy), Absence::NotReported);
    QCOMPARE(metrics.presentCount(), 1U);
}

void TestMetric::settingAValueForgetsTheReason()
{
    MetricSet metrics;
    metrics.setAbsent(MetricId::Load, Absence::Stale);
    metrics.set(MetricId::Load, 0.5);
    metrics.setAbsent(MetricId::Load, Absence::NotReported);
    QCOMPARE(metrics, MetricSet());
}

void TestMetric::aValueThatIsNotFiniteIsAbsent_data()
{
    QTest::addColumn<double>("value");
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity();
}

void TestMetric::aValueThatIsNotFiniteIsAbsent()
{
    QFETCH(double, value);
    MetricSet metrics;
    metrics.set(MetricId::Load, 0.5);
    metrics.set(MetricId::Load, value);
    QVERIFY(!metrics.has(MetricId::Load));
    QCOMPARE(metrics.absence(MetricId::Load), Absence::ScrapeFailed);
}

QTEST_GUILESS_MAIN(TestMetric)
#include "tst_metric.moc"
