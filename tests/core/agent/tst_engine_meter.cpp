#include "core/agent/engine_meter.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using namespace iso::agent;
using telemetry::Absence;
using telemetry::LatencyId;
using telemetry::MetricId;

/// From the text of a scrape to what the engine did: reading by the mapping, then differences.
class TestEngineMeter : public QObject
{
    Q_OBJECT

    EngineMapping m_mapping;
    std::unique_ptr<TotalsReader> m_reader;
    std::unique_ptr<EngineMeter> m_meter;
    PrometheusText m_text;

    EngineTotals totals(const std::string &body, const char *version = "0.11.0")
    {
        const Status parsed = m_text.parse(body);
        if (!parsed) {
            qFatal("%s", parsed.error().message.c_str());
        }
        return m_reader->read(m_text, EngineVersion::fromText(version));
    }
    EngineReading scraped(const std::string &body, const char *version = "0.11.0")
    {
        return m_meter->advance(totals(body, version));
    }
    static double value(const EngineReading &reading, MetricId id, std::size_t model = 0)
    {
        return reading.models.at(model).metrics.value(id).value_or(-1);
    }
    static Absence absence(const EngineReading &reading, MetricId id)
    {
        const telemetry::MetricSet &metrics = reading.models.at(0).metrics;
        return metrics.has(id) ? Absence(99) : metrics.absence(id);
    }
    static std::string ttft(int upTo100ms, int upTo250ms, int all, double sum)
    {
        const std::string name = "vllm:time_to_first_token_seconds";
        const std::string label = "{model_name=\"m\",engine=\"0\",le=\"";
        return name + "_bucket" + label + "0.1\"} " + std::to_string(upTo100ms) + "\n" + name + "_bucket" + label +
               "0.25\"} " + std::to_string(upTo250ms) + "\n" + name + "_bucket" + label + "+Inf\"} " +
               std::to_string(all) + "\n" + name + "_sum{model_name=\"m\",engine=\"0\"} " + std::to_string(sum) + "\n";
    }
    static std::string tokens(int count, const char *model = "m", const char *engine = "0")
    {
        return std::string("vllm:generation_tokens_total{model_name=\"") + model + "\",engine=\"" + engine + "\"} " +
               std::to_string(count) + "\n";
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto mapping = EngineMapping::builtIn("vllm");
        QVERIFY_RESULT(mapping);
        m_mapping = *std::move(mapping);
    }
    void init()
    {
        m_reader = std::make_unique<TotalsReader>(m_mapping);
        m_meter = std::make_unique<EngineMeter>(m_mapping);
    }

    void theFirstScrapeGivesLevelsOnly()
    {
        const auto reading =
            scraped(tokens(500) + ttft(1, 2, 3, 1.0) + "vllm:num_requests_running{model_name=\"m\"} 3\n");
        QCOMPARE(value(reading, MetricId::RequestsRunning), 3.0);
        QCOMPARE(absence(reading, MetricId::TokensOut), Absence::NotReported);
        QVERIFY(!reading.models[0].latencies[0]);
    }
    void countersAreDifferences()
    {
        scraped(tokens(500));
        QCOMPARE(value(scraped(tokens(700)), MetricId::TokensOut), 200.0);
        QCOMPARE(value(scraped(tokens(700)), MetricId::TokensOut), 0.0);
    }
    void aSmallerCounterBeganAnew()
    {
        scraped(tokens(500));
        QCOMPARE(value(scraped(tokens(30)), MetricId::TokensOut), 30.0);
    }
    void aLaterStartMakesEverythingBeginAnew()
    {
        // Without the start time 500 -> 700 would look like 200 more.
        scraped("process_start_time_seconds 1000\n" + tokens(500) + ttft(1, 1, 1, 0.1));
        const auto reading = scraped("process_start_time_seconds 2000\n" + tokens(700) + ttft(2, 3, 4, 1.0));
        QCOMPARE(value(reading, MetricId::TokensOut), 700.0);
        QCOMPARE(reading.models[0].latencies[0]->count(), std::uint64_t{4});
    }
    void engineStepsGoOnThroughARestart()
    {
        const auto steps = [](int count) {
            return "vllm:iteration_tokens_total_count{model_name=\"m\"} " + std::to_string(count) + "\n";
        };
        QCOMPARE(value(scraped(steps(100)), MetricId::EngineSteps), 100.0);
        QCOMPARE(value(scraped(steps(150)), MetricId::EngineSteps), 150.0);
        const auto reading = scraped(steps(10));
        QCOMPARE(value(reading, MetricId::EngineSteps), 160.0);
        QCOMPARE(reading.steps.value_or(-1), 10.0); // the engine's own, for judging whether it moves
    }
    void nothingIsLostOverAFailedScrape()
    {
        scraped(tokens(500));
        QCOMPARE(absence(m_meter->without(Absence::ScrapeFailed), MetricId::TokensOut), Absence::ScrapeFailed);
        QCOMPARE(value(scraped(tokens(800)), MetricId::TokensOut), 300.0);
    }
    void aRepeatedReadingHasLevelsAndNoDifferences()
    {
        scraped(tokens(1) + "vllm:num_requests_running{model_name=\"m\"} 3\n");
        scraped(tokens(5) + "vllm:num_requests_running{model_name=\"m\"} 3\n");
        const auto reading = m_meter->repeated();
        QCOMPARE(value(reading, MetricId::RequestsRunning), 3.0);
        QCOMPARE(absence(reading, MetricId::TokensOut), Absence::NotReported);
    }

