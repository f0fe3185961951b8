#include "core/probe/prober.h"
#include "tests/core/probe/fake_server.h"
#include "tests/support/result_checks.h"

using namespace iso;
using namespace std::chrono_literals;
using probe::ProbeEvent;
using probe::ProbeTarget;
using test::FakeServer;

namespace
{

const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
const std::string kToken = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";
const std::string kDone = "data: [DONE]\n\n";

/// A prober whose events are gathered by the test's thread.
class Rig
{
public:
    explicit Rig(probe::ProbeLimits limits = {})
        : prober(clock, limits, [this] { ++wakes; })
    {
    }
    [[nodiscard]] bool isOver()
    {
        prober.drain(events);
        return !events.empty() && events.back().kind != ProbeEvent::Kind::Progress;
    }
    static ProbeTarget target(const std::string &text)
    {
        auto target = ProbeTarget::fromText(text).value();
        target.model = "m";
        return target;
    }

    SystemClock clock;
    std::atomic<int> wakes{0};
    std::vector<ProbeEvent> events;
    CommandId id{{1}};
    probe::Prober prober;
};

const commands::ProbeTally::Latency *latencyOf(const ProbeEvent &event, std::string_view name)
{
    for (const auto &latency : event.tally.latencies) {
        if (latency.name == name) {
            return &latency;
        }
    }
    return nullptr;
}

} // namespace

class TestProber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectTimesOfAPortThatListens();
    void aPortThatDoesNotListenFails();
    void tokensOfAStreamedAnswerAreTimed();
    void theRequestIsWhatAnEngineExpects();
    void answersThatAreNoneFailWithTheirReason_data();
    void answersThatAreNoneFailWithTheirReason();
    void aServerThatNeverAnswersIsCutOffInTime();
    void aRunningProbeIsCancelledAtOnce();
    void oneProbeAtATime();
    void aProbeThatRunsDoesNotOutliveItsOwner();
};

void TestProber::connectTimesOfAPortThatListens()
{
    FakeServer server([](const std::string &, const FakeServer::Connection &) {});
    Rig rig;
    QVERIFY_RESULT(rig.prober.start(rig.id, Rig::target(server.address()), 20));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    const ProbeEvent &end = rig.events.back();
    QCOMPARE(end.kind, ProbeEvent::Kind::Finished);
    QVERIFY2(end.tally.error.empty(), end.tally.error.c_str());
    QCOMPARE(end.tally.ok, std::uint64_t(20));
    QCOMPARE(end.tally.failed, std::uint64_t(0));
    QCOMPARE(latencyOf(end, commands::kConnectLatency)->values_ms.size(), std::size_t(20));
    QVERIFY(latencyOf(end, commands::kConnectLatency)->values_ms[0] > 0);
    QVERIFY(rig.wakes > 0);
}

void TestProber::aPortThatDoesNotListenFails()
{
    std::string address;
    {
        const FakeServer gone([](const std::string &, const FakeServer::Connection &) {});
        address = gone.address();
    }
    Rig rig;
    QVERIFY_RESULT(rig.prober.start(rig.id, Rig::target(address), 3));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().tally.failed, std::uint64_t(3));
    QVERIFY(!rig.events.back().tally.error.empty());
    QVERIFY(rig.events.back().tally.latencies.empty());
}

void TestProber::tokensOfAStreamedAnswerAreTimed()
{
    FakeServer server([](const std::string &, const FakeServer::Connection &connection) {
        connection.say(kHead + "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n");
        for (int i = 0; i < 5; ++i) {
            connection.say(kToken);
        }
        connection.say(kDone);
    });
    Rig rig;
    QVERIFY_RESULT(rig.prober.start(rig.id, Rig::target(server.url()), 4));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    const ProbeEvent &end = rig.events.back();
    QVERIFY2(end.tally.error.empty(), end.tally.error.c_str());
    QCOMPARE(end.tally.ok, std::uint64_t(4));
    QCOMPARE(latencyOf(end, commands::kTtftLatency)->values_ms.size(), std::size_t(4));
    QCOMPARE(latencyOf(end, commands::kItlLatency)->values_ms.size(), std::size_t(16));
    QCOMPARE(latencyOf(end, commands::kE2eLatency)->values_ms.size(), std::size_t(4));
    QVERIFY(latencyOf(end, commands::kConnectLatency) == nullptr);
    for (std::size_t i = 0; i < 4; ++i) {
        const double ttft_ms = latencyOf(end, commands::kTtftLatency)->values_ms[i];
        QVERIFY(ttft_ms > 0);
        QVERIFY(latencyOf(end, commands::kE2eLatency)->values_ms[i] >= ttft_ms);
    }
}

void TestProber::theRequestIsWhatAnEngineExpects()
{
    std::mutex mutex;
    std::string seen;
    FakeServer server([&](const std::string &request, const FakeServer::Connection &connection) {
        {
            const std::lock_guard lock(mutex);
            seen = request;
        }
        connection.say(kHead + kToken + kDone);
    });
    Rig rig;
    ProbeTarget target = Rig::target(server.url());
    target.model = "meta-llama/Llama-3.1-8B-Instruct";
    target.apiKey = "secret";
    QVERIFY_RESULT(rig.prober.start(rig.id, target, 1));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().tally.ok, std::uint64_t(1));
    const std::lock_guard lock(mutex);
    QVERIFY2(seen.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), seen.c_str());
    for (const char *part :
         {"Authorization: Bearer secret\r\n", "Content-Type: application/json\r\n", "\"stream\":true",
          "\"model\":\"meta-llama/Llama-3.1-8B-Instruct\"", "\"max_tokens\":32", "\"role\":\"user\""}) {
        QVERIFY2(seen.find(part) != std::string::npos, seen.c_str());
    }
}

