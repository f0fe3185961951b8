#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <map>
#include <random>
#include <string_view>
#include <unordered_map>

using namespace iso;
using namespace Qt::StringLiterals;
using test::Outcome;

namespace
{

constexpr int kNodes = 1000;
constexpr int kKills = 20;
constexpr unsigned kSeed = 20260314;
constexpr std::int64_t kInTime_ns = 3'000'000'000;

/// A line of the simulator's log: the hub said that this sample is stored.
struct LoggedSample {
    QByteArray key; ///< node, boot and number
    std::int64_t sent_ns = 0;
    std::int64_t stored_ns = 0;
};

std::vector<LoggedSample> readStoredLog(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(path));
    }
    std::vector<LoggedSample> samples;
    while (!file.atEnd()) {
        const QByteArrayList words = file.readLine().trimmed().split(' ');
        if (words.size() != 6) {
            qFatal("the log has a line of %d words", static_cast<int>(words.size()));
        }
        samples.push_back({words[0] + ' ' + words[1] + ' ' + words[2], words[4].toLongLong(), words[5].toLongLong()});
    }
    return samples;
}

/// A command that isochronectl was sending while the collector was being killed.
struct SentCommand {
    std::unique_ptr<test::Program> program;
    QString node;
    QString name;
};

} // namespace

/// The collector is killed again and again under load. What it said is stored must be there, once.
class tst_Crash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyStoredSampleIsFoundExactlyOnce();
    void nearlyAllSamplesAreStoredInTime();
    void everyCommandsLastStateIsThere();
    void theLedgerIsIntact();

private:
    void runAndKill();
    void send(const QString &node, const QStringList &command, bool isWaiting);
    void collectCommands();

    test::TempWorkspace m_workspace;
    test::Ctl m_ctl{m_workspace.path()};
    QString m_storedLog = QString::fromStdString(m_workspace.file("stored.log").string());
    std::vector<SentCommand> m_sent;
    std::map<QString, QString> m_lastStates; ///< by id, as isochronectl printed them
    std::vector<LoggedSample> m_logged;
};

void tst_Crash::initTestCase()
{
    QElapsedTimer timer;
    timer.start();
    runAndKill();
    if (QTest::currentTestFailed()) {
        return;
    }
    collectCommands();
    m_logged = readStoredLog(m_storedLog);
    qInfo("%d kills in %.0f s under %d nodes: %zu samples were said to be stored, %zu commands sent", kKills,
          static_cast<double>(timer.elapsed()) / 1000, kNodes, m_logged.size(), m_sent.size());
    QVERIFY(m_logged.size() > static_cast<std::size_t>(kNodes) * kKills);
}

