#include "tests/packaging/script_stage.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>
#include <csignal>

using namespace iso;
using namespace Qt::StringLiterals;

namespace
{

// Each stand-in writes its process id and arguments into $STAGE/run. The console stays until the simulator is there
// and, where it was told when to quit, leaves with a screenshot; so no test depends on time.
const QString kNote =
    u"mkdir -p \"$STAGE/run\"; echo $$ >>\"$STAGE/run/$NAME.pid\"; echo \"$*\" >>\"$STAGE/run/$NAME.args\"\n"_s;
const QString kForever = u"while true; do sleep 1; done\n"_s;

QString noting(const QString &name, const QString &body)
{
    return u"NAME=%1\n"_s.arg(name) + kNote + body;
}

test::ScriptStage machine()
{
    test::ScriptStage stage({u"bash"_s, u"env"_s, u"cat"_s, u"mkdir"_s, u"mktemp"_s, u"rm"_s, u"sleep"_s, u"realpath"_s,
                             u"flock"_s, u"find"_s, u"tail"_s, u"grep"_s, u"dirname"_s, u"id"_s, u"rmdir"_s});
    stage.addProgram(u"install_deps"_s, QString());
    stage.addProgram(u"cmake"_s, noting(u"cmake"_s, u"exit \"${CMAKE_FAILS:-0}\""_s));
    stage.addProgram(u"Xvfb"_s, noting(u"Xvfb"_s, u"echo 77 >&8\n"_s + kForever));
    stage.addBuilt(u"isochrone"_s,
                   noting(u"isochrone"_s,
                          u"echo \"$DISPLAY $QT_QPA_PLATFORM\" >\"$STAGE/run/display\"\n"
                          "[[ -z $CONSOLE_FAILS ]] || { echo 'no such thing' >&2; exit \"$CONSOLE_FAILS\"; }\n"
                          "echo 'listening telemetry=tcp://127.0.0.1:4001 control=tcp://127.0.0.1:4002'\n"
                          "mkdir -p \"$TMPDIR/isochrone-$(id -u)\" \"$TMPDIR/runtime-$(id -un)\"\n"
                          "until [[ -s $STAGE/run/isochrone-sim.pid ]]; do sleep 0.05; done\n"
                          "[[ $* == *--quit-after* ]] || while true; do sleep 1; done\n"
                          "while [[ $# -gt 0 ]]; do [[ $1 != --screenshot ]] || echo png >\"$2\"; shift; done\n"_s));
    stage.addBuilt(u"isochrone-sim"_s, noting(u"isochrone-sim"_s, u"[[ -z $SIM_FAILS ]] || exit 1\n"_s + kForever));
    // What is installed here is the business of tst_install_deps.
    QFile::remove(stage.file(u"packaging/install_deps.sh"_s));
    QFile::link(stage.file(u"path/install_deps"_s), stage.file(u"packaging/install_deps.sh"_s));
    return stage;
}

/// Process ids that the stand-ins of this name noted and that still run.
QStringList running(const test::ScriptStage &stage, const QString &name)
{
    QStringList alive;
    for (const QString &pid : stage.read(u"run/"_s + name + u".pid"_s).split(u'\n', Qt::SkipEmptyParts)) {
        if (::kill(pid.toInt(), 0) == 0) {
            alive += name + u' ' + pid;
        }
    }
    return alive;
}

QStringList leftRunning(const test::ScriptStage &stage)
{
    return running(stage, u"isochrone"_s) + running(stage, u"isochrone-sim"_s) + running(stage, u"Xvfb"_s) +
           running(stage, u"cmake"_s);
}

const QString kWorkspace = u".local/share/isochrone/quickstart"_s;

} // namespace