void TestProber::answersThatAreNoneFailWithTheirReason_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("status") << QByteArray("HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\nno")
                            << QByteArray("HTTP status 503");
    QTest::newRow("a redirect is not followed")
        << QByteArray("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n")
        << QByteArray("HTTP status 302");
    QTest::newRow("no token") << QByteArray::fromStdString(kHead + kDone) << QByteArray("the reply has no token");
    QTest::newRow("not a stream") << QByteArray::fromStdString(kHead) + "{\"choices\":[]}\n"
                                  << QByteArray("the reply is not a stream");
    QTest::newRow("too large") << QByteArray::fromStdString(kHead) + QByteArray(20'000, '\n')
                               << QByteArray("the reply is larger than 10000 bytes");
    QTest::newRow("nothing at all") << QByteArray() << QByteArray();
    QTest::newRow("not HTTP") << QByteArray("220 mail ready\r\n") << QByteArray();
}

void TestProber::answersThatAreNoneFailWithTheirReason()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QByteArray, reason);
    FakeServer server(
        [&](const std::string &, const FakeServer::Connection &connection) { connection.say(answer.toStdString()); });
    probe::ProbeLimits limits;
    limits.reply_bytes = 10'000;
    Rig rig(limits);
    QVERIFY_RESULT(rig.prober.start(rig.id, Rig::target(server.url()), 1));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().tally.ok, std::uint64_t(0));
    QCOMPARE(rig.events.back().tally.failed, std::uint64_t(1));
    QVERIFY(!rig.events.back().tally.error.empty());
    if (!reason.isEmpty()) {
        QCOMPARE(rig.events.back().tally.error, reason.toStdString());
    }
}

void TestProber::aServerThatNeverAnswersIsCutOffInTime()
{
    FakeServer server([](const std::string &, const FakeServer::Connection &connection) { connection.holdOn(); });
    probe::ProbeLimits limits;
    limits.request = 50ms;
    Rig rig(limits);
    QVERIFY_RESULT(rig.prober.start(rig.id, Rig::target(server.url()), 2));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().kind, ProbeEvent::Kind::Finished);
    QCOMPARE(rig.events.back().tally.failed, std::uint64_t(2));
}

void TestProber::aRunningProbeIsCancelledAtOnce()
{
    std::atomic<int> served{0};
    FakeServer server([&](const std::string &, const FakeServer::Connection &connection) {
        if (++served <= 3) {
            connection.say(kHead + kToken + kDone);
        } else {
            connection.holdOn();
        }
    });
    probe::ProbeLimits limits;
    limits.request = 10min;
    Rig rig(limits);
    QVERIFY(!rig.prober.cancel(rig.id));
    QVERIFY_RESULT(rig.prober.start(rig.id, Rig::target(server.url()), 1000));
    QTRY_COMPARE_WITH_TIMEOUT(served.load(), 4, 20'000);
    QVERIFY(!rig.prober.cancel(CommandId({9})));
    QVERIFY(rig.prober.cancel(rig.id));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().kind, ProbeEvent::Kind::Cancelled);
    QCOMPARE(rig.events.back().made, std::uint32_t(3));
    QCOMPARE(rig.events.back().tally.ok, std::uint64_t(3));
    QVERIFY(!rig.prober.cancel(rig.id));
}

void TestProber::oneProbeAtATime()
{
    FakeServer server([](const std::string &, const FakeServer::Connection &connection) { connection.holdOn(); });
    Rig rig;
    QVERIFY_RESULT(rig.prober.start(rig.id, Rig::target(server.url()), 1));
    QVERIFY_FAILURE(rig.prober.start(CommandId({2}), Rig::target(server.url()), 1), ErrorCode::Busy);
    QVERIFY(rig.prober.cancel(rig.id));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    // The thread may need a moment longer than its last word.
    bool isStarted = false;
    const auto tryToStart = [&] {
        isStarted = isStarted || rig.prober.start(CommandId({2}), Rig::target(server.address()), 1).has_value();
        return isStarted;
    };
    QTRY_VERIFY_WITH_TIMEOUT(tryToStart(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver() && rig.events.back().id == CommandId({2}), 20'000);
    QCOMPARE(rig.events.back().tally.ok, std::uint64_t(1));
}

void TestProber::aProbeThatRunsDoesNotOutliveItsOwner()
{
    FakeServer server([](const std::string &, const FakeServer::Connection &connection) { connection.holdOn(); });
    probe::ProbeLimits limits;
    limits.request = 10min;
    Rig rig(limits);
    QVERIFY_RESULT(rig.prober.start(rig.id, Rig::target(server.url()), 1));
    QTRY_VERIFY_WITH_TIMEOUT(rig.wakes > 0, 20'000);
}

QTEST_GUILESS_MAIN(TestProber)
#include "tst_prober.moc"
