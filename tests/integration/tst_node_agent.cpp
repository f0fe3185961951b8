#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>
#include <sys/stat.h>

using namespace iso;
using namespace Qt::StringLiterals;
using test::Outcome;

namespace
{

QJsonObject firstCommand(const Outcome &outcome)
{
    return outcome.json()[u"commands"][0].toObject();
}

QString stateOf(const Outcome &outcome)
{
    return firstCommand(outcome)[u"state"].toString();
}

QString resultOf(const Outcome &outcome, const QString &name)
{
    for (const QJsonValue &result : firstCommand(outcome)[u"results"].toArray()) {
        if (result[u"name"].toString() == name) {
            return result[u"value"].toString();
        }
    }
    return u"(none)"_s;
}

void writeFile(const std::filesystem::path &path, const QString &text)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0) {
        qFatal("cannot write %s", path.c_str());
    }
}

} // namespace

/// The real agent on this machine against real hubs. The tests run in this order on one node.
class tst_NodeAgent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theNodeIsThereAndItsSamplesAreComplete();
    void bothHubsHaveTheSameSamples();
    void statusTellsWhatIsKnown();
    void probeMeasuresAnAllowedTargetAndNoOther();
    void setIntervalChangesTheRate();
    void onlyWhatCanBeDoneIsOffered();
    void aScriptDrains();
    void aCommandCutOffByAKillIsUnknownAndNeverRunsAgain();
    void whatAHubMissedComesAgain();
    void checkTellsWhatWorks();
    void onceTellsWhatWouldBeSent();
    void aSecondAgentWithTheSameStateIsRefused();
    void aCleanStopSaysBye();
    void badConfigurationIsOneLineAndExitCodeTwo();

private:
    void configure(const QString &more = {});
    [[nodiscard]] QStringList arguments(const QStringList &rest = {}) const
    {
        return QStringList{u"--config"_s, m_config} + rest;
    }
    [[nodiscard]] bool startAgent()
    {
        m_agent = std::make_unique<test::Program>(u"isochrone-node"_s);
        m_agent->start(arguments());
        return !m_agent->waitForLine("reporting node=edge-1").isEmpty();
    }
    [[nodiscard]] Outcome send(const QStringList &rest) const
    {
        return m_ctl.run(QStringList{u"send"_s, u"edge-1"_s} + rest);
    }
    [[nodiscard]] bool isLive() const
    {
        const QJsonObject node = m_ctl.node(u"edge-1"_s);
        return node[u"link"].toString() == u"live"_s && node[u"last_seq"].toInt() > 0;
    }
    [[nodiscard]] int runs() const
    {
        QFile file(QString::fromStdString(m_folder.file("runs").string()));
        return file.open(QIODevice::ReadOnly) ? static_cast<int>(file.readAll().count('\n')) : 0;
    }

    test::TempWorkspace m_folder;
    QString m_config = QString::fromStdString(m_folder.file("node.toml").string());
    test::Collector m_first{m_folder.file("hub-1")};
    test::Collector m_second{m_folder.file("hub-2")};
    test::Ctl m_ctl{m_folder.file("hub-1")};
    test::Ctl m_secondCtl{m_folder.file("hub-2")};
    std::unique_ptr<test::Program> m_agent;
};

void tst_NodeAgent::configure(const QString &more)
{
    const QString folder = QString::fromStdString(m_folder.path().string());
    writeFile(m_config.toStdString(), u"[node]\nid = \"edge-1\"\nregion = \"eu\"\nsite = \"lab\"\ninterval_ms = 200\n"
                                      "place = { latitude = 59.9, longitude = 10.7, name = \"Oslo, NO\" }\n"
                                      "[[hub]]\ntelemetry = \"%1\"\ncontrol = \"%2\"\n"
                                      "[[hub]]\ntelemetry = \"%3\"\ncontrol = \"%4\"\n"
                                      "[[probe]]\ntarget = \"%5\"\n"
                                      "[commands]\ndrain = [\"%6/drain.sh\", \"%6/runs\", \"%6/go-on\"]\n"
                                      "[state]\ndirectory = \"%6/state\"\n%7"_s.arg(
                                          m_first.telemetry(), m_first.control(), m_second.telemetry(),
                                          m_second.control(), m_first.telemetry().mid(6), folder, more));
}

