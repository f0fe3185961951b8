#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace iso;
using namespace Qt::StringLiterals;
using test::Outcome;

/// A fleet that goes away, as a script sees it.
class tst_Problems : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFleetThatWentAwayIsOneProblemThatCanBeAcknowledged();

private:
    QJsonArray problems() const { return m_ctl.run({u"problems"_s}).json()[u"problems"].toArray(); }

    test::TempWorkspace m_workspace;
    test::Ctl m_ctl{m_workspace.path()};
};

void tst_Problems::aFleetThatWentAwayIsOneProblemThatCanBeAcknowledged()
{
    test::Collector collector(m_workspace.path());
    QVERIFY(collector.start());
    test::Program simulator{u"isochrone-sim"_s};
    simulator.start({u"--nodes"_s, u"30"_s, u"--seed"_s, u"5"_s, u"--quiet"_s, u"--no-faults"_s, u"--telemetry"_s,
                     collector.telemetry(), u"--control"_s, collector.control()});
    QTRY_COMPARE_WITH_TIMEOUT(m_ctl.serving(), 30, 60'000);
    QVERIFY(problems().isEmpty());
    QCOMPARE(m_ctl.runText({u"problems"_s}).output, QByteArray("no problems\n"));

    simulator.terminate();
    QTRY_VERIFY_WITH_TIMEOUT(!problems().isEmpty(), 60'000);
    const QJsonObject problem = problems()[0].toObject();
    QCOMPARE(problems().size(), 1);
    QCOMPARE(problem[u"id"].toString(), u"lost/fleet"_s);
    QCOMPARE(problem[u"nodes"].toArray().size(), 30);
    QCOMPARE(problem[u"severity"].toInt(), 1);
    QVERIFY(problem[u"acknowledgement"].isNull());

    const Outcome unknown = m_ctl.run({u"acknowledge"_s, u"lost/node/nobody"_s});
    QCOMPARE(unknown.exitCode, 3);
    const Outcome seen =
        m_ctl.run({u"acknowledge"_s, u"lost/fleet"_s, u"--note"_s, u"end of the test"_s, u"--by"_s, u"op-7"_s});
    QVERIFY2(seen.exitCode == 0, seen.text().constData());
    QCOMPARE(seen.json()[u"acknowledgement"][u"note"].toString(), u"end of the test"_s);
    QCOMPARE(problems()[0][u"acknowledgement"][u"by"].toString(), u"op-7"_s);
    QVERIFY(m_ctl.runText({u"problems"_s}).output.contains("acknowledged by op-7: end of the test"));

    const auto eventsOf = [this](const QString &kinds) {
        return m_ctl.run({u"events"_s, u"--since"_s, u"10m"_s, u"--kind"_s, kinds}).json()[u"events"].toArray();
    };
    QCOMPARE(eventsOf(u"joined"_s).size(), 30);
    // An event is written with the next commit of history.
    QTRY_COMPARE(eventsOf(u"problem-began"_s).size(), 1);
    QTRY_COMPARE(eventsOf(u"acknowledged"_s).size(), 1);
    QCOMPARE(eventsOf(u"problem-began"_s)[0][u"subject"].toString(), u"lost/fleet"_s);
    QCOMPARE(eventsOf(u"link"_s).size(), 30);
    const QString node = eventsOf(u"joined"_s)[0][u"node"].toString();
    const QByteArray told = m_ctl.runText({u"events"_s, u"--node"_s, node}).output;
    QVERIFY2(told.contains("Joined: ") && told.contains("Link lost"), told.constData());

    const Outcome noted = m_ctl.run({u"note"_s, u"osl-3 wartet auf einen Lüfter"_s, u"--by"_s, u"op-7"_s});
    QVERIFY2(noted.exitCode == 0, noted.text().constData());
    QTRY_COMPARE(eventsOf(u"note"_s).size(), 1);
    QCOMPARE(eventsOf(u"note"_s)[0][u"text"].toString(), u"op-7: osl-3 wartet auf einen Lüfter"_s);
    QCOMPARE(m_ctl.run({u"note"_s, u"x"_s.repeated(801)}).exitCode, 3);
    QCOMPARE(m_ctl.run({u"note"_s, u""_s}).exitCode, 3);

    collector.kill();
    QVERIFY(m_ctl.runText({u"events"_s, u"--node"_s, node}).output == told); // from the files
    const Outcome verified = m_ctl.run({u"ledger"_s, u"verify"_s});
    QVERIFY2(verified.exitCode == 0, verified.text().constData());
    QVERIFY(collector.start());
    // Known from before, and silent: the same problem, and still seen.
    QTRY_VERIFY_WITH_TIMEOUT(!problems().isEmpty(), 120'000);
    QCOMPARE(problems()[0][u"id"].toString(), u"lost/fleet"_s);
    QCOMPARE(problems()[0][u"since"].toString(), problem[u"since"].toString());
    QCOMPARE(problems()[0][u"acknowledgement"][u"by"].toString(), u"op-7"_s);
}

QTEST_GUILESS_MAIN(tst_Problems)
#include "tst_problems.moc"
