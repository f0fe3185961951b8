#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QJsonArray>
#include <QTest>
#include <map>

using namespace iso;

namespace
{

constexpr int kNodes = 20;

struct Shown {
    QString takenAt;
    std::map<QString, QJsonObject> nodes;
};

Shown shownBy(const QJsonDocument &answer)
{
    Shown shown;
    shown.takenAt = answer.object().value(QStringLiteral("taken_at")).toString();
    for (const QJsonValue &node : answer.object().value(QStringLiteral("nodes")).toArray()) {
        shown.nodes[node.toObject().value(QStringLiteral("node")).toString()] = node.toObject();
    }
    return shown;
}

} // namespace

/// What a real hub showed of a simulated fleet, and what its history says afterwards.
class tst_Replay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTheHubShowedIsShownAgain()
    {
        const test::TempWorkspace workspace;
        test::Collector collector(workspace.path());
        QVERIFY(collector.start());
        test::Program fleet(QStringLiteral("isochrone-sim"));
        fleet.start({QStringLiteral("--nodes"), QString::number(kNodes), QStringLiteral("--telemetry"),
                     collector.telemetry(), QStringLiteral("--control"), collector.control(),
                     QStringLiteral("--no-faults"), QStringLiteral("--quiet")});
        const test::Ctl ctl(workspace.path());
        QTRY_COMPARE_WITH_TIMEOUT(ctl.serving(), kNodes, 60'000);

        // A while of it, within the first minute, in which nothing leaves the windows of a minute.
        std::vector<Shown> seen;
        for (int look = 0; look < 4; ++look) {
            const QString before = seen.empty() ? QString() : seen.back().takenAt.left(19); // to the second
            Shown shown;
            QTRY_VERIFY_WITH_TIMEOUT(
                (shown = shownBy(ctl.run({QStringLiteral("nodes")}).json())).takenAt.left(19) != before, 20'000);
            QCOMPARE(int(shown.nodes.size()), kNodes);
            seen.push_back(shown);
        }
        fleet.terminate();
        QCOMPARE(collector.terminate().exitCode, 0);

        for (const Shown &shown : seen) {
            const auto answer = ctl.run({QStringLiteral("at"), shown.takenAt, QStringLiteral("nodes")});
            QVERIFY2(answer.exitCode == 0, answer.text().constData());
            const Shown replayed = shownBy(answer.json());
            QCOMPARE(int(replayed.nodes.size()), kNodes);
            int same = 0;
            for (const auto &[name, node] : shown.nodes) {
                const QJsonObject &then = replayed.nodes.at(name);
                for (const char *what : {"region", "site", "link", "service"}) {
                    QCOMPARE(then.value(QLatin1String(what)), node.value(QLatin1String(what)));
                }
                // The time that is printed has milliseconds: a sample of the same millisecond may be beyond it.
                same += then.value(QStringLiteral("metrics")) == node.value(QStringLiteral("metrics")) &&
                        then.value(QStringLiteral("latencies_last_minute")) ==
                            node.value(QStringLiteral("latencies_last_minute"));
            }
            QVERIFY2(same >= kNodes - 1, qPrintable(QStringLiteral("%1 of %2 are the same").arg(same).arg(kNodes)));
        }
    }

    void beforeThereWasAHubNothingIsKnown()
    {
        const test::TempWorkspace workspace;
        test::Collector collector(workspace.path());
        QVERIFY(collector.start());
        QCOMPARE(collector.terminate().exitCode, 0);
        const auto answer = test::Ctl(workspace.path()).run({QStringLiteral("at"), QStringLiteral("1h")});
        QVERIFY2(answer.exitCode == 0, answer.text().constData());
        QCOMPARE(answer.json().object().value(QStringLiteral("hub_known")).toBool(true), false);
        const auto bad = test::Ctl(workspace.path()).run({QStringLiteral("at"), QStringLiteral("yesterday")});
        QCOMPARE(bad.exitCode, 2);
    }
};

QTEST_GUILESS_MAIN(tst_Replay)
#include "tst_replay.moc"