void tst_NodeAgent::initTestCase()
{
    QVERIFY(m_first.start());
    QVERIFY(m_second.start());
    // Notes that it ran, then takes as long as the test wants: a fifo opens for reading when the other side writes.
    writeFile(m_folder.file("drain.sh"), u"#!/bin/sh\necho run >> \"$1\"\n[ -e \"$2\" ] || read x < \"$2.fifo\"\n"
                                         "echo \"drained for $ISOCHRONE_COMMAND\"\n"_s);
    std::filesystem::permissions(m_folder.file("drain.sh"), std::filesystem::perms::owner_all);
    QCOMPARE(mkfifo(m_folder.file("go-on.fifo").c_str(), 0600), 0);
    writeFile(m_folder.file("go-on"), {});
    configure();
    QVERIFY(startAgent());
    QTRY_VERIFY_WITH_TIMEOUT(isLive(), 60'000);
}

void tst_NodeAgent::theNodeIsThereAndItsSamplesAreComplete()
{
    const QJsonObject node = m_ctl.node(u"edge-1"_s);
    QCOMPARE(node[u"region"].toString(), u"eu"_s);
    QCOMPARE(node[u"site"].toString(), u"lab"_s);
    const auto samples = [&] { return m_ctl.run({u"query"_s, u"edge-1"_s}).json()[u"nodes"][0][u"samples"].toArray(); };
    QTRY_VERIFY_WITH_TIMEOUT(samples().size() >= 5, 60'000);
    qint64 last = 0;
    for (const QJsonValue &sample : samples()) {
        QCOMPARE(sample[u"seq"].toInteger(), last + 1);
        last = sample[u"seq"].toInteger();
    }
}

void tst_NodeAgent::bothHubsHaveTheSameSamples()
{
    const auto firstOf = [](const test::Ctl &ctl) {
        return ctl.run({u"query"_s, u"edge-1"_s}).json()[u"nodes"][0][u"samples"][0].toObject();
    };
    QTRY_VERIFY_WITH_TIMEOUT(!firstOf(m_secondCtl).isEmpty(), 60'000);
    QCOMPARE(firstOf(m_secondCtl)[u"time_ns"], firstOf(m_ctl)[u"time_ns"]);
    QCOMPARE(firstOf(m_secondCtl)[u"seq"].toInteger(), qint64(1));
}

void tst_NodeAgent::statusTellsWhatIsKnown()
{
    const Outcome outcome = send({u"status"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    QCOMPARE(resultOf(outcome, u"active"_s), u"unknown"_s); // without an engine nobody knows
    QCOMPARE(resultOf(outcome, u"hubs"_s), u"2"_s);
    QCOMPARE(resultOf(outcome, u"interval_ms"_s), u"200"_s);
}

void tst_NodeAgent::probeMeasuresAnAllowedTargetAndNoOther()
{
    const Outcome outcome = send({u"probe"_s, u"target="_s + m_first.telemetry().mid(6), u"count=20"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    QCOMPARE(resultOf(outcome, u"ok"_s), u"20"_s);
    QVERIFY(resultOf(outcome, u"connect_p95_ms"_s).toDouble() > 0);
    QVERIFY(resultOf(outcome, u"connect_histogram_ms"_s).contains(u":0,"_s));
    const Outcome refused = send({u"probe"_s, u"target=192.0.2.1:80"_s});
    QVERIFY2(refused.exitCode == 3, refused.text().constData());
}

void tst_NodeAgent::setIntervalChangesTheRate()
{
    const Outcome outcome = send({u"set-interval"_s, u"interval_ms=100"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    const auto newestStep_ms = [&] {
        const QJsonArray samples = m_ctl.run({u"query"_s, u"edge-1"_s}).json()[u"nodes"][0][u"samples"].toArray();
        const qsizetype n = samples.size();
        return n < 2 ? 0
                     : (samples[n - 1][u"time_ns"].toInteger() - samples[n - 2][u"time_ns"].toInteger()) / 1'000'000;
    };
    QTRY_VERIFY_WITH_TIMEOUT(newestStep_ms() > 50 && newestStep_ms() < 150, 60'000);
    QCOMPARE(resultOf(send({u"status"_s}), u"interval_ms"_s), u"100"_s);
}

void tst_NodeAgent::onlyWhatCanBeDoneIsOffered()
{
    // There is a script for drain, but none for resume.
    const Outcome outcome = send({u"resume"_s});
    QVERIFY2(outcome.exitCode == 3, outcome.text().constData());
    QVERIFY2(outcome.errors.contains("resume"), outcome.text().constData());
}

void tst_NodeAgent::aScriptDrains()
{
    const Outcome outcome = send({u"drain"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    QCOMPARE(stateOf(outcome), u"verified"_s);
    QVERIFY2(outcome.output.contains("drained for drain"), outcome.text().constData());
    QCOMPARE(runs(), 1);
}

void tst_NodeAgent::aCommandCutOffByAKillIsUnknownAndNeverRunsAgain()
{
    QVERIFY(std::filesystem::remove(m_folder.file("go-on"))); // from now on it takes its time
    test::Program drain(u"isochronectl"_s);
    drain.start(m_ctl.arguments({u"send"_s, u"edge-1"_s, u"drain"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(runs(), 2, 60'000);
    m_agent->kill();
    QVERIFY(startAgent());
    const Outcome outcome = drain.waitForEnd();
    QCOMPARE(stateOf(outcome), u"unknown"_s);
    QVERIFY2(outcome.output.contains("interrupted by a restart"), outcome.text().constData());
    QTRY_VERIFY_WITH_TIMEOUT(isLive(), 60'000);
    QCOMPARE(runs(), 2);
    // Let the orphaned script end, and see that the node works as before.
    writeFile(m_folder.file("go-on"), {});
    writeFile(m_folder.file("go-on.fifo"), u"x\n"_s);
    const Outcome again = send({u"drain"_s});
    QVERIFY2(again.exitCode == 0, again.text().constData());
    QCOMPARE(runs(), 3);
}

void tst_NodeAgent::whatAHubMissedComesAgain()
{
    m_second.kill();
    const auto lastSeq = [](const test::Ctl &ctl) { return ctl.node(u"edge-1"_s)[u"last_seq"].toInt(); };
    const int before = lastSeq(m_ctl);
    QTRY_VERIFY_WITH_TIMEOUT(lastSeq(m_ctl) > before + 10, 60'000);
    QVERIFY(m_second.start());
    QTRY_VERIFY_WITH_TIMEOUT(lastSeq(m_secondCtl) > before + 10, 60'000);
    const auto hasAll = [&] {
        const QJsonArray samples = m_secondCtl.run({u"query"_s, u"edge-1"_s}).json()[u"nodes"][0][u"samples"].toArray();
        QSet<qint64> seqs;
        for (const QJsonValue &sample : samples) {
            seqs.insert(sample[u"seq"].toInteger());
        }
        for (qint64 seq = before; seq <= before + 10; ++seq) {
            if (!seqs.contains(seq)) {
                return false;
            }
        }
        return true;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasAll(), 60'000);
}

void tst_NodeAgent::checkTellsWhatWorks()
{
    const Outcome outcome = test::runProgram(u"isochrone-node"_s, arguments({u"check"_s}));
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    for (const QByteArray &line : {QByteArray("ok      Node: edge-1 at eu/lab"), QByteArray("ok      Memory: "),
                                   "ok      Hub " + m_first.control().toUtf8() + ": answers",
                                   "ok      Probe of " + m_first.telemetry().mid(6).toUtf8(),
                                   QByteArray("in use: an agent is running with it")}) {
        QVERIFY2(outcome.output.contains(line), outcome.text().constData());
    }
    // A hub that is not there, and one on another machine without its key.
    const std::filesystem::path other = m_folder.file("other.toml");
    const QString state =
        u"[state]\ndirectory = \"%1/other\"\n"_s.arg(QString::fromStdString(m_folder.path().string()));
    writeFile(other, u"[[hub]]\ntelemetry = \"tcp://127.0.0.1:1\"\ncontrol = \"tcp://127.0.0.1:1\"\n"_s + state);
    const Outcome failed =
        test::runProgram(u"isochrone-node"_s, {u"--config"_s, QString::fromStdString(other.string()), u"check"_s});
    QVERIFY2(failed.exitCode == 3, failed.text().constData());
    QVERIFY2(failed.output.contains("FAILED  Hub tcp://127.0.0.1:1: "), failed.text().constData());

    writeFile(other, u"[[hub]]\ntelemetry = \"tcp://192.0.2.1:5555\"\ncontrol = \"tcp://192.0.2.1:5556\"\n"_s + state);
    const Outcome open = test::runProgram(u"isochrone-node"_s, {u"--config"_s, QString::fromStdString(other.string())});
    QVERIFY2(open.exitCode == 2, open.text().constData());
    QVERIFY2(open.errors.contains("without keys"), open.text().constData());
}

void tst_NodeAgent::onceTellsWhatWouldBeSent()
{
    const Outcome outcome = test::runProgram(u"isochrone-node"_s, arguments({u"once"_s}));
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    const qsizetype border = outcome.output.indexOf("\n}\n{\n");
    QVERIFY2(border > 0, outcome.text().constData());
    const QJsonObject birth = QJsonDocument::fromJson(outcome.output.left(border + 2)).object();
    const QJsonObject sample = QJsonDocument::fromJson(outcome.output.mid(border + 3)).object();
    QCOMPARE(birth[u"node"].toString(), u"edge-1"_s);
    QCOMPARE(birth[u"birth"][u"place_name"].toString(), u"Oslo, NO"_s);
    QCOMPARE(birth[u"birth"][u"commands"].toArray().size(), 5); // all but resume
    QVERIFY(sample[u"sample"][u"metrics"][u"memory_total_bytes"].toDouble() > 0);
    QVERIFY(sample[u"sample"][u"interval_ms"].toInt() >= 200);
}

void tst_NodeAgent::aSecondAgentWithTheSameStateIsRefused()
{
    const Outcome outcome = test::runProgram(u"isochrone-node"_s, arguments());
    QVERIFY2(outcome.exitCode == 4, outcome.text().constData());
    QVERIFY2(outcome.errors.contains("is in use by another program"), outcome.text().constData());
}

void tst_NodeAgent::aCleanStopSaysBye()
{
    const Outcome outcome = m_agent->terminate();
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.node(u"edge-1"_s)[u"link"].toString(), u"lost"_s, 20'000);
}

void tst_NodeAgent::badConfigurationIsOneLineAndExitCodeTwo()
{
    configure(u"[nodes]\n"_s);
    for (const char *verb : {"run", "check", "once"}) {
        const Outcome outcome = test::runProgram(u"isochrone-node"_s, arguments({QString::fromLatin1(verb)}));
        QVERIFY2(outcome.exitCode == 2, outcome.text().constData());
        QCOMPARE(outcome.errors.count('\n'), 1);
        QVERIFY2(outcome.errors.startsWith("isochrone-node: " + m_config.toUtf8() + ":19: \"nodes\""),
                 outcome.text().constData());
        QVERIFY(outcome.output.isEmpty());
    }
    QCOMPARE(test::runProgram(u"isochrone-node"_s, {u"--config"_s, u"/nowhere.toml"_s}).exitCode, 2);
    QCOMPARE(test::runProgram(u"isochrone-node"_s, {u"dance"_s}).exitCode, 2);
    QCOMPARE(test::runProgram(u"isochrone-node"_s, {u"--version"_s}).exitCode, 0);
}

QTEST_GUILESS_MAIN(tst_NodeAgent)
#include "tst_node_agent.moc"
