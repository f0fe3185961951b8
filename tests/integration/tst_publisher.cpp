#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTest>
#include <zmq.hpp>

using namespace iso;
using namespace Qt::StringLiterals;
using test::Outcome;

namespace
{

const char *const kTopic = "t/home/lab/bare-1";

/// A plain publisher that is subscribed to when the constructor returns.
class Publisher
{
public:
    explicit Publisher(const QString &endpoint)
        : m_socket(m_context, zmq::socket_type::xpub)
    {
        m_socket.set(zmq::sockopt::linger, 0);
        m_socket.set(zmq::sockopt::rcvtimeo, 20'000);
        m_socket.connect(endpoint.toStdString());
        zmq::message_t subscription;
        if (!m_socket.recv(subscription)) {
            qFatal("the hub did not subscribe");
        }
    }
    void send(const QByteArrayList &frames)
    {
        for (qsizetype i = 0; i < frames.size(); ++i) {
            const QByteArray &frame = frames[i];
            m_socket.send(zmq::buffer(frame.constData(), static_cast<std::size_t>(frame.size())),
                          i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
        }
    }

private:
    zmq::context_t m_context;
    zmq::socket_t m_socket;
};

/// A message of the contract in its JSON form; `changes` replaces members, null removes them.
QByteArray message(const QJsonObject &payload, int seq, const QJsonObject &changes = {})
{
    QJsonObject envelope{{u"version"_s, 1},
                         {u"node"_s, u"bare-1"_s},
                         {u"boot_id"_s, QString::fromLatin1(QByteArray(16, 'b').toBase64())},
                         {u"stream"_s, u"TELEMETRY"_s},
                         {u"seq"_s, seq},
                         {u"node_time_ns"_s, QString::number(QDateTime::currentMSecsSinceEpoch()) + u"000000"_s}};
    for (const QString &key : payload.keys()) {
        envelope[key] = payload[key];
    }
    for (const QString &key : changes.keys()) {
        envelope[key] = changes[key];
        if (changes[key].isNull()) {
            envelope.remove(key);
        }
    }
    return QJsonDocument(envelope).toJson(QJsonDocument::Compact);
}

QJsonObject birth()
{
    return {{u"birth"_s, QJsonObject{{u"region"_s, u"home"_s},
                                     {u"site"_s, u"lab"_s},
                                     {u"interval_ms"_s, 1000},
                                     {u"software"_s, u"test"_s},
                                     {u"telemetry_only"_s, true}}}};
}

QJsonObject sample(double cpu = 0.5)
{
    const QJsonObject latencies{{u"ttft"_s, QJsonObject{{u"observations_s"_s, QJsonArray{0.1, 0.2, 0.3}}}}};
    const QJsonObject metrics{{u"cpu_utilization_ratio"_s, cpu}, {u"requests_ok"_s, 3}};
    return {{u"sample"_s, QJsonObject{{u"interval_ms"_s, 1000},
                                      {u"service"_s, u"SERVING"_s},
                                      {u"metrics"_s, metrics},
                                      {u"latencies"_s, latencies}}}};
}

} // namespace

/// Somebody else's publisher against the real collector: what is good is shown, what is bad is counted and shown with
/// its reason, and the hub goes on.
class tst_Publisher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aTelemetryOnlyNodeIsShownWithItsFigures();
    void whatBreaksARuleIsCountedAndShown_data();
    void whatBreaksARuleIsCountedAndShown();
    void watchListsRefusalsOldestFirst();
    void whatAPublisherSaysIsStored();

private:
    [[nodiscard]] int refused(const QString &reason) const
    {
        return m_ctl.run({u"status"_s}).json()[u"hub"][u"refused"][reason].toInt(-1);
    }

