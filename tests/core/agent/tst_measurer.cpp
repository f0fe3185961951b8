#include "core/agent/measurer.h"
#include "core/agent/sample_merge.h"
#include "tests/core/agent/fake_tree.h"
#include "tests/support/fake_engine.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_checks.h"

#include <QTest>
#include <algorithm>

using namespace iso;
using namespace iso::agent;
using telemetry::Absence;
using telemetry::LatencyId;
using telemetry::MetricId;
using telemetry::ServiceState;

/// A whole node: a made-up machine, and real HTTP to a made-up engine.
class TestMeasurer : public QObject
{
    Q_OBJECT

    static constexpr Duration kInterval = std::chrono::milliseconds(20);

    test::ManualClock m_clock;
    std::unique_ptr<test::FakeTree> m_tree;
    std::unique_ptr<test::FakeEngine> m_engine;

    static EngineOptions engineAt(const std::string &url)
    {
        EngineOptions engine;
        engine.url = url;
        return engine;
    }
    MeasurerOptions options() const
    {
        MeasurerOptions options;
        options.host.root = m_tree->root();
        options.nvmlLibrary = "libnothing-of-this-name.so";
        options.engines.push_back(engineAt(m_engine->url()));
        return options;
    }
    std::unique_ptr<Measurer> measurer(const MeasurerOptions &options)
    {
        auto measurer = Measurer::create(options, m_clock);
        if (!measurer) {
            qFatal("%s", measurer.error().message.c_str());
        }
        return *std::move(measurer);
    }
    /// Measures until a sample says what is waited for; the engine is asked between two samples.
    template<typename Condition>
    static telemetry::Sample until(Measurer &measurer, Condition condition)
    {
        telemetry::Sample sample;
        bool isThere = false; // QTRY_VERIFY looks once more at the end, and a difference is there only once
        const auto look = [&] {
            if (!isThere) {
                sample = measurer.measure(kInterval);
                isThere = condition(sample);
            }
            return isThere;
        };
        [&look] { QTRY_VERIFY_WITH_TIMEOUT(look(), 20'000); }();
        return sample;
    }
    static telemetry::Sample untilState(Measurer &measurer, ServiceState state)
    {
        return until(measurer, [state](const telemetry::Sample &sample) { return sample.service == state; });
    }
    /// The first sample with the difference that the engine was just told to make.
    static telemetry::Sample untilServed(Measurer &measurer)
    {
        return until(measurer, [](const telemetry::Sample &sample) {
            return !sample.models.empty() && sample.models[0].metrics.value(MetricId::RequestsOk).value_or(0) > 0;
        });
    }
    static bool hasFinding(const std::vector<Finding> &findings, const std::string &what, bool ok,
                           const std::string &says)
    {
        return std::any_of(findings.begin(), findings.end(), [&](const Finding &finding) {
            return finding.what == what && finding.ok == ok && finding.explanation.find(says) != std::string::npos;
        });
    }

private Q_SLOTS:
    void init()
    {
        m_tree = std::make_unique<test::FakeTree>();
        m_tree->write("/proc/meminfo", "MemTotal:        1000 kB\nMemAvailable:     400 kB\n");
        m_engine = std::make_unique<test::FakeEngine>();
    }
    void cleanup()
    {
        m_engine.reset();
        m_tree.reset();
        qunsetenv("FAKE_NVML_ENERGY");
    }

    void aSampleHoldsTheHostAndTheEngine()
    {
        const auto node = measurer(options());
        untilState(*node, ServiceState::Idle);
        m_engine->set("running=2&waiting=1&kv=0.75");
        m_engine->serve("requests=3&prompt=100&hits=25&tokens=50&ttft=0.07&steps=9");
        const auto sample = untilServed(*node);
        QCOMPARE(sample.interval, kInterval);
        QCOMPARE(sample.service, ServiceState::Serving);
        QCOMPARE(sample.metrics.value(MetricId::MemoryUsed).value_or(-1), 600.0 * 1024);
        QCOMPARE(sample.metrics.absence(MetricId::GpuUtilization), Absence::NotExported);
        QCOMPARE(sample.models.size(), std::size_t{1});
        const telemetry::MetricSet &metrics = sample.models[0].metrics;
        QCOMPARE(metrics.value(MetricId::RequestsRunning).value_or(-1), 2.0);
        QCOMPARE(metrics.value(MetricId::RequestsWaiting).value_or(-1), 1.0);
        QCOMPARE(metrics.value(MetricId::KvCacheUsage).value_or(-1), 0.75);
        QCOMPARE(metrics.value(MetricId::RequestsOk).value_or(-1), 3.0);
        QCOMPARE(metrics.value(MetricId::RequestsFailed).value_or(-1), 0.0);
        QCOMPARE(metrics.value(MetricId::TokensIn).value_or(-1), 300.0);
        QCOMPARE(metrics.value(MetricId::TokensOut).value_or(-1), 150.0);
        QCOMPARE(metrics.value(MetricId::PrefixCacheHit).value_or(-1), 0.25);
        QCOMPARE(metrics.value(MetricId::EngineSteps).value_or(-1), 9.0);
        QCOMPARE(metrics.absence(MetricId::Load), Absence::NotExported);
        const auto &ttft = sample.models[0].latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)];
        QVERIFY(ttft.has_value());
        QCOMPARE(ttft->count(), std::uint64_t{3});
        const auto p95 = ttft->quantile(0.95);
        QCOMPARE(p95->lower, 0.06);
        QCOMPARE(p95->upper, 0.08);
    }
    void aFrozenStepCounterIsAStallWhateverHealthSays()
    {
        const auto node = measurer(options());
        m_engine->set("running=4&frozen=1&health=200");
        m_engine->serve("requests=1");
        untilState(*node, ServiceState::Serving);
        m_clock.advance(std::chrono::seconds(121));
        untilState(*node, ServiceState::Stalled);
        m_engine->set("frozen=0");
        m_engine->serve("requests=1");
        untilState(*node, ServiceState::Serving);
    }
    void aRestartedEngineCountsFromZero()
    {
        const auto node = measurer(options());
        untilState(*node, ServiceState::Idle);
        m_engine->serve("requests=5");
        untilServed(*node);
        m_engine->reset();
        m_engine->serve("requests=7");
        const auto sample = untilServed(*node);
        QCOMPARE(sample.models[0].metrics.value(MetricId::RequestsOk).value_or(-1), 7.0);
    }
    void anEngineThatGoesIsFailedAndItsMetricsHaveAReason()
    {
        const auto node = measurer(options());
        untilState(*node, ServiceState::Idle);
        m_engine->stop();
        const auto sample = untilState(*node, ServiceState::Failed);
        QCOMPARE(sample.models.size(), std::size_t{1});
        QCOMPARE(sample.models[0].metrics.absence(MetricId::RequestsRunning), Absence::ScrapeFailed);
        QVERIFY(hasFinding(node->describe(), "Engine vLLM", false, "failed: http://127.0.0.1"));
    }
    void anEngineThatWasNeverThereIsStarting()
    {
        m_engine->stop();
        const auto node = measurer(options());
        const auto sample = untilState(*node, ServiceState::Starting);
        QVERIFY(sample.models.empty());
        QCOMPARE(sample.metrics.absence(MetricId::TokensOut), Absence::ScrapeFailed);
    }
    void somethingElseThatAnswersIsMisconfigured()
    {
        m_engine->set("body=json");
        const auto node = measurer(options());
        untilState(*node, ServiceState::Misconfigured);
        QVERIFY(hasFinding(node->describe(), "Engine vLLM", false, "not with metrics"));
    }
    void anAnswerThatGrowsOldIsStale()
    {
        auto engines = options();
        engines.engines[0].timeout = std::chrono::seconds(60);
        const auto node = measurer(engines);
        untilState(*node, ServiceState::Idle);
        m_engine->set("body=hang");
        // The answers that were under way come in, then there are no more.
        until(*node, [](const telemetry::Sample &sample) {
            return sample.models[0].metrics.has(MetricId::RequestsRunning) &&
                   !sample.models[0].metrics.has(MetricId::TokensOut);
        });
        m_clock.advance(std::chrono::seconds(11));
        const auto sample = untilState(*node, ServiceState::Unknown);
        QCOMPARE(sample.models[0].metrics.absence(MetricId::RequestsRunning), Absence::Stale);
    }
    void sleepingIsNotDown()
    {
        m_engine->set("sleep=weights_offloaded");
        const auto node = measurer(options());
        untilState(*node, ServiceState::Sleeping);
        m_engine->set("sleep=awake");
        untilState(*node, ServiceState::Idle);
    }

