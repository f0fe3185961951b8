#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>
#include <algorithm>
#include <sqlite3.h>

using namespace iso;
using namespace Qt::StringLiterals;
using test::Outcome;

namespace
{

/// A collector and a simulated fleet on it.
class Stage
{
public:
    [[nodiscard]] bool start(int nodes, const QStringList &simulatorOptions)
    {
        if (!collector.start()) {
            return false;
        }
        simulator.start(QStringList{u"--nodes"_s, QString::number(nodes), u"--seed"_s, u"5"_s, u"--quiet"_s,
                                    u"--telemetry"_s, collector.telemetry(), u"--control"_s, collector.control()} +
                        simulatorOptions);
        return QTest::qWaitFor([&] { return namesOfLive().size() == nodes; }, 60'000);
    }
    /// Nodes that are heard and have sent a sample.
    [[nodiscard]] QStringList namesOfLive() const
    {
        QStringList names;
        for (const QJsonValue &node : ctl.run({u"nodes"_s}).json()[u"nodes"].toArray()) {
            if (node[u"link"] == u"live"_s && node[u"last_seq"].toInt() > 0) {
                names.append(node[u"node"].toString());
            }
        }
        return names;
    }

    test::TempWorkspace workspace;
    test::Ctl ctl{workspace.path()};
    test::Collector collector{workspace.path()};
    test::Program simulator{u"isochrone-sim"_s};
};

QJsonObject firstCommand(const Outcome &outcome)
{
    return outcome.json()[u"commands"][0].toObject();
}

QStringList statesOf(const QJsonObject &command)
{
    QStringList states;
    for (const QJsonValue &step : command[u"steps"].toArray()) {
        states.append(step[u"state"].toString());
    }
    return states;
}

/// Named results by name.
QJsonObject resultsOf(const QJsonObject &command)
{
    QJsonObject results;
    for (const QJsonValue &result : command[u"results"].toArray()) {
        results[result[u"name"].toString()] = result[u"value"];
    }
    return results;
}

std::int64_t queryNumber(const std::filesystem::path &database, const char *sql)
{
    sqlite3 *handle = nullptr;
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_open_v2(database.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK ||
        sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        qFatal("%s: %s", sql, sqlite3_errmsg(handle));
    }
    const std::int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return number;
}

} // namespace

/// Commands from the shell to simulated nodes and back. The tests run in this order on one fleet.
class tst_Commands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void statusGoesThroughItsLifeAndAnswers();
    void everyStepIsPrinted();
    void drainAndResumeShowInTelemetry();
    void manyNodesAreReadAsOne();
    void aFilterChoosesTheTargets();
    void setIntervalChangesTheRate();
    void probeReportsProgressAndResults();
    void aRunningProbeIsCancelled();
    void oneCommandToManyNodes();
    void whatCannotBeSentIsRefusedAndNothingIsSent_data();
    void whatCannotBeSentIsRefusedAndNothingIsSent();
    void watchShowsOneDocumentALine();
    void aSecondChangeWhileOneRunsIsBusy();
    void aNodeThatIsGoneDoesNotGetItAndItExpires();
    void theLedgerIsIntactAndAFlippedBitIsNamed();

private:
    [[nodiscard]] QString node(int i) const { return m_nodes.at(i); }
    [[nodiscard]] QString serviceOf(const QString &name) const { return m_stage.ctl.node(name)[u"service"].toString(); }

    Stage m_stage;
    QStringList m_nodes;
};