void tst_Crash::runAndKill()
{
    test::Collector collector(m_workspace.path());
    QVERIFY(collector.start());
    test::Program simulator(u"isochrone-sim"_s);
    simulator.start({u"--nodes"_s, QString::number(kNodes), u"--seed"_s, u"7"_s, u"--no-faults"_s, u"--quiet"_s,
                     u"--telemetry"_s, collector.telemetry(), u"--control"_s, collector.control(), u"--stored-log"_s,
                     m_storedLog});
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.serving(), kNodes, 60'000);
    QStringList nodes;
    for (const QJsonValue &node : m_ctl.run({u"nodes"_s}).json()[u"nodes"].toArray()) {
        nodes.append(node[u"node"].toString());
    }

    std::mt19937 random(kSeed);
    const auto below = [&](int end) { return static_cast<int>(random() % static_cast<unsigned>(end)); };
    const QList<QStringList> commands{{u"status"_s},
                                      {u"drain"_s},
                                      {u"resume"_s},
                                      {u"set-interval"_s, u"interval_ms=1000"_s},
                                      {u"probe"_s, u"target=example.org:443"_s, u"count=50"_s}};
    for (int kill = 0; kill < kKills; ++kill) {
        // The moment is the point of this test, so here time is waited for. Some commands have ended when the kill
        // comes, some are under way.
        QTest::qWait(500 + below(5000));
        send(nodes[below(kNodes)], commands[below(static_cast<int>(commands.size()))], false);
        QTest::qWait(below(500));
        send(nodes[below(kNodes)], commands[below(static_cast<int>(commands.size()))], true);
        QTest::qWait(below(500));
        collector.kill();
        QVERIFY(collector.start());
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.serving() > kNodes - kKills * 2 - 1, true, 60'000);
    QTest::qWait(5000);
    for (SentCommand &sent : m_sent) {
        sent.program->waitForEnd(std::chrono::seconds(90));
    }
    // The last word is a kill too: what is read below was left by one.
    simulator.kill();
    collector.kill();
}

void tst_Crash::send(const QString &node, const QStringList &command, bool isWaiting)
{
    SentCommand sent{std::make_unique<test::Program>(u"isochronectl"_s), node, command.first()};
    QStringList arguments = QStringList{u"send"_s, node} + command;
    if (!isWaiting) {
        arguments += {u"--wait"_s, u"0"_s};
    }
    sent.program->start(m_ctl.arguments(arguments));
    m_sent.push_back(std::move(sent));
}

void tst_Crash::collectCommands()
{
    std::map<int, int> exitCodes;
    for (SentCommand &sent : m_sent) {
        const Outcome outcome = sent.program->waitForEnd();
        ++exitCodes[outcome.exitCode];
        for (const QJsonValue &command : outcome.json()[u"commands"].toArray()) {
            m_lastStates[command[u"id"].toString()] = command[u"state"].toString();
        }
    }
    for (const auto &[code, count] : exitCodes) {
        qInfo("isochronectl send ended %d times with exit code %d", count, code);
    }
}

void tst_Crash::everyStoredSampleIsFoundExactlyOnce()
{
    const Outcome outcome =
        m_ctl.run({u"query"_s, u"--all-nodes"_s, u"--numbers"_s, u"--from"_s, u"1h"_s}, std::chrono::minutes(3));
    QVERIFY2(outcome.exitCode == 0, outcome.errors.constData());
    std::unordered_map<std::string, int> found;
    for (const QJsonValue &node : outcome.json()[u"nodes"].toArray()) {
        QVERIFY(!node[u"truncated"].toBool(true));
        const std::string name = node[u"node"].toString().toStdString();
        for (const QJsonValue &sample : node[u"samples"].toArray()) {
            ++found[name + ' ' + sample[u"boot"].toString().toStdString() + ' ' +
                    std::to_string(sample[u"seq"].toInteger())];
        }
    }
    std::size_t missing = 0;
    std::size_t repeated = 0;
    for (const auto &[key, count] : found) {
        repeated += count > 1 ? 1U : 0U;
    }
    for (const LoggedSample &sample : m_logged) {
        if (!found.contains(sample.key.toStdString())) {
            ++missing;
            if (missing <= 5) {
                qWarning("not found: %s", sample.key.constData());
            }
        }
    }
    qInfo("%zu samples found, %zu of the logged missing, %zu more than once", found.size(), missing, repeated);
    QCOMPARE(missing, 0U);
    QCOMPARE(repeated, 0U);
}

void tst_Crash::nearlyAllSamplesAreStoredInTime()
{
    std::vector<std::int64_t> delays_ns;
    for (const LoggedSample &sample : m_logged) {
        delays_ns.push_back(sample.stored_ns - sample.sent_ns);
    }
    std::sort(delays_ns.begin(), delays_ns.end());
    const auto inTime = std::upper_bound(delays_ns.begin(), delays_ns.end(), kInTime_ns) - delays_ns.begin();
    const double ratio = static_cast<double>(inTime) / static_cast<double>(delays_ns.size());
    const auto at = [&](double q) {
        return static_cast<double>(delays_ns[static_cast<std::size_t>(q * static_cast<double>(delays_ns.size() - 1))]) /
               1e9;
    };
    qInfo("%.3f %% stored within 3 s of sending; p50 %.2f s, p99 %.2f s, longest %.2f s", ratio * 100, at(0.5),
          at(0.99), at(1.0));
    // The goal is 99 %, and the figure above says what this machine reached beside everything else it does. Without the
    // back-fill after each restart it would be far below this bound.
    QVERIFY(ratio >= 0.90);
}

void tst_Crash::everyCommandsLastStateIsThere()
{
    QVERIFY(m_lastStates.size() > kKills);
    std::map<QString, QString> states;
    const Outcome outcome = m_ctl.run({u"commands"_s, u"--limit"_s, u"10000"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.errors.constData());
    for (const QJsonValue &command : outcome.json()[u"commands"].toArray()) {
        states[command[u"id"].toString()] = command[u"state"].toString();
    }
    const QStringList finals{u"verified"_s, u"rejected"_s, u"failed"_s, u"cancelled"_s, u"expired"_s};
    std::map<QString, int> counts;
    for (const auto &[id, state] : m_lastStates) {
        QVERIFY2(states.contains(id), qPrintable(id));
        ++counts[states[id]];
        if (finals.contains(state)) {
            QCOMPARE(states[id], state);
        }
    }
    for (const auto &[state, count] : counts) {
        qInfo("%d commands are %s", count, qPrintable(state));
    }
}

void tst_Crash::theLedgerIsIntact()
{
    const Outcome outcome = m_ctl.run({u"ledger"_s, u"verify"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
}

QTEST_GUILESS_MAIN(tst_Crash)
#include "tst_crash.moc"