    test::TempWorkspace m_workspace;
    test::Ctl m_ctl{m_workspace.path()};
    test::Collector m_collector{m_workspace.path()};
    std::unique_ptr<Publisher> m_publisher;
    int m_seq = 0;
};

void tst_Publisher::initTestCase()
{
    QVERIFY(m_collector.start());
    m_publisher = std::make_unique<Publisher>(m_collector.telemetry());
}

void tst_Publisher::aTelemetryOnlyNodeIsShownWithItsFigures()
{
    m_publisher->send({kTopic, message(birth(), ++m_seq)});
    m_publisher->send({kTopic, message(sample(), ++m_seq)});
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.node(u"bare-1"_s)[u"last_seq"].toInt(), m_seq, 20'000);
    const QJsonObject node = m_ctl.node(u"bare-1"_s);
    QCOMPARE(node[u"region"].toString(), u"home"_s);
    QCOMPARE(node[u"link"].toString(), u"live"_s);
    QCOMPARE(node[u"service"].toString(), u"serving"_s);
    const QJsonObject metrics = node[u"metrics"].toObject();
    QCOMPARE(metrics[u"cpu_utilization_ratio"].toDouble(), 0.5);
    QVERIFY2(!metrics.contains(u"gpu_power_watts"), "what was not reported is not there, and above all not 0");
    const QJsonObject ttft = node[u"latencies_last_minute"][u"ttft"].toObject();
    QCOMPARE(ttft[u"count"].toInt(), 3);
    QVERIFY(ttft[u"p95"][u"lower_ms"].toDouble() <= 300 && 300 <= ttft[u"p95"][u"upper_ms"].toDouble());
    // The fleet's own figures are renewed once a second.
    QByteArray text;
    QTRY_VERIFY2_WITH_TIMEOUT((text = m_ctl.runText({u"nodes"_s}).output).contains("1 of 1 serving"), text.constData(),
                              20'000);
    QVERIFY2(text.contains("n/a"), text.constData());
}

void tst_Publisher::whatBreaksARuleIsCountedAndShown_data()
{
    QTest::addColumn<QByteArrayList>("frames");
    QTest::addColumn<QString>("reason");

    const auto row = [](const char *name, const QByteArrayList &frames, const char *reason) {
        QTest::newRow(name) << frames << QString::fromLatin1(reason);
    };
    const auto changed = [](const QJsonObject &changes) {
        return QByteArrayList{kTopic, message(sample(), 1'000'000, changes)};
    };
    row("one frame", {kTopic}, "malformed");
    row("three frames", {kTopic, message(sample(), 1'000'000), "x"}, "malformed");
    row("half a JSON text", {kTopic, message(sample(), 1'000'000).left(50)}, "malformed");
    row("noise", {kTopic, QByteArray("\xFF\xFE\xFD\xFC\xFB", 5)}, "malformed");
    row("nothing", {kTopic, QByteArray()}, "malformed");
    row("another version", changed({{u"version"_s, 9}}), "wrong version");
    row("no payload", changed({{u"sample"_s, QJsonValue()}}), "no payload");
    row("no node", changed({{u"node"_s, QJsonValue()}}), "bad identity");
    row("no boot", changed({{u"boot_id"_s, QJsonValue()}}), "bad identity");
    row("number 0", changed({{u"seq"_s, 0}}), "bad identity");
    row("a topic of another node", {"t/home/lab/bare-2", message(sample(), 1'000'000)}, "bad topic");
    row("a topic with too few parts", {"t/bare-1", message(sample(), 1'000'000)}, "bad topic");
    row("a share above 1", {kTopic, message(sample(5.0), 1'000'000)}, "bad number");
    row("a number that is not finite", {kTopic, message(sample(0.125), 1'000'000).replace("0.125", "\"Infinity\"")},
        "bad number");
    row("a long text", {kTopic, message({{u"bye"_s, QJsonObject{{u"reason"_s, QString(300, u'x')}}}}, 1'000'000)},
        "bad text");
    row("a hub's words",
        {kTopic, message({{u"resend"_s, QJsonObject{{u"from_seq"_s, 1}, {u"to_seq"_s, 2}}}}, 1'000'000)},
        "wrong direction");
    row("an hour ahead",
        {"t/home/lab/bare-3",
         message(
             sample(), 1,
             {{u"node"_s, u"bare-3"_s},
              {u"node_time_ns"_s, QString::number(QDateTime::currentMSecsSinceEpoch() + 3'600'000) + u"000000"_s}})},
        "time out of range");
    row("too large", {kTopic, QByteArray(1024 * 1024 + 1, '{')}, "too large");
}

void tst_Publisher::whatBreaksARuleIsCountedAndShown()
{
    QFETCH(const QByteArrayList, frames);
    QFETCH(const QString, reason);
    const int before = refused(reason);
    QVERIFY2(before >= 0, "there is no such reason");
    m_publisher->send(frames);
    QTRY_COMPARE_WITH_TIMEOUT(refused(reason), before + 1, 20'000);
    const QJsonArray newest =
        m_ctl.run({u"watch"_s, u"--refused"_s, u"--seconds"_s, u"0.1"_s}).json()[u"refused"].toArray();
    QVERIFY(!newest.isEmpty());
    QCOMPARE(newest.last()[u"reason"].toString(), reason);

    // And the hub goes on.
    m_publisher->send({kTopic, message(sample(), ++m_seq)});
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.run({u"status"_s}).json()[u"hub"][u"samples"].toInt(), m_seq - 1, 20'000);
}

void tst_Publisher::watchListsRefusalsOldestFirst()
{
    test::Program watch(u"isochronectl"_s);
    watch.start({u"--workspace"_s, QString::fromStdString(m_workspace.path().string()), u"watch"_s, u"--refused"_s});
    QVERIFY(!watch.waitForLine("").isEmpty());
    m_publisher->send({"t/a/b/first", "x"});
    m_publisher->send({"t/a/b/second", "x"});
    QByteArray seen;
    while (!seen.contains("second")) {
        const QByteArray line = watch.waitForLine("");
        QVERIFY2(!line.isEmpty(), seen.constData());
        seen += line + '\n';
    }
    QVERIFY2(seen.indexOf("first") < seen.indexOf("second"), seen.constData());
    QVERIFY2(seen.contains("malformed"), seen.constData());
}

void tst_Publisher::whatAPublisherSaysIsStored()
{
    m_publisher->send({kTopic, message(sample(0.25), ++m_seq)});
    const auto newest = [&] {
        const QJsonArray samples = m_ctl.run({u"query"_s, u"bare-1"_s}).json()[u"nodes"][0][u"samples"].toArray();
        return samples.isEmpty() ? QJsonObject() : samples.last().toObject();
    };
    QTRY_COMPARE_WITH_TIMEOUT(newest()[u"seq"].toInt(), m_seq, 20'000);
    QCOMPARE(newest()[u"metrics"][u"cpu_utilization_ratio"].toDouble(), 0.25);
}

QTEST_GUILESS_MAIN(tst_Publisher)
#include "tst_publisher.moc"