    void histogramsKeepTheEnginesBounds()
    {
        scraped(ttft(10, 20, 30, 12.0));
        const auto reading = scraped(ttft(11, 24, 36, 15.5));
        const auto &latency = reading.models[0].latencies[static_cast<std::size_t>(LatencyId::TimeToFirstToken)];
        QVERIFY(latency.has_value());
        QCOMPARE(latency->explicitParts().size(), std::size_t{1});
        const telemetry::ExplicitHistogram &part = latency->explicitParts()[0];
        QCOMPARE(part.bounds, (std::vector<double>{0.1, 0.25}));
        QCOMPARE(part.counts, (std::vector<std::uint64_t>{1, 3, 2}));
        QCOMPARE(part.sum, 3.5);
    }
    void aHistogramWithoutNewObservationsIsReportedEmpty()
    {
        scraped(ttft(10, 20, 30, 12.0));
        const auto reading = scraped(ttft(10, 20, 30, 12.0));
        QVERIFY(reading.models[0].latencies[0] && reading.models[0].latencies[0]->isEmpty());
    }
    void aResetHistogramCountsFromZero()
    {
        scraped(ttft(10, 20, 30, 12.0));
        const auto reading = scraped(ttft(1, 2, 31, 40.0)); // all grew, its buckets did not
        QCOMPARE(reading.models[0].latencies[0]->count(), std::uint64_t{31});
    }
    void aHistogramThatContradictsItselfIsAbsent_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("falling counts") << QByteArray::fromStdString(ttft(5, 3, 6, 1.0));
        QTest::newRow("no open bucket") << QByteArray(
            "vllm:time_to_first_token_seconds_bucket{model_name=\"m\",le=\"0.1\"} 1\n");
        QTest::newRow("no bound") << QByteArray("vllm:time_to_first_token_seconds_bucket{model_name=\"m\"} 1\n");
        QTest::newRow("not a number") << QByteArray(
            "vllm:time_to_first_token_seconds_bucket{model_name=\"m\",le=\"+Inf\"} NaN\n");
    }
    void aHistogramThatContradictsItselfIsAbsent()
    {
        QFETCH(QByteArray, body);
        scraped(ttft(0, 0, 0, 0));
        const EngineTotals found = totals(body.toStdString());
        QVERIFY(found.missingLatencies[0]);
        QCOMPARE(found.missingLatencies[0]->reason, Absence::ScrapeFailed);
        QVERIFY(!m_meter->advance(found).models[0].latencies[0]);
    }
    void moreObservationsThanCanBeTrueAreDropped()
    {
        scraped(ttft(0, 0, 0, 0));
        const std::string name = "vllm:time_to_first_token_seconds";
        const auto reading =
            scraped(name + "_bucket{model_name=\"m\",le=\"+Inf\"} 2e15\n" + name + "_sum{model_name=\"m\"} 5\n");
        QVERIFY(!reading.models[0].latencies[0]);
    }

    void severalEngineCoresAreOne()
    {
        const auto body = [](int count, double kv) {
            return tokens(count, "m", "0") + tokens(2 * count, "m", "1") +
                   "vllm:kv_cache_usage_perc{model_name=\"m\",engine=\"0\"} 0.1\n"
                   "vllm:kv_cache_usage_perc{model_name=\"m\",engine=\"1\"} " +
                   std::to_string(kv) + "\n";
        };
        scraped(body(10, 0.7));
        const auto reading = scraped(body(20, 0.8));
        QCOMPARE(reading.models.size(), std::size_t{1});
        QCOMPARE(value(reading, MetricId::TokensOut), 30.0);
        QCOMPARE(value(reading, MetricId::KvCacheUsage), 0.8);
    }
    void modelsAreToldApart()
    {
        scraped(tokens(10, "a") + tokens(10, "b"));
        const auto reading = scraped(tokens(11, "a") + tokens(15, "b"));
        QCOMPARE(reading.models.size(), std::size_t{2});
        QCOMPARE(value(reading, MetricId::TokensOut, 0), 1.0);
        QCOMPARE(value(reading, MetricId::TokensOut, 1), 5.0);
    }
    void aNewModelCountsFromZeroAndAReturningOneGoesOn()
    {
        scraped(tokens(10, "a"));
        QCOMPARE(value(scraped(tokens(10, "a") + tokens(7, "b")), MetricId::TokensOut, 1), 7.0);
        scraped(tokens(10, "a"));
        QCOMPARE(value(scraped(tokens(10, "a") + tokens(9, "b")), MetricId::TokensOut, 1), 2.0);
    }
    void prefixHitsAreAShareOfTheInterval()
    {
        const auto body = [](int hits, int queries) {
            return "vllm:prefix_cache_hits_total{model_name=\"m\"} " + std::to_string(hits) +
                   "\nvllm:prefix_cache_queries_total{model_name=\"m\"} " + std::to_string(queries) + "\n";
        };
        scraped(body(1000, 1000));
        QCOMPARE(value(scraped(body(1010, 1040)), MetricId::PrefixCacheHit), 0.25);
        QCOMPARE(absence(scraped(body(1010, 1040)), MetricId::PrefixCacheHit), Absence::NotReported);
    }
    void finishedReasonsTellServedFromFailed()
    {
        const auto body = [](int stop, int length, int abort, int error) {
            std::string text;
            for (const auto &[reason, count] :
                 {std::pair("stop", stop), {"length", length}, {"abort", abort}, {"error", error}}) {
                text += std::string("vllm:request_success_total{model_name=\"m\",finished_reason=\"") + reason +
                        "\"} " + std::to_string(count) + "\n";
            }
            return text;
        };
        scraped(body(0, 0, 0, 0));
        const auto reading = scraped(body(5, 2, 9, 1));
        QCOMPARE(value(reading, MetricId::RequestsOk), 7.0);
        QCOMPARE(value(reading, MetricId::RequestsFailed), 1.0);
    }
    void theWebServersErrorsBelongToTheOnlyModel()
    {
        const auto body = [](int errors, int models) {
            return tokens(1) + (models > 1 ? tokens(1, "other") : "") +
                   "http_requests_total{handler=\"/v1/completions\",status=\"2xx\"} 100\n"
                   "http_requests_total{handler=\"/v1/completions\",status=\"5xx\"} " +
                   std::to_string(errors) + "\nhttp_requests_total{handler=\"/metrics\",status=\"5xx\"} 77\n";
        };
        scraped(body(4, 1));
        QCOMPARE(value(scraped(body(6, 1)), MetricId::RequestsFailed), 2.0);
        const auto reading = scraped(body(9, 2)); // now nobody knows whose they are
        QCOMPARE(reading.shared.value(MetricId::RequestsFailed).value_or(-1), 3.0);
        QVERIFY(!reading.models[0].metrics.has(MetricId::RequestsFailed));
    }
    void noErrorYetIsZeroErrors()
    {
        const std::string body = tokens(1) + "http_requests_total{handler=\"/v1/completions\",status=\"2xx\"} 100\n";
        scraped(body);
        QCOMPARE(value(scraped(body), MetricId::RequestsFailed), 0.0);
    }

    void namesFollowTheVersion_data()
    {
        QTest::addColumn<QByteArray>("series");
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<int>("reason"); // -1: a value
        const QByteArray now = "vllm:kv_cache_usage_perc";
        const QByteArray before = "vllm:gpu_cache_usage_perc";
        const auto reason = [](Absence absence) { return static_cast<int>(absence); };
        QTest::newRow("old name, old version") << before << QByteArray("0.8.5") << -1;
        QTest::newRow("new name, new version") << now << QByteArray("0.11.0") << -1;
        QTest::newRow("old name, while both are there") << before << QByteArray("0.9.2") << -1;
        QTest::newRow("old name, version not known") << before << QByteArray() << -1;
        QTest::newRow("old name, new version") << before << QByteArray("0.20.0") << reason(Absence::Renamed);
        QTest::newRow("new name, old version") << now << QByteArray("0.8.5") << reason(Absence::Renamed);
        QTest::newRow("none, known version")
            << QByteArray("vllm:other") << QByteArray("0.11.0") << reason(Absence::NotExported);
        QTest::newRow("none, version not known")
            << QByteArray("vllm:other") << QByteArray() << reason(Absence::NotExported);
        QTest::newRow("none, newer than what was checked")
            << QByteArray("vllm:other") << QByteArray("0.30.1") << reason(Absence::Renamed);
        QTest::newRow("none, a patch of what was checked")
            << QByteArray("vllm:other") << QByteArray("0.29.7") << reason(Absence::NotExported);
    }
    void namesFollowTheVersion()
    {
        QFETCH(QByteArray, series);
        QFETCH(QByteArray, version);
        QFETCH(int, reason);
        const auto reading =
            scraped(tokens(1) + series.toStdString() + "{model_name=\"m\"} 0.5\n", version.constData());
        if (reason < 0) {
            QCOMPARE(value(reading, MetricId::KvCacheUsage), 0.5);
        } else {
            QCOMPARE(absence(reading, MetricId::KvCacheUsage), static_cast<Absence>(reason));
        }
    }
    void aSeriesBehindAFlagIsSwitchedOff()
    {
        EngineMapping mapping = m_mapping;
        mapping.metrics[0].flag = "start with --more-metrics";
        TotalsReader reader(mapping);
        QVERIFY(m_text.parse(tokens(1)));
        const EngineTotals found = reader.read(m_text, std::nullopt);
        const auto &why = found.missingMetrics[static_cast<std::size_t>(mapping.metrics[0].id)];
        QVERIFY(why && why->reason == Absence::FlagOff);
        QVERIFY(why->why.find("--more-metrics") != std::string::npos);
    }

    void valuesThatCannotBeTrueAreNone_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const char *text : {"NaN", "-1", "+Inf", "-Inf", "1e300"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void valuesThatCannotBeTrueAreNone()
    {
        QFETCH(QByteArray, value);
        scraped(tokens(500));
        const std::string bad =
            "vllm:generation_tokens_total{model_name=\"m\",engine=\"0\"} " + value.toStdString() + "\n";
        const auto reading = scraped("vllm:generation_tokens_total{model_name=\"m\",engine=\"1\"} 5\n" + bad);
        QCOMPARE(absence(reading, MetricId::TokensOut), Absence::ScrapeFailed);
        QCOMPARE(TestEngineMeter::value(scraped(tokens(600)), MetricId::TokensOut), 100.0); // as if it had not been
    }
    void modelsHaveALimitAndPlainNames()
    {
        std::string body;
        for (int i = 0; i < 300; ++i) {
            body += tokens(1, ("model" + std::to_string(i)).c_str());
        }
        const EngineTotals found = totals(body + tokens(1, "line\\nbreak"));
        QVERIFY(found.models.size() >= TotalsReader::kMostModels);
        QVERIFY(found.leftOut >= 40);
    }
    void sleepIsSeen()
    {
        const auto body = [](int awake) {
            return tokens(1) + "vllm:engine_sleep_state{model_name=\"m\",sleep_state=\"awake\"} " +
                   std::to_string(awake) + "\nvllm:engine_sleep_state{model_name=\"m\",sleep_state=\"discard_all\"} " +
                   std::to_string(1 - awake) + "\n";
        };
        QVERIFY(!scraped(body(1)).isAsleep);
        QVERIFY(scraped(body(0)).isAsleep);
        QVERIFY(!scraped(tokens(1)).isAsleep);
    }
};

QTEST_GUILESS_MAIN(TestEngineMeter)
#include "tst_engine_meter.moc"
