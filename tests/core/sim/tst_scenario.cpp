#include "core/sim/scenario.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QTest>
#include <fstream>

using namespace iso;
using namespace std::chrono_literals;
using sim::FaultKind;
using sim::FaultTargets;

namespace
{

/// A good fault, with some lines of it replaced or added.
QByteArray faultWith(const QByteArray &lines)
{
    return "[[fault]]\n" + lines;
}

} // namespace

class TestScenario : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKeyIsRead()
    {
        const auto scenario = sim::parseScenario(R"(
title = "a bad day"
[[fault]]
kind = "crash"
at = "0s"
duration = "30s"
repeat = "5m"
node = "edge-osl-001"
[[fault]]
kind = "power-loss"
at = "1m"
duration = "90s"
sites = 2
[[fault]]
kind = "message-loss"
at = "500ms"
duration = "2h"
share = 0.25
drop = 0.1
[[fault]]
kind = "slow"
at = "10s"
duration = "1m"
region = "eu-west"
factor = 3
[[fault]]
kind = "stall"
at = "10s"
duration = "1m"
count = 7
)",
                                                 "day.toml");
        QVERIFY_RESULT(scenario);
        QCOMPARE(scenario->title, std::string("a bad day"));
        using Choice = FaultTargets::Choice;
        const std::vector<sim::Fault> expected{
            {FaultKind::Crash, 0s, 30s, 5min, {Choice::Node, "edge-osl-001", 0, 0}, 0},
            {FaultKind::PowerLoss, 1min, 90s, {}, {Choice::Sites, "", 0, 2}, 0},
            {FaultKind::MessageLoss, 500ms, 2h, {}, {Choice::Share, "", 0.25, 0}, 0.1},
            {FaultKind::Slow, 10s, 1min, {}, {Choice::Region, "eu-west", 0, 0}, 3},
            {FaultKind::Stall, 10s, 1min, {}, {Choice::Count, "", 0, 7}, 0},
        };
        QCOMPARE(scenario->faults, expected);
    }

    void whatIsWrongIsNamedWithFileLineKeyAndWhatIsAllowed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *name, const QByteArray &text, const char *message) {
            QTest::newRow(name) << text << QByteArray(message);
        };
        const QByteArray good = "kind = \"crash\"\nat = \"1s\"\nduration = \"1s\"\ncount = 1\n";
        row("not TOML", "[[fault", "s.toml:1: is not TOML: ");
        row("unknown top key", "speed = 3\n", "s.toml:1: speed is not a key of a scenario; allowed are title and");
        row("title is a number", "title = 3\n", "s.toml:1: title must be a text in quotes");
        row("one table instead of a list", "[fault]\n" + good, "fault must be written as [[fault]]");
        row("unknown key", faultWith(good + "druation = \"3s\"\n"),
            "s.toml:6: druation is not a key of a fault; allowed are kind, at, duration, repeat, node, site, region, "
            "share, count, sites, drop, factor");
        row("no kind", faultWith("at = \"1s\"\nduration = \"1s\"\ncount = 1\n"),
            "s.toml:1: kind must be one of crash, stall, power-loss, message-loss, slow");
        row("unknown kind", faultWith("kind = \"flood\"\nat = \"1s\"\nduration = \"1s\"\ncount = 1\n"),
            "s.toml:2: kind must be one of crash, stall");
        row("time without unit", faultWith("kind = \"crash\"\nat = 3\nduration = \"1s\"\ncount = 1\n"),
            "s.toml:3: at must be a time such as \"500ms\"");
        row("no duration", faultWith("kind = \"crash\"\nat = \"1s\"\ncount = 1\n"),
            "s.toml:1: duration must be a time");
        row("zero duration", faultWith("kind = \"crash\"\nat = \"1s\"\nduration = \"0s\"\ncount = 1\n"),
            "s.toml:4: duration must be a time");
        row("repeat too short", faultWith(good + "repeat = \"1s\"\n"), "s.toml:6: repeat must be longer than duration");
        row("no target", faultWith("kind = \"crash\"\nat = \"1s\"\nduration = \"1s\"\n"),
            "s.toml:1: node is one of node, site, region, share, count, sites; a fault has exactly one of them");
        row("two targets", faultWith(good + "share = 0.1\n"), "a fault has exactly one of them");
        row("count is zero", faultWith("kind = \"crash\"\nat = \"1s\"\nduration = \"1s\"\ncount = 0\n"),
            "s.toml:5: count must be a whole number, 1 to 20000");
        row("count is a fraction", faultWith("kind = \"crash\"\nat = \"1s\"\nduration = \"1s\"\ncount = 1.5\n"),
            "s.toml:5: count must be a whole number, 1 to 20000");
        row("share above one", faultWith("kind = \"crash\"\nat = \"1s\"\nduration = \"1s\"\nshare = 1.5\n"),
            "s.toml:5: share must be a number above 0, at most 1");
        row("share is not a number", faultWith("kind = \"crash\"\nat = \"1s\"\nduration = \"1s\"\nshare = nan\n"),
            "s.toml:5: share must be a number above 0, at most 1");
        row("empty site", faultWith("kind = \"crash\"\nat = \"1s\"\nduration = \"1s\"\nsite = \"\"\n"),
            "s.toml:5: site must be a name in quotes");
        row("power loss of a node", faultWith("kind = \"power-loss\"\nat = \"1s\"\nduration = \"1s\"\ncount = 1\n"),
            "s.toml:5: count cannot lose its power alone: power-loss takes site or sites");
        row("message loss without drop",
            faultWith("kind = \"message-loss\"\nat = \"1s\"\nduration = \"1s\"\ncount = 1\n"),
            "s.toml:1: drop must be a number above 0, at most 1");
        row("drop without message loss", faultWith(good + "drop = 0.1\n"),
            "s.toml:6: drop belongs to message-loss only");
        row("factor below one", faultWith("kind = \"slow\"\nat = \"1s\"\nduration = \"1s\"\ncount = 1\nfactor = 0.5\n"),
            "s.toml:6: factor must be a number of at least 1, at most 100");
    }
    void whatIsWrongIsNamedWithFileLineKeyAndWhatIsAllowed()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, message);
        const auto scenario = sim::parseScenario(text.toStdString(), "s.toml");
        QVERIFY_FAILURE(scenario, ErrorCode::InvalidInput);
        const QByteArray said = QByteArray::fromStdString(scenario.error().message);
        QVERIFY2(said.contains(message), said.constData());
        QVERIFY(!said.contains('\n'));
    }

    void theDemonstrationIsAGoodScenario()
    {
        const auto scenario = sim::readScenario(ISOCHRONE_SOURCE_DIR "/resources/scenarios/demo.toml");
        QVERIFY_RESULT(scenario);
        QVERIFY(scenario->faults.size() >= 5);
    }

    void everydayFaultsAreMild()
    {
        for (const auto &fault : sim::everydayFaults().faults) {
            QVERIFY(fault.repeat.has_value());
            QVERIFY(fault.duration < *fault.repeat);
            QVERIFY(fault.targets.share <= 0.01);
            QVERIFY(fault.targets.count <= 1);
        }
    }

    void filesThatCannotBeReadAreNamed()
    {
        const test::TempWorkspace workspace;
        const auto missing = sim::readScenario(workspace.file("none.toml"));
        QVERIFY_FAILURE(missing, ErrorCode::NotFound);
        QVERIFY(missing.error().message.find("none.toml: no such scenario file") != std::string::npos);
        QVERIFY_FAILURE(sim::readScenario(workspace.path()), ErrorCode::NotFound);

        std::ofstream(workspace.file("large.toml")) << std::string(2 * 1024 * 1024, '#');
        QVERIFY_FAILURE(sim::readScenario(workspace.file("large.toml")), ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(TestScenario)
#include "tst_scenario.moc"