void tst_Commands::initTestCase()
{
    QVERIFY(m_stage.start(50, {u"--no-faults"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(m_stage.ctl.serving(), 50, 60'000);
    m_nodes = m_stage.namesOfLive();
}

void tst_Commands::statusGoesThroughItsLifeAndAnswers()
{
    const Outcome outcome = m_stage.ctl.run({u"send"_s, node(0), u"status"_s, u"--reason"_s, u"a check"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    const QJsonObject command = firstCommand(outcome);
    QCOMPARE(command[u"state"].toString(), u"verified"_s);
    QCOMPARE(command[u"node"].toString(), node(0));
    QCOMPARE(command[u"reason"].toString(), u"a check"_s);
    QCOMPARE(statesOf(command), (QStringList{u"created"_s, u"sent"_s, u"received"_s, u"accepted"_s, u"verified"_s}));
    QCOMPARE(resultsOf(command)[u"active"].toString(), u"true"_s);
}

void tst_Commands::everyStepIsPrinted()
{
    const Outcome outcome = m_stage.ctl.runText({u"send"_s, node(0), u"status"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    for (const char *word : {"created", "sent", "received", "accepted", "verified", "active = true"}) {
        QVERIFY2(outcome.output.contains(word), outcome.text().constData());
    }
}

void tst_Commands::drainAndResumeShowInTelemetry()
{
    const Outcome drain = m_stage.ctl.run({u"send"_s, node(1), u"drain"_s});
    QVERIFY2(drain.exitCode == 0, drain.text().constData());
    QTRY_COMPARE_WITH_TIMEOUT(serviceOf(node(1)), u"drained"_s, 20'000);
    QCOMPARE(m_stage.ctl.serving(), 49);
    const Outcome filtered = m_stage.ctl.run({u"nodes"_s, u"service:drained"_s});
    QCOMPARE(filtered.json()[u"nodes"].toArray().size(), 1);

    const Outcome resume = m_stage.ctl.run({u"send"_s, node(1), u"resume"_s});
    QVERIFY2(resume.exitCode == 0, resume.text().constData());
    QTRY_COMPARE_WITH_TIMEOUT(m_stage.ctl.serving(), 50, 20'000);
}

void tst_Commands::manyNodesAreReadAsOne()
{
    const QStringList query = {u"query"_s, u"--merged"_s, u"--all-nodes"_s, u"--from"_s,
                               u"10m"_s,   u"--steps"_s,  u"10"_s};
    // The newest step may have only just begun.
    const auto fullest = [&] {
        const QJsonArray points = m_stage.ctl.run(query).json()[u"points"].toArray();
        return points.isEmpty() ? QJsonValue()
                                : *std::max_element(points.begin(), points.end(), [](const auto &a, const auto &b) {
                                      return a[u"samples"].toInteger() < b[u"samples"].toInteger();
                                  });
    };
    QTRY_VERIFY_WITH_TIMEOUT(fullest()[u"samples"].toInteger() > 200, 20'000);
    const QJsonValue point = fullest();
    QCOMPARE(point[u"nodes"].toInt(), 50);
    const QJsonValue p95 = point[u"latencies"][u"ttft"][u"p95"];
    QVERIFY(p95[u"lower_ms"].toDouble() > 0 && p95[u"lower_ms"].toDouble() < p95[u"upper_ms"].toDouble());
    QVERIFY(point[u"tokens_out_per_second"].toDouble() > 0);
    QCOMPARE(m_stage.ctl.run({u"query"_s, u"--merged"_s, u"--region"_s, u"no-such-region"_s}).exitCode, 3);
    const Outcome csv = m_stage.ctl.run(query + QStringList{u"--csv"_s}, std::chrono::minutes(1));
    QCOMPARE(csv.exitCode, 0);
}

void tst_Commands::aFilterChoosesTheTargets()
{
    const QString where = u"node:%1,%2"_s.arg(node(5), node(6));
    const Outcome unsure = m_stage.ctl.run({u"send"_s, u"--where"_s, where, u"set-interval"_s, u"interval_ms=500"_s});
    QVERIFY2(unsure.exitCode == 2, unsure.text().constData());
    QVERIFY2(unsure.errors.contains("2 nodes") && unsure.errors.contains("--yes"), unsure.text().constData());
    QVERIFY2(unsure.errors.contains(node(5).toUtf8()) && unsure.errors.contains(node(6).toUtf8()),
             unsure.text().constData());

    const Outcome sent = m_stage.ctl.run({u"send"_s, u"--where"_s, where, u"--yes"_s, u"status"_s});
    QVERIFY2(sent.exitCode == 0, sent.text().constData());
    QCOMPARE(sent.json()[u"commands"].toArray().size(), 2);

    const Outcome nobody = m_stage.ctl.run({u"send"_s, u"--where"_s, u"node:nobody"_s, u"status"_s});
    QVERIFY2(nobody.exitCode == 3, nobody.text().constData());
    QVERIFY2(nobody.errors.contains("node:nobody"), nobody.text().constData());
}

void tst_Commands::setIntervalChangesTheRate()
{
    const Outcome outcome = m_stage.ctl.run({u"send"_s, node(2), u"set-interval"_s, u"interval_ms=200"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    const auto newestStep_ms = [&] {
        const QJsonArray samples = m_stage.ctl.run({u"query"_s, node(2)}).json()[u"nodes"][0][u"samples"].toArray();
        const qsizetype n = samples.size();
        return n < 2 ? 0
                     : (samples[n - 1][u"time_ns"].toInteger() - samples[n - 2][u"time_ns"].toInteger()) / 1'000'000;
    };
    QTRY_COMPARE_WITH_TIMEOUT(newestStep_ms(), 200, 20'000);
}

void tst_Commands::probeReportsProgressAndResults()
{
    const Outcome outcome =
        m_stage.ctl.runText({u"send"_s, node(3), u"probe"_s, u"target=example.org:443"_s, u"count=200"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    QVERIFY2(outcome.output.contains("running"), outcome.text().constData());
    QVERIFY2(outcome.output.contains(" %"), outcome.text().constData());
    QVERIFY2(outcome.output.contains("connect_p95_ms = "), outcome.text().constData());

    const QJsonObject last = firstCommand(m_stage.ctl.run({u"commands"_s, u"--node"_s, node(3)}));
    QCOMPARE(last[u"state"].toString(), u"verified"_s);
    const QJsonObject results = resultsOf(last);
    QCOMPARE(results[u"ok"].toString().toInt() + results[u"failed"].toString().toInt(), 200);
    QVERIFY(results[u"connect_p95_ms"].toString().toDouble() >= results[u"connect_p50_ms"].toString().toDouble());
}

void tst_Commands::aRunningProbeIsCancelled()
{
    test::Program probe(u"isochronectl"_s);
    // Nothing answers there, so it would take 100 s.
    probe.start(m_stage.ctl.arguments({u"send"_s, node(4), u"probe"_s, u"target=x.invalid:1"_s, u"count=1000"_s}));
    const auto running = [&] { return firstCommand(m_stage.ctl.run({u"commands"_s, u"--node"_s, node(4)})); };
    QTRY_COMPARE_WITH_TIMEOUT(running()[u"state"].toString(), u"running"_s, 20'000);

    const Outcome cancel =
        m_stage.ctl.run({u"send"_s, node(4), u"cancel"_s, u"command="_s + running()[u"id"].toString()});
    QVERIFY2(cancel.exitCode == 0, cancel.text().constData());
    const Outcome ended = probe.waitForEnd();
    QVERIFY2(ended.exitCode == 5, ended.text().constData());
    QCOMPARE(firstCommand(ended)[u"state"].toString(), u"cancelled"_s);
}

void tst_Commands::oneCommandToManyNodes()
{
    const Outcome outcome = m_stage.ctl.run(
        {u"send"_s, m_nodes.mid(0, 20).join(u','), u"status"_s, u"--node"_s, node(20), u"--node"_s, node(21)});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    const QJsonArray commands = outcome.json()[u"commands"].toArray();
    QCOMPARE(commands.size(), 22);
    for (int i = 0; i < 22; ++i) {
        QCOMPARE(commands[i][u"node"].toString(), node(i));
        QCOMPARE(commands[i][u"state"].toString(), u"verified"_s);
    }
}

void tst_Commands::whatCannotBeSentIsRefusedAndNothingIsSent_data()
{
    QTest::addColumn<bool>("isKnownNode");
    QTest::addColumn<QStringList>("rest");
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("unknown node") << false << QStringList{u"status"_s} << QByteArrayLiteral("nobody");
    QTest::newRow("unknown command") << true << QStringList{u"fly"_s} << QByteArrayLiteral("fly");
    QTest::newRow("unknown argument") << true << QStringList{u"drain"_s, u"speed=1"_s} << QByteArrayLiteral("speed");
    QTest::newRow("argument out of range")
        << true << QStringList{u"set-interval"_s, u"interval_ms=5"_s} << QByteArrayLiteral("100");
    QTest::newRow("argument that is no number")
        << true << QStringList{u"set-interval"_s, u"interval_ms=fast"_s} << QByteArrayLiteral("interval_ms");
    QTest::newRow("argument missing") << true << QStringList{u"probe"_s} << QByteArrayLiteral("target");
}

void tst_Commands::whatCannotBeSentIsRefusedAndNothingIsSent()
{
    QFETCH(const bool, isKnownNode);
    QFETCH(const QStringList, rest);
    QFETCH(const QByteArray, named);
    const auto count = [&] {
        return m_stage.ctl.run({u"commands"_s, u"--limit"_s, u"10000"_s}).json()[u"commands"].toArray().size();
    };
    const qsizetype before = count();
    const Outcome outcome =
        m_stage.ctl.run(QStringList{u"send"_s, node(0), u"--node"_s, isKnownNode ? node(1) : u"nobody"_s} + rest);
    QVERIFY2(outcome.exitCode == 3, outcome.text().constData());
    QVERIFY2(outcome.errors.contains(named), outcome.text().constData());
    QCOMPARE(count(), before);
}

void tst_Commands::watchShowsOneDocumentALine()
{
    const Outcome outcome = m_stage.ctl.run({u"watch"_s, u"--seconds"_s, u"2"_s});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    const QByteArrayList lines = outcome.output.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    for (const QByteArray &line : lines) {
        QCOMPARE(QJsonDocument::fromJson(line)[u"fleet"][u"nodes"].toInt(), 50);
    }
}

void tst_Commands::aSecondChangeWhileOneRunsIsBusy()
{
    // Engines that hang: their drain waits for requests that do not end.
    Stage hung;
    const QString scenario = QString::fromStdString(hung.workspace.file("stall.toml").string());
    QFile file(scenario);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[[fault]]\nkind = \"stall\"\nat = \"1s\"\nduration = \"1h\"\nshare = 1.0\n");
    file.close();
    QVERIFY(hung.start(5, {u"--scenario"_s, scenario}));
    const QString target = hung.namesOfLive().first();
    const auto isHung = [&] {
        return resultsOf(firstCommand(hung.ctl.run({u"send"_s, target, u"status"_s})))[u"active"] == u"false"_s;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isHung(), 20'000);

    test::Program drain(u"isochronectl"_s);
    drain.start(hung.ctl.arguments({u"send"_s, target, u"drain"_s}));
    const auto newest = [&] { return firstCommand(hung.ctl.run({u"commands"_s, u"--node"_s, target})); };
    QTRY_COMPARE_WITH_TIMEOUT(newest()[u"state"].toString(), u"running"_s, 20'000);
    const QString drainId = newest()[u"id"].toString();

    const Outcome second = hung.ctl.run({u"send"_s, target, u"set-interval"_s, u"interval_ms=500"_s});
    QVERIFY2(second.exitCode == 5, second.text().constData());
    QCOMPARE(firstCommand(second)[u"state"].toString(), u"rejected"_s);
    QVERIFY2(second.output.contains("busy: command " + drainId.toUtf8()), second.text().constData());

    const Outcome observing = hung.ctl.run({u"send"_s, target, u"status"_s});
    QVERIFY2(observing.exitCode == 0, observing.text().constData());
    QCOMPARE(hung.ctl.run({u"send"_s, target, u"cancel"_s, u"command="_s + drainId}).exitCode, 0);
    QCOMPARE(firstCommand(drain.waitForEnd())[u"state"].toString(), u"cancelled"_s);
}

void tst_Commands::aNodeThatIsGoneDoesNotGetItAndItExpires()
{
    m_stage.simulator.kill();
    const auto isReset = [&] {
        const Outcome outcome = m_stage.ctl.run({u"send"_s, node(0), u"status"_s, u"--expires"_s, u"1s"_s});
        return outcome.exitCode == 5 && firstCommand(outcome)[u"state"] == u"expired"_s;
    };
    // Until the system has noticed the broken connections, a command may still be handed to one.
    QTRY_VERIFY_WITH_TIMEOUT(isReset(), 60'000);
    QCOMPARE(statesOf(firstCommand(m_stage.ctl.run({u"commands"_s, u"--node"_s, node(0)}))).last(), u"expired"_s);
}

void tst_Commands::theLedgerIsIntactAndAFlippedBitIsNamed()
{
    const QJsonArray before = m_stage.ctl.run({u"commands"_s}).json()[u"commands"].toArray();
    const Outcome owned = m_stage.ctl.run({u"ledger"_s, u"verify"_s});
    QVERIFY2(owned.exitCode == 0, owned.text().constData());
    QVERIFY(owned.json()[u"records"].toInt() > 5 * before.size() / 2);
    QCOMPARE(m_stage.collector.terminate().exitCode, 0);

    // Without an owner the files say the same.
    const Outcome direct = m_stage.ctl.run({u"ledger"_s, u"verify"_s});
    QVERIFY2(direct.exitCode == 0, direct.text().constData());
    QCOMPARE(direct.json()[u"head"], owned.json()[u"head"]);
    QCOMPARE(m_stage.ctl.run({u"commands"_s}).json()[u"commands"].toArray(), before);

    const test::TempWorkspace copy;
    std::filesystem::copy(m_stage.workspace.file("ledger.db"), copy.file("ledger.db"));
    QFile file(QString::fromStdString(copy.file("ledger.db").string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 at = file.readAll().indexOf("\"a check\"");
    QVERIFY(at > 0);
    file.seek(at + 1);
    file.write("b"); // "a check" becomes "b check"
    file.close();
    const std::int64_t altered =
        queryNumber(copy.file("ledger.db"), "SELECT min(number) FROM record WHERE instr(body, '\"b check\"') > 0");
    QVERIFY(altered > 0);
    const Outcome broken = test::Ctl(copy.path()).run({u"ledger"_s, u"verify"_s});
    QVERIFY2(broken.exitCode == 7, broken.text().constData());
    QCOMPARE(broken.json()[u"intact"].toBool(true), false);
    QCOMPARE(broken.json()[u"first_bad"].toInteger(), altered);
    const Outcome text = test::Ctl(copy.path()).runText({u"ledger"_s, u"verify"_s});
    QVERIFY2(text.output.contains("BROKEN at record " + QByteArray::number(static_cast<qlonglong>(altered))),
             text.text().constData());
}

QTEST_GUILESS_MAIN(tst_Commands)
#include "tst_commands.moc"