class TestQuickstart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutADisplayItWritesAScreenshotAndLeavesOnlyTheWorkspace()
    {
        const test::ScriptStage stage = machine();
        const auto outcome = stage.run(u"quickstart.sh"_s, {});
        QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.output));
        QVERIFY(stage.exists(u"elsewhere/isochrone-quickstart.png"_s));
        QVERIFY(outcome.output.contains(u"under Xvfb for 30 s"_s));
        QVERIFY(outcome.output.contains(u"Screenshot: "_s + stage.file(u"elsewhere/isochrone-quickstart.png"_s)));
        QVERIFY(outcome.output.endsWith(u"Left behind: the workspace "_s + stage.file(kWorkspace) + u'\n'));
        QCOMPARE(stage.read(u"run/display"_s), u":77 xcb\n"_s);
        QCOMPARE(leftRunning(stage), QStringList());
        QVERIFY(QDir(stage.file(u"tmp"_s)).isEmpty());
        QVERIFY(outcome.output.contains(u"isochronectl --workspace %1 nodes --json"_s.arg(stage.file(kWorkspace))));
    }

    void theReleaseIsConfiguredAndBuilt()
    {
        const test::ScriptStage stage = machine();
        QCOMPARE(stage.run(u"quickstart.sh"_s, {}).exitCode, 0);
        QCOMPARE(stage.read(u"run/cmake.args"_s), u"--preset release\n--build --preset release\n"_s);
    }

    void theSimulatorGetsTheEndpointsThatTheConsoleNames()
    {
        const test::ScriptStage stage = machine();
        QCOMPARE(stage.run(u"quickstart.sh"_s, {u"--nodes"_s, u"42"_s, u"--seconds=7"_s}).exitCode, 0);
        QCOMPARE(stage.read(u"run/isochrone-sim.args"_s),
                 u"--nodes 42 --telemetry tcp://127.0.0.1:4001 --control tcp://127.0.0.1:4002\n"_s);
        const QString console = stage.read(u"run/isochrone.args"_s);
        QVERIFY(console.contains(u"--telemetry-port 0 --control-port 0"_s));
        QVERIFY(console.contains(u"--quit-after 7"_s));
    }

    void aScreenshotGoesWhereTheCallerStands()
    {
        const test::ScriptStage stage = machine();
        QCOMPARE(stage.run(u"quickstart.sh"_s, {u"--screenshot"_s, u"shot.png"_s}).exitCode, 0);
        QVERIFY(stage.exists(u"elsewhere/shot.png"_s));
    }

    void withADisplayItUsesThatAndStaysOpen()
    {
        test::ScriptStage stage = machine();
        stage.setEnvironment(u"DISPLAY"_s, u":5"_s);
        QProcess process;
        stage.start(process, u"quickstart.sh"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(!running(stage, u"isochrone-sim"_s).isEmpty(), 30'000);
        QCOMPARE(stage.read(u"run/display"_s), u":5 \n"_s);
        QVERIFY(!stage.read(u"run/isochrone.args"_s).contains(u"--quit-after"_s));
        QVERIFY(!stage.exists(u"run/Xvfb.pid"_s));
        process.terminate();
        test::ScriptStage::finish(process);
    }

    void aSignalEndsEverythingThatWasStarted_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("Ctrl-C") << SIGINT << 130;
        QTest::newRow("terminate") << SIGTERM << 143;
    }
    void aSignalEndsEverythingThatWasStarted()
    {
        QFETCH(int, signal);
        QFETCH(int, exitCode);
        test::ScriptStage stage = machine();
        stage.setEnvironment(u"DISPLAY"_s, u":5"_s);
        QProcess process;
        stage.start(process, u"quickstart.sh"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(!running(stage, u"isochrone-sim"_s).isEmpty(), 30'000);
        ::kill(static_cast<pid_t>(process.processId()), signal);
        const auto outcome = test::ScriptStage::finish(process);
        QCOMPARE(outcome.exitCode, exitCode);
        QCOMPARE(leftRunning(stage), QStringList());
        QVERIFY(QDir(stage.file(u"tmp"_s)).isEmpty());
        QVERIFY(outcome.output.contains(u"Left behind: the workspace"_s));
    }

    void aSignalDuringTheBuildEndsTheBuild()
    {
        test::ScriptStage stage = machine();
        stage.addProgram(u"cmake"_s, noting(u"cmake"_s, u"NAME=ninja; (%1%2) & wait"_s.arg(kNote, kForever)));
        QProcess process;
        stage.start(process, u"quickstart.sh"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(stage.exists(u"run/ninja.args"_s), 30'000);
        process.terminate();
        QCOMPARE(test::ScriptStage::finish(process).exitCode, 143);
        QCOMPARE(leftRunning(stage), QStringList());
    }

    void aFailureIsReportedWithItsLog_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("message");
        QTest::newRow("build") << u"CMAKE_FAILS"_s << u"configuring failed"_s;
        QTest::newRow("console") << u"CONSOLE_FAILS"_s
                                 << u"no such thing\nquickstart.sh: the console does not listen"_s;
        QTest::newRow("simulator") << u"SIM_FAILS"_s << u"the simulator ended; its log is "_s;
    }
    void aFailureIsReportedWithItsLog()
    {
        QFETCH(QString, variable);
        QFETCH(QString, message);
        test::ScriptStage stage = machine();
        stage.setEnvironment(u"DISPLAY"_s, u":5"_s);
        stage.setEnvironment(variable, u"3"_s);
        const auto outcome = stage.run(u"quickstart.sh"_s, {});
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY2(outcome.output.contains(message), qPrintable(outcome.output));
        QCOMPARE(leftRunning(stage), QStringList());
    }

    void theWorkspaceIsFreshAndNeverSharedWithARunThatGoesOn()
    {
        test::ScriptStage stage = machine();
        QCOMPARE(stage.run(u"quickstart.sh"_s, {}).exitCode, 0);
        QFile old(stage.file(kWorkspace + u"/old"_s));
        QVERIFY(old.open(QIODevice::WriteOnly));
        QCOMPARE(stage.run(u"quickstart.sh"_s, {}).exitCode, 0);
        QVERIFY(!old.exists());

        test::ScriptStage other = machine();
        other.setEnvironment(u"HOME"_s, stage.root());
        other.setEnvironment(u"DISPLAY"_s, u":5"_s);
        QProcess first;
        other.start(first, u"quickstart.sh"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(!running(other, u"isochrone-sim"_s).isEmpty(), 30'000);
        const auto second = stage.run(u"quickstart.sh"_s, {});
        QCOMPARE(second.exitCode, 0);
        QVERIFY2(second.output.contains(stage.file(kWorkspace + u"-2\n"_s)), qPrintable(second.output));
        first.terminate();
        test::ScriptStage::finish(first);
    }

    void aFolderOfSomebodyElseIsLeftAlone()
    {
        const test::ScriptStage stage = machine();
        QVERIFY(QDir(stage.root()).mkpath(kWorkspace));
        QFile precious(stage.file(kWorkspace + u"/precious"_s));
        QVERIFY(precious.open(QIODevice::WriteOnly));
        QCOMPARE(stage.run(u"quickstart.sh"_s, {}).exitCode, 0);
        QVERIFY(precious.exists());
    }

    void wrongOptionsStartNothing_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        QTest::newRow("no nodes") << QStringList{u"--nodes"_s, u"0"_s} << u"--nodes \"0\""_s;
        QTest::newRow("too many nodes") << QStringList{u"--nodes=20001"_s} << u"--nodes \"20001\""_s;
        QTest::newRow("nodes in words") << QStringList{u"--nodes"_s, u"many"_s} << u"--nodes \"many\""_s;
        QTest::newRow("value missing") << QStringList{u"--nodes"_s} << u"--nodes needs a value"_s;
        QTest::newRow("fraction of a second") << QStringList{u"--seconds"_s, u"1.5"_s} << u"--seconds \"1.5\""_s;
        QTest::newRow("no such folder") << QStringList{u"--screenshot"_s, u"none/x.png"_s} << u"no folder"_s;
        QTest::newRow("a folder") << QStringList{u"--screenshot"_s, u"."_s} << u"is a folder"_s;
        QTest::newRow("unknown option") << QStringList{u"--fast"_s} << u"\"--fast\""_s;
        QTest::newRow("stray word") << QStringList{u"500"_s} << u"\"500\""_s;
    }
    void wrongOptionsStartNothing()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const test::ScriptStage stage = machine();
        const auto outcome = stage.run(u"quickstart.sh"_s, arguments);
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY2(outcome.output.contains(named), qPrintable(outcome.output));
        QVERIFY(!stage.exists(u"run"_s));
        QVERIFY(!stage.exists(u".local"_s));
    }
};

QTEST_GUILESS_MAIN(TestQuickstart)
#include "tst_quickstart.moc"
