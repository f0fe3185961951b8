#include "core/agent/gpu_metrics.h"
#include "core/agent/nvml_source.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using namespace iso::agent;
using telemetry::Absence;
using telemetry::MetricId;

namespace
{

class FakeGpus final : public GpuSource
{
public:
    explicit FakeGpus(Measured<std::vector<GpuReading>> &readings)
        : m_readings(readings)
    {
    }
    std::vector<wire::GpuDescription> gpus() override { return {{"First", 10}, {"Second", 20}}; }
    Measured<std::vector<GpuReading>> read() override { return m_readings; }

private:
    Measured<std::vector<GpuReading>> &m_readings;
};

GpuReading reading(double utilization, double energy_joules, double throttled_s)
{
    GpuReading reading;
    reading.utilization_ratio = utilization;
    reading.memoryUsed_bytes = 100;
    reading.temperature_celsius = 100 * utilization;
    reading.power_watts = 300;
    reading.energy_joules = energy_joules;
    reading.throttled_s = throttled_s;
    return reading;
}

} // namespace

class TestGpuMetrics : public QObject
{
    Q_OBJECT

    test::ManualClock m_clock;
    Measured<std::vector<GpuReading>> m_readings = firstReading();

    GpuMetrics metricsOf(int *opened = nullptr)
    {
        return GpuMetrics(
            [this, opened]() -> Result<std::unique_ptr<GpuSource>> {
                if (opened) {
                    ++*opened;
                }
                return std::make_unique<FakeGpus>(m_readings);
            },
            m_clock);
    }
    telemetry::MetricSet measured(GpuMetrics &gpus)
    {
        m_clock.advance(std::chrono::seconds(1));
        telemetry::Sample sample;
        gpus.measure(sample);
        return sample.metrics;
    }
    static GpuMetrics nvml(const Clock &clock)
    {
        return GpuMetrics([] { return openNvml(ISOCHRONE_FAKE_NVML); }, clock);
    }

private Q_SLOTS:
    void cleanup()
    {
        for (const char *name : {"FAKE_NVML_INIT", "FAKE_NVML_UTILIZATION", "FAKE_NVML_ENERGY", "FAKE_NVML_REASONS",
                                 "FAKE_NVML_VIOLATION"}) {
            qunsetenv(name);
        }
    }

    void severalGpusBecomeOneNode()
    {
        GpuMetrics gpus = metricsOf();
        m_readings = std::vector{reading(0.2, 1000, 5), reading(0.6, 5000, 7)};
        telemetry::MetricSet metrics = measured(gpus);
        QCOMPARE(metrics.value(MetricId::GpuUtilization).value_or(-1), 0.4);
        QCOMPARE(metrics.value(MetricId::GpuMemoryUsed).value_or(-1), 200.0);
        QCOMPARE(metrics.value(MetricId::GpuTemperature).value_or(-1), 60.0);
        QCOMPARE(metrics.value(MetricId::GpuPower).value_or(-1), 600.0);
        QCOMPARE(metrics.absence(MetricId::GpuThrottled), Absence::NotReported);
        QCOMPARE(gpus.energy().value_or(-1), 0.0);

        m_readings = std::vector{reading(0.2, 1300, 5.25), reading(0.6, 100, 7.5)};
        metrics = measured(gpus);
        QCOMPARE(metrics.value(MetricId::GpuThrottled).value_or(-1), 0.5);
        QCOMPARE(gpus.energy().value_or(-1), 400.0); // 300, and 100 since the second one's driver came back
    }
    void whatOneGpuDoesNotTellIsAbsentForAll()
    {
        GpuMetrics gpus = metricsOf();
        m_readings = std::vector{reading(0.2, 1000, 0), reading(0.6, 1000, 0)};
        m_readings->back().power_watts = missing(Absence::NotExported, "no sensor");
        const auto metrics = measured(gpus);
        QVERIFY(metrics.has(MetricId::GpuUtilization));
        QCOMPARE(metrics.absence(MetricId::GpuPower), Absence::NotExported);
    }
    void aLostGpuIsOpenedAgainAfterAWhile()
    {
        int opened = 0;
        GpuMetrics gpus = metricsOf(&opened);
        m_readings = missing(Absence::ScrapeFailed, "lost");
        QCOMPARE(measured(gpus).absence(MetricId::GpuUtilization), Absence::ScrapeFailed);
        m_readings = std::vector{reading(0.5, 0, 0)};
        measured(gpus);
        QCOMPARE(opened, 1);
        m_clock.advance(GpuMetrics::kRetryInterval);
        QCOMPARE(measured(gpus).value(MetricId::GpuUtilization).value_or(-1), 0.5);
        QCOMPARE(opened, 2);
    }

