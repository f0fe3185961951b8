#include "core/agent/engine_scraper.h"
#include "tests/support/fake_engine.h"
#include "tests/support/result_checks.h"

#include <QTest>

using namespace iso;
using namespace iso::agent;
using Outcome = Scrape::Outcome;
using telemetry::MetricId;

/// The real scraper against an engine that speaks HTTP.
class TestEngineScraper : public QObject
{
    Q_OBJECT

    SystemClock m_clock;
    EngineMapping m_mapping;
    std::unique_ptr<test::FakeEngine> m_engine;

    EngineTarget target(const std::string &url) const
    {
        auto target = EngineTarget::fromUrl(url, m_mapping);
        if (!target) {
            qFatal("%s", target.error().message.c_str());
        }
        return *target;
    }
    std::unique_ptr<EngineScraper> scraper(HttpLimits limits = {}) const
    {
        EngineTarget engine = target(m_engine->url());
        engine.limits = limits;
        return std::make_unique<EngineScraper>(engine, m_mapping, m_clock);
    }
    /// Asks once and waits for the result.
    static std::shared_ptr<const Scrape> ask(EngineScraper &scraper)
    {
        const std::uint64_t before = scraper.latest()->number;
        scraper.request(Duration(0));
        [&] { QTRY_VERIFY_WITH_TIMEOUT(scraper.latest()->number > before, 20'000); }();
        return scraper.latest();
    }
    static double total(const Scrape &scrape, MetricId id)
    {
        return scrape.totals->models.at(0).values[static_cast<std::size_t>(id)].value_or(-1);
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto mapping = EngineMapping::builtIn("vllm");
        QVERIFY_RESULT(mapping);
        m_mapping = *std::move(mapping);
    }
    void init() { m_engine = std::make_unique<test::FakeEngine>(); }
    void cleanup() { m_engine.reset(); }

    void addressesAreCompleted_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("metrics"); // empty: refused
        const auto row = [](const char *written, const char *metrics) {
            QTest::newRow(written) << QString::fromLatin1(written) << QString::fromLatin1(metrics);
        };
        row("http://127.0.0.1:8000", "http://127.0.0.1:8000/metrics");
        row("http://127.0.0.1:8000/", "http://127.0.0.1:8000/metrics");
        row("https://engine.example/vllm/metrics", "https://engine.example/vllm/metrics");
        row("http://[::1]:8000", "http://[::1]:8000/metrics");
        row("file:///etc/passwd", "");
        row("ftp://127.0.0.1", "");
        row("gopher://127.0.0.1", "");
        row("http://user:secret@127.0.0.1", "");
        row("127.0.0.1:8000", "");
        row("http://", "");
        row("", "");
    }
    void addressesAreCompleted()
    {
        QFETCH(QString, written);
        QFETCH(QString, metrics);
        const auto engine = EngineTarget::fromUrl(written.toStdString(), m_mapping);
        if (metrics.isEmpty()) {
            QVERIFY_FAILURE(engine, ErrorCode::InvalidInput);
            return;
        }
        QVERIFY_RESULT(engine);
        QCOMPARE(QString::fromStdString(engine->metricsUrl), metrics);
        QVERIFY(engine->versionUrl.ends_with("/version"));
    }

    void anEngineIsAskedForMetricsAndVersion()
    {
        m_engine->set("running=3&waiting=1&kv=0.5");
        m_engine->serve("requests=4&tokens=25");
        const auto engine = scraper();
        QCOMPARE(engine->latest()->outcome, Outcome::NotAsked);
        const auto scrape = ask(*engine);
        QVERIFY2(scrape->outcome == Outcome::Ok, scrape->message.c_str());
        QCOMPARE(scrape->number, std::uint64_t{1});
        QCOMPARE(scrape->version, std::string("0.11.0"));
        QCOMPARE(scrape->totals->models.at(0).model, std::string("llama-3.1-8b"));
        QCOMPARE(total(*scrape, MetricId::RequestsRunning), 3.0);
        QCOMPARE(total(*scrape, MetricId::TokensOut), 100.0);
        for (std::size_t i = 0; i < telemetry::kMetricCount; ++i) {
            QVERIFY(!scrape->totals->missingMetrics[i]);
        }
    }
    void aConfiguredVersionIsNotAskedFor()
    {
        EngineTarget engine = target(m_engine->url());
        engine.version = "0.8.5";
        m_engine->set("names=old");
        EngineScraper old(engine, m_mapping, m_clock);
        const auto scrape = ask(old);
        QCOMPARE(scrape->version, std::string("0.8.5"));
        QCOMPARE(total(*scrape, MetricId::KvCacheUsage), 0.25);
    }
    void anEngineThatDoesNotTellItsVersionIsReadAnyhow()
    {
        m_engine->set("version=&names=old");
        const auto engine = scraper();
        const auto scrape = ask(*engine);
        QCOMPARE(scrape->outcome, Outcome::Ok);
        QCOMPARE(scrape->version, std::string());
        QCOMPARE(total(*scrape, MetricId::KvCacheUsage), 0.25);
    }
    void theVersionIsAskedAgainAfterAnEngineWasGone()
    {
        const auto engine = scraper();
        ask(*engine);
        m_engine->set("version=0.12.1&status=503");
        QCOMPARE(ask(*engine)->outcome, Outcome::ServerError);
        m_engine->set("status=200");
        QCOMPARE(ask(*engine)->version, std::string("0.12.1"));
    }
    void seriesThatWereRenamedAreMissedWithThatReason()
    {
        m_engine->set("names=future&version=0.31.0");
        const auto engine = scraper();
        const auto scrape = ask(*engine);
        QCOMPARE(scrape->outcome, Outcome::Ok);
        const auto &why = scrape->totals->missingMetrics[static_cast<std::size_t>(MetricId::RequestsRunning)];
        QVERIFY(why.has_value());
        QCOMPARE(why->reason, telemetry::Absence::Renamed);
        QVERIFY(why->why.find("0.31.0") != std::string::npos);
    }

    void whatIsNotAnEngineIsMisconfigured_data()
    {
        QTest::addColumn<QByteArray>("scenario");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *scenario, const char *says) {
            QTest::newRow(scenario) << QByteArray(scenario) << QByteArray(says);
        };
        row("body=json", "not with metrics");
        row("body=html", "not with metrics");
        row("body=empty", "not with metrics");
        row("body=garbage", "line 2: ");
        row("body=cut", "cut off");
        row("body=foreign", "--disable-log-stats");
        row("body=huge", "larger than");
        row("status=404", "404");
        row("status=401", "401");
        row("status=302", "redirect");
    }
    void whatIsNotAnEngineIsMisconfigured()
    {
        QFETCH(QByteArray, scenario);
        QFETCH(QByteArray, says);
        m_engine->set(scenario.toStdString());
        const auto engine = scraper({std::chrono::seconds(20), HttpLimits().body_bytes});
        const auto scrape = ask(*engine);
        QVERIFY(!scrape->totals);
        QVERIFY2(scrape->outcome == Outcome::Misconfigured, scrape->message.c_str());
        QVERIFY2(scrape->message.find(says.toStdString()) != std::string::npos, scrape->message.c_str());
    }
    void anEngineWithoutStatisticsHasThemSwitchedOff()
    {
        m_engine->set("body=foreign");
        const auto engine = scraper();
        QCOMPARE(ask(*engine)->absence, telemetry::Absence::FlagOff);
        m_engine->set("body=json");
        QCOMPARE(ask(*engine)->absence, telemetry::Absence::ScrapeFailed);
    }
    void anEngineThatDoesNotAnswerIsToldFromOneThatIsGone_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body : {"slow", "hang", "close"}) {
            QTest::newRow(body) << QByteArray(body);
        }
    }
    void anEngineThatDoesNotAnswerIsToldFromOneThatIsGone()
    {
        QFETCH(QByteArray, body);
        m_engine->set("body=" + body.toStdString());
        const auto engine = scraper({std::chrono::milliseconds(200), 1000});
        QCOMPARE(ask(*engine)->outcome, Outcome::NoAnswer);
        m_engine->stop();
        QCOMPARE(ask(*engine)->outcome, Outcome::Unreachable);
    }
    void aServerErrorIsOne()
    {
        m_engine->set("status=500");
        const auto engine = scraper();
        QCOMPARE(ask(*engine)->outcome, Outcome::ServerError);
    }

    void nobodyWaitsForASlowEngine()
    {
        m_engine->set("body=hang");
        auto engine = scraper({std::chrono::hours(1), 1000});
        engine->request(Duration(0));
        // Whatever the engine does: requests are taken, the last result can be read, and the end comes at once.
        for (int i = 0; i < 1000; ++i) {
            engine->request(Duration(0));
        }
        QCOMPARE(engine->latest()->outcome, Outcome::NotAsked);
        engine.reset();
    }
    void manyRequestsAreOne()
    {
        const auto engine = scraper();
        for (int i = 0; i < 100; ++i) {
            engine->request(std::chrono::hours(1));
        }
        const auto scrape = ask(*engine); // replaces what is to happen in an hour
        QCOMPARE(scrape->number, std::uint64_t{1});
    }
    void aClientReadsManyAnswersAndStops()
    {
        HttpClient http;
        for (int i = 0; i < 20; ++i) {
            const auto reply = http.get(m_engine->url() + "/version");
            QVERIFY(reply.has_value());
            QCOMPARE(reply->status, 200L);
            QCOMPARE(reply->body, std::string_view("{\"version\": \"0.11.0\"}"));
        }
        const auto bad = http.get("file:///etc/passwd");
        QVERIFY(!bad && bad.error().kind == HttpFailure::Kind::BadAddress);
        http.stop();
        const auto stopped = http.get(m_engine->url());
        QVERIFY(!stopped && stopped.error().kind == HttpFailure::Kind::Stopped);
    }
};

QTEST_GUILESS_MAIN(TestEngineScraper)
#include "tst_engine_scraper.moc"