    void severalEnginesBecomeOneNode()
    {
        test::FakeEngine second;
        second.set("running=5");
        m_engine->set("running=3");
        auto two = options();
        two.engines.push_back(engineAt(second.url()));
        two.engines[1].maxConcurrent = 6;
        two.engines[0].maxConcurrent = 10;
        const auto node = measurer(two);
        const auto sample = until(*node, [](const telemetry::Sample &s) {
            return !s.models.empty() && s.models[0].metrics.value(MetricId::RequestsRunning).value_or(0) == 8;
        });
        QCOMPARE(sample.models.size(), std::size_t{1}); // both serve the same
        QCOMPARE(sample.models[0].metrics.value(MetricId::Load).value_or(-1), 0.5);
        const BirthParts parts = node->birthParts();
        QCOMPARE(parts.engines, (std::vector<wire::Engine>{{"vLLM", "0.11.0"}, {"vLLM 2", "0.11.0"}}));
        QCOMPARE(parts.models, (std::vector<wire::Model>{{"llama-3.1-8b", "vLLM", 10}}));
        second.stop();
        untilState(*node, ServiceState::Failed);
    }
    void birthTellsWhatWasFound()
    {
        m_tree->write("/proc/cpuinfo", "processor\t: 0\nmodel name\t: Fast Chip\n");
        auto known = options();
        known.nvmlLibrary = ISOCHRONE_FAKE_NVML;
        m_engine->set("models=a,b");
        const auto node = measurer(known);
        const BirthParts before = node->birthParts();
        QVERIFY(before.models.empty());
        untilState(*node, ServiceState::Idle);
        const BirthParts parts = node->birthParts();
        QVERIFY(parts != before); // a reason for a new birth
        QCOMPARE(parts.hardware.cpu, std::string("Fast Chip"));
        QCOMPARE(parts.hardware.gpus.size(), std::size_t{2});
        QCOMPARE(parts.models.size(), std::size_t{2});
        for (const char *name : {"memory.used", "gpu.power", "tokens.out", "ttft"}) {
            QVERIFY2(std::find(parts.metrics.begin(), parts.metrics.end(), name) != parts.metrics.end(), name);
        }
        QVERIFY(std::find(parts.metrics.begin(), parts.metrics.end(), "load") == parts.metrics.end());
    }
    void aNodeWithoutEnginesReportsItsHost()
    {
        auto host = options();
        host.engines.clear();
        host.gpus = false;
        const auto node = measurer(host);
        const auto sample = node->measure(kInterval);
        QCOMPARE(sample.service, ServiceState::Unknown);
        QVERIFY(sample.metrics.has(MetricId::MemoryUsed));
        QCOMPARE(sample.metrics.absence(MetricId::TokensOut), Absence::NotExported);
        QCOMPARE(sample.metrics.absence(MetricId::GpuPower), Absence::FlagOff);
    }
    void energyIsThatOfProcessorAndGpus()
    {
        auto both = options();
        both.engines.clear();
        both.nvmlLibrary = ISOCHRONE_FAKE_NVML;
        m_tree->write("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
        m_tree->write("/sys/class/powercap/intel-rapl:0/max_energy_range_uj", "100000000\n");
        m_tree->write("/sys/class/powercap/intel-rapl:0/energy_uj", "5000000\n");
        qputenv("FAKE_NVML_ENERGY", "1000000");
        const auto node = measurer(both);
        node->measure(kInterval);
        m_tree->write("/sys/class/powercap/intel-rapl:0/energy_uj", "8000000\n"); // 3 J
        qputenv("FAKE_NVML_ENERGY", "1001000");                                   // 1 J each
        const auto sample = node->measure(kInterval);
        QCOMPARE(sample.metrics.value(MetricId::Energy).value_or(-1), 5.0);
        m_tree->remove("/sys/class/powercap/intel-rapl:0/energy_uj");
        QCOMPARE(node->measure(kInterval).metrics.value(MetricId::Energy).value_or(-1), 2.0);
    }

    void wrongOptionsAreRefusedWithTheEngineAtFault_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("version");
        QTest::newRow("no address") << QByteArray("vllm") << QByteArray() << QByteArray();
        QTest::newRow("a file") << QByteArray("vllm") << QByteArray("file:///etc/passwd") << QByteArray();
        QTest::newRow("unknown kind") << QByteArray("abacus") << QByteArray("http://127.0.0.1") << QByteArray();
        QTest::newRow("no version") << QByteArray("vllm") << QByteArray("http://127.0.0.1") << QByteArray("new");
    }
    void wrongOptionsAreRefusedWithTheEngineAtFault()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, version);
        auto wrong = options();
        wrong.engines[0] = engineAt(url.toStdString());
        wrong.engines[0].kind = kind.toStdString();
        wrong.engines[0].name = "my engine";
        wrong.engines[0].version = version.toStdString();
        const auto node = Measurer::create(wrong, m_clock);
        QVERIFY(!node.has_value());
        QVERIFY2(node.error().message.find("engine my engine") != std::string::npos, node.error().message.c_str());
    }

    void modelsAreMergedWithinTheContractsLimits()
    {
        telemetry::Sample sample;
        for (int i = 0; i < 300; ++i) {
            EngineReading reading;
            auto &model = reading.models.emplace_back();
            model.model = "model " + std::to_string(i);
            auto histogram = telemetry::ExplicitHistogram::fromParts({1.0 + i}, {1, 0}, 0.5);
            model.latencies[0] = telemetry::LatencyHistogram(*std::move(histogram));
            QCOMPARE(addReading(reading, sample), std::size_t{i < 256 ? 0U : 1U});
        }
        QCOMPARE(sample.models.size(), std::size_t{256});
        telemetry::sumModels(sample);
        QCOMPARE(sample.latencies[0]->explicitParts().size(), std::size_t{16});
    }
    void whatNoModelCanBeBlamedForIsCountedOnce()
    {
        telemetry::Sample sample;
        sample.models.resize(2);
        sample.models[0].metrics.set(MetricId::RequestsFailed, 1);
        sample.models[1].metrics.set(MetricId::RequestsFailed, 2);
        sample.models[1].metrics.set(MetricId::RequestsOk, 9);
        telemetry::MetricSet shared;
        shared.set(MetricId::RequestsFailed, 4);
        addShared(shared, sample);
        telemetry::sumModels(sample);
        QCOMPARE(sample.metrics.value(MetricId::RequestsFailed).value_or(-1), 7.0);
        QCOMPARE(sample.metrics.value(MetricId::RequestsOk).value_or(-1), 9.0);
    }
};

QTEST_GUILESS_MAIN(TestMeasurer)
#include "tst_measurer.moc"