    void aMachineWithoutTheLibraryHasNoGpu()
    {
        QVERIFY_FAILURE(openNvml("libnothing-of-this-name.so.9"), ErrorCode::NotFound);
        GpuMetrics gpus([] { return openNvml("libnothing-of-this-name.so.9"); }, m_clock);
        const auto metrics = measured(gpus);
        for (const MetricId id : {MetricId::GpuUtilization, MetricId::GpuMemoryUsed, MetricId::GpuTemperature,
                                  MetricId::GpuPower, MetricId::GpuThrottled}) {
            QVERIFY(!metrics.has(id));
            QCOMPARE(metrics.absence(id), Absence::NotExported);
        }
        std::vector<Finding> findings;
        gpus.describe(findings);
        QCOMPARE(findings.size(), std::size_t{1});
        QVERIFY(findings[0].ok);
    }
    void aLibraryThatIsNotNvmlIsRefused() { QVERIFY_FAILURE(openNvml("libm.so.6"), ErrorCode::Unsupported); }
    void aMissingDriverIsNoGpuAndAnotherErrorIsOne()
    {
        qputenv("FAKE_NVML_INIT", "9");
        QVERIFY_FAILURE(openNvml(ISOCHRONE_FAKE_NVML), ErrorCode::NotFound);
        qputenv("FAKE_NVML_INIT", "4");
        QVERIFY_FAILURE(openNvml(ISOCHRONE_FAKE_NVML), ErrorCode::Io);
    }
    void valuesComeThroughTheLoadedLibrary()
    {
        GpuMetrics gpus = nvml(m_clock);
        const auto metrics = measured(gpus);
        QCOMPARE(metrics.value(MetricId::GpuUtilization).value_or(-1), 0.5);
        QCOMPARE(metrics.value(MetricId::GpuMemoryUsed).value_or(-1), 500.0);
        QCOMPARE(metrics.value(MetricId::GpuTemperature).value_or(-1), 60.0);
        QCOMPARE(metrics.value(MetricId::GpuPower).value_or(-1), 501.0);
        QCOMPARE(gpus.gpus().size(), std::size_t{2});
        QCOMPARE(gpus.gpus()[0], (wire::GpuDescription{"Fake H200", 1000}));
        qputenv("FAKE_NVML_ENERGY", "1500000");
        measured(gpus);
        QCOMPARE(gpus.energy().value_or(-1), 1000.0); // 500 J each
    }
    void throttledTimeIsAShareOfTheInterval()
    {
        qputenv("FAKE_NVML_VIOLATION", "1000000000");
        GpuMetrics gpus = nvml(m_clock);
        QCOMPARE(measured(gpus).absence(MetricId::GpuThrottled), Absence::NotReported);
        qputenv("FAKE_NVML_VIOLATION", "1250000000");
        QCOMPARE(measured(gpus).value(MetricId::GpuThrottled).value_or(-1), 0.25);
    }
    void reasonsDecideWhereTheTimeIsNotCounted_data()
    {
        QTest::addColumn<QByteArray>("reasons");
        QTest::addColumn<double>("ratio");
        QTest::newRow("idle") << QByteArray("1") << 0.0;
        QTest::newRow("power cap") << QByteArray("4") << 1.0;
        QTest::newRow("heat, while clocks are set") << QByteArray("66") << 1.0;
    }
    void reasonsDecideWhereTheTimeIsNotCounted()
    {
        QFETCH(QByteArray, reasons);
        QFETCH(double, ratio);
        qputenv("FAKE_NVML_REASONS", reasons);
        GpuMetrics gpus = nvml(m_clock);
        QCOMPARE(measured(gpus).value(MetricId::GpuThrottled).value_or(-1), ratio);
    }
    void aValueThatTheGpuDoesNotHaveIsNotExported()
    {
        qputenv("FAKE_NVML_UTILIZATION", "3");
        GpuMetrics gpus = nvml(m_clock);
        QCOMPARE(measured(gpus).absence(MetricId::GpuUtilization), Absence::NotExported);
        qputenv("FAKE_NVML_UTILIZATION", "999");
        QCOMPARE(measured(gpus).absence(MetricId::GpuUtilization), Absence::ScrapeFailed);
        qputenv("FAKE_NVML_UTILIZATION", "15"); // lost: nothing of it can be trusted
        QCOMPARE(measured(gpus).absence(MetricId::GpuMemoryUsed), Absence::ScrapeFailed);
    }
};

QTEST_GUILESS_MAIN(TestGpuMetrics)
#include "tst_gpu_metrics.moc"
