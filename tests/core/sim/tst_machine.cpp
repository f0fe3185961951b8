#include "core/sim/machine.h"
#include "sim_fixtures.h"

#include <QTest>

using namespace iso;
using namespace std::chrono_literals;
using telemetry::LatencyId;
using telemetry::MetricId;
using telemetry::ServiceState;

namespace
{

const HubTime kNow = HubTime::fromNanoseconds(1'773'480'413'000'000'000);

/// One machine and the second that it is in.
struct Bench {
    sim::WorldPlan plan = sim::planWorld({500, 1});
    std::uint32_t index;
    sim::Machine machine;
    HubTime now = kNow;
    std::uint64_t number = 0;
    telemetry::Sample sample;
    bool stalled = false;
    double slowFactor = 1;

    explicit Bench(std::string_view engine = "vLLM")
        : index(test::nodeWith(plan, engine))
        , machine(plan.nodes[index], plan.seed, index)
    {
        machine.boot(now, true);
    }
    const telemetry::Sample &second(double utilization)
    {
        now = now + 1s;
        const double offered = utilization * plan.nodes[index].kind->capacity_rps();
        machine.measure(++number, {1s, now, offered, stalled, slowFactor}, sample);
        telemetry::sumModels(sample);
        return sample;
    }
    telemetry::LatencyHistogram over(int seconds, double utilization, LatencyId id)
    {
        telemetry::LatencyHistogram all;
        for (int i = 0; i < seconds; ++i) {
            const auto &latency = second(utilization).latencies[static_cast<std::size_t>(id)];
            if (latency) {
                all.merge(*latency);
            }
        }
        return all;
    }
    double value(MetricId id) { return sample.metrics.value(id).value(); }
};

} // namespace

class TestMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void latencyGrowsWithLoad_data()
    {
        QTest::addColumn<int>("latency");
        QTest::newRow("ttft") << static_cast<int>(LatencyId::TimeToFirstToken);
        QTest::newRow("itl") << static_cast<int>(LatencyId::InterToken);
        QTest::newRow("e2e") << static_cast<int>(LatencyId::EndToEnd);
        QTest::newRow("queue") << static_cast<int>(LatencyId::Queue);
    }
    void latencyGrowsWithLoad()
    {
        QFETCH(int, latency);
        double before = 0;
        for (const double load : {0.2, 0.5, 0.7, 0.85, 0.94}) {
            Bench bench;
            const auto histogram = bench.over(600, load, static_cast<LatencyId>(latency));
            QVERIFY(histogram.count() > 500);
            const double mean = histogram.sum() / static_cast<double>(histogram.count());
            QVERIFY2(mean > before, QByteArray::number(load).constData());
            before = mean;
        }
    }

    void aHealthyMachineMeetsItsSloAtItsUsualLoad()
    {
        Bench bench;
        const auto ttft = bench.over(600, 0.6, LatencyId::TimeToFirstToken);
        const double p95 = ttft.quantile(0.95)->estimate;
        QVERIFY2(p95 > 0.12 && p95 < 0.3, QByteArray::number(p95).constData());
    }

    void moreThanItCanServeQueuesUpAndIsTurnedAwayAtTheEnd()
    {
        Bench bench;
        for (int i = 0; i < 600; ++i) {
            bench.second(1.5);
        }
        QCOMPARE(bench.sample.service, ServiceState::Busy);
        QVERIFY(bench.value(MetricId::Load) > 1);
        QVERIFY(bench.value(MetricId::RequestsFailed) > 0);
        const double concurrent = bench.plan.nodes[bench.index].kind->maxConcurrent;
        QVERIFY(bench.value(MetricId::RequestsWaiting) <= concurrent * 5);
        for (int i = 0; i < 600; ++i) {
            bench.second(0.3);
        }
        QCOMPARE(bench.sample.service, ServiceState::Serving);
        QVERIFY(bench.value(MetricId::RequestsWaiting) < 2);
    }

    void whatItServesIsWhatIsAsked()
    {
        Bench bench;
        double served = 0;
        constexpr int kSeconds = 2000;
        for (int i = 0; i < kSeconds; ++i) {
            bench.second(0.6);
            served += bench.value(MetricId::RequestsOk);
        }
        const double expected = 0.6 * bench.plan.nodes[bench.index].kind->capacity_rps() * kSeconds;
        QVERIFY2(std::abs(served / expected - 1) < 0.04, QByteArray::number(served / expected).constData());
    }

    void aStalledEngineStandsStillWhileTheHostLooksHealthy()
    {
        Bench bench;
        for (int i = 0; i < 60; ++i) {
            bench.second(0.6);
        }
        const double steps = bench.value(MetricId::EngineSteps);
        const double cpu = bench.value(MetricId::CpuUtilization);
        bench.stalled = true;
        for (int i = 0; i < 60; ++i) {
            bench.second(0.6);
            QCOMPARE(bench.value(MetricId::EngineSteps), steps);
            QCOMPARE(bench.value(MetricId::RequestsOk), 0.0);
            QCOMPARE(bench.value(MetricId::TokensOut), 0.0);
            QVERIFY(bench.value(MetricId::RequestsRunning) >= 1);
            QCOMPARE(bench.sample.service, ServiceState::Serving);
            QVERIFY(std::abs(bench.value(MetricId::CpuUtilization) - cpu) < 0.15);
            QVERIFY(bench.sample.metrics.has(MetricId::GpuTemperature));
            QVERIFY(bench.sample.metrics.has(MetricId::GpuUtilization));
        }
        QVERIFY(bench.value(MetricId::RequestsWaiting) > 0);
        bench.stalled = false;
        bench.second(0.6);
        QVERIFY(bench.value(MetricId::EngineSteps) > steps);
    }

    void aSlowMachineTakesLonger()
    {
        Bench usual;
        Bench slow;
        slow.slowFactor = 2;
        const auto before = usual.over(200, 0.3, LatencyId::TimeToFirstToken);
        const auto after = slow.over(200, 0.3, LatencyId::TimeToFirstToken);
        const double ratio = after.quantile(0.5)->estimate / before.quantile(0.5)->estimate;
        QVERIFY2(ratio > 1.7 && ratio < 2.6, QByteArray::number(ratio).constData());
    }

    void heatFollowsPowerWithInertiaAndThrottlesPoorlyCooledMachines()
    {
        Bench bench;
        for (int i = 0; i < 600; ++i) {
            bench.second(0.1);
        }
        const double cool = bench.value(MetricId::GpuTemperature);
        const double idle_watts = bench.value(MetricId::GpuPower);
        bench.second(0.9);
        QVERIFY(bench.value(MetricId::GpuPower) > idle_watts * 1.3);
        QVERIFY(bench.value(MetricId::GpuTemperature) <= cool + 2);
        for (int i = 0; i < 600; ++i) {
            bench.second(0.9);
        }
        QVERIFY(bench.value(MetricId::GpuTemperature) > cool + 8);
        QCOMPARE(bench.value(MetricId::GpuThrottled), 0.0);

        Bench hot;
        hot.plan.nodes[hot.index].runsHot = true;
        double throttled = 0;
        for (int i = 0; i < 900; ++i) {
            hot.second(0.95);
            throttled += hot.value(MetricId::GpuThrottled);
        }
        QVERIFY(throttled > 0);
    }

    void energyIsTheIntegralOfPower()
    {
        Bench bench;
        bench.second(0.6);
        const double before = bench.value(MetricId::Energy);
        double gpu_joules = 0;
        for (int i = 0; i < 300; ++i) {
            bench.second(0.6);
            gpu_joules += bench.value(MetricId::GpuPower);
        }
        const double machine_joules = bench.value(MetricId::Energy) - before;
        // Three quarters of a machine's power go through its GPUs.
        QVERIFY(std::abs(gpu_joules / machine_joules - 0.75) < 0.01);
    }

    void aDrainEndsWithNothingRunning()
    {
        Bench bench;
        for (int i = 0; i < 30; ++i) {
            bench.second(0.6);
        }
        const double running = bench.value(MetricId::RequestsRunning);
        QVERIFY(running > 5);
        bench.machine.startDrain(bench.now);
        const Duration length = bench.machine.drainEnds() - bench.now;
        QVERIFY(length >= 2s && length <= 15s);
        bench.second(0);
        QCOMPARE(bench.sample.service, ServiceState::Draining);
        QVERIFY(bench.value(MetricId::RequestsRunning) < running);
        QVERIFY(bench.value(MetricId::RequestsRunning) > 0);
        while (bench.now < bench.machine.drainEnds()) {
            bench.second(0);
        }
        QCOMPARE(bench.machine.drainPercent(bench.now), 100U);
        bench.machine.completeDrain();
        bench.second(0);
        QCOMPARE(bench.sample.service, ServiceState::Drained);
        QCOMPARE(bench.value(MetricId::RequestsRunning), 0.0);
        QCOMPARE(bench.value(MetricId::Load), 0.0);
    }

    void whatAnEngineDoesNotTellIsAbsentWithItsReason()
    {
        Bench tgi("TGI");
        tgi.second(0.6);
        QVERIFY(!tgi.sample.latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)]);
        QVERIFY(tgi.sample.latencies[static_cast<std::size_t>(LatencyId::EndToEnd)]);
        QVERIFY(!tgi.sample.metrics.has(MetricId::KvCacheUsage));
        QCOMPARE(tgi.sample.metrics.absence(MetricId::KvCacheUsage), telemetry::Absence::NotExported);

        Bench llama("llama.cpp");
        llama.second(0.6);
        for (const auto &latency : llama.sample.latencies) {
            QVERIFY(!latency);
        }
        QCOMPARE(llama.sample.metrics.absence(MetricId::RequestsOk), telemetry::Absence::NotExported);
        QVERIFY(llama.sample.metrics.has(MetricId::RequestsRunning));
    }

    void everyValueIsOneThatCanBeTrue()
    {
        const sim::WorldPlan plan = sim::planWorld({500, 1});
        std::set<std::string_view> engines;
        for (std::uint32_t index = 0; index < 100; ++index) {
            engines.insert(plan.nodes[index].kind->engine);
            sim::Machine machine(plan.nodes[index], 1, index);
            machine.boot(kNow, true);
            telemetry::Sample sample;
            for (std::uint64_t k = 1; k <= 50; ++k) {
                const double offered = plan.nodes[index].kind->capacity_rps() * static_cast<double>(k) / 25;
                machine.measure(k, {1s, kNow + static_cast<std::int64_t>(k) * 1s, offered, k % 7 == 0, 1}, sample);
                telemetry::sumModels(sample);
                for (const auto &info : telemetry::metricCatalogue()) {
                    const auto value = sample.metrics.value(info.id);
                    QVERIFY2(!value || (*value >= info.minimum && *value <= info.maximum), info.name.data());
                }
            }
        }
        QCOMPARE(engines.size(), std::size_t(5));
    }

    void theSameNumberGivesTheSameSampleWhateverWasAskedBefore()
    {
        sim::WorldPlan plan = sim::planWorld({50, 1});
        sim::Machine a(plan.nodes[3], 1, 3);
        sim::Machine b(plan.nodes[3], 1, 3);
        sim::Machine other(plan.nodes[4], 1, 4);
        telemetry::Sample ofA;
        telemetry::Sample ofB;
        telemetry::Sample ofOther;
        a.boot(kNow, true);
        b.boot(kNow, true);
        other.boot(kNow, true);
        for (std::uint64_t k = 1; k <= 20; ++k) {
            const HubTime at = kNow + static_cast<std::int64_t>(k) * 1s;
            a.measure(k, {1s, at, 2, false, 1}, ofA);
            other.measure(k, {1s, at, 2, false, 1}, ofOther);
            b.measure(k, {1s, at, 2, false, 1}, ofB);
            QVERIFY(ofA == ofB);
        }
    }
};

QTEST_GUILESS_MAIN(TestMachine)
#include "tst_machine.moc"
