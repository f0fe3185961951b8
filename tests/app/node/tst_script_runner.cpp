#include "app/node/script_runner.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <QFile>
#include <csignal>

using namespace iso;
using namespace std::chrono_literals;
using app::ScriptEvent;
using Kind = ScriptEvent::Kind;

namespace
{

class Rig
{
public:
    [[nodiscard]] bool isOver()
    {
        runner.drain(events);
        return !events.empty() && events.back().kind != Kind::Progress;
    }
    Status start(const char *script, Duration timeout = 1min)
    {
        return runner.start(id, {"/bin/sh", "-c", script}, {"PATH=/usr/bin:/bin", "WHO=me"}, timeout);
    }
    [[nodiscard]] QString file(const char *name) const { return QString::fromStdString(folder.file(name).string()); }
    [[nodiscard]] QByteArray read(const char *name) const
    {
        QFile content(file(name));
        return content.open(QIODevice::ReadOnly) ? content.readAll().trimmed() : QByteArray();
    }
    /// Where the script writes its own process number.
    [[nodiscard]] std::string noting(const char *rest) const
    {
        return "echo $$ > '" + folder.file("pid").string() + "'; " + rest;
    }
    [[nodiscard]] pid_t process() const { return static_cast<pid_t>(read("pid").toInt()); }

    test::TempWorkspace folder;
    SystemClock clock;
    CommandId id{{1}};
    std::atomic<int> wakes{0};
    std::vector<ScriptEvent> events;
    app::ScriptRunner runner{clock, [this] { ++wakes; }};
};

} // namespace

class TestScriptRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void howItEndsIsTold_data();
    void howItEndsIsTold();
    void aProgramThatIsNotThereFails();
    void oneAtATime();
    void whatTakesTooLongIsEnded();
    void aCancelledScriptEndsWithAllItStarted();
    void oneThatIgnoresTheSignalIsKilled();
    void itDoesNotOutliveItsOwner();
    void itStartsWithUnblockedSignalsAndNoOpenFiles();
};

void TestScriptRunner::howItEndsIsTold_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const QByteArray &script, Kind kind, const QByteArray &text) {
        QTest::newRow(name) << script << static_cast<int>(kind) << text;
    };
    row("well", "echo one; echo two", Kind::Succeeded, "two");
    row("silent", "true", Kind::Succeeded, "");
    row("without a line end", "printf done", Kind::Succeeded, "done");
    row("error output too", "echo bad >&2; exit 3", Kind::Failed, "exit code 3: bad");
    row("failed silently", "exit 1", Kind::Failed, "exit code 1");
    row("by a signal", "kill -SEGV $$", Kind::Failed, "signal 11");
    row("environment", "echo $WHO $HOME", Kind::Succeeded, "me");
    row("input is empty", "cat; echo end", Kind::Succeeded, "end");
    row("odd characters", "printf 'a\\tb\\033[1m\\303\\274\\n'", Kind::Succeeded, "a?b?[1m??");
    row("much", "yes x | head -c 1000000; echo; echo last", Kind::Succeeded, "last");
    row("a long line", "head -c 100000 /dev/zero | tr '\\0' y", Kind::Succeeded, QByteArray(200, 'y'));
}

void TestScriptRunner::howItEndsIsTold()
{
    QFETCH(const QByteArray, script);
    QFETCH(const int, kind);
    QFETCH(const QByteArray, text);
    Rig rig;
    QVERIFY_RESULT(rig.start(script.constData()));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(QByteArray::fromStdString(rig.events.back().text), text);
    QCOMPARE(static_cast<int>(rig.events.back().kind), kind);
    QVERIFY(rig.events.back().id == rig.id);
    QVERIFY(rig.wakes > 0);
}

void TestScriptRunner::aProgramThatIsNotThereFails()
{
    Rig rig;
    QVERIFY_RESULT(rig.runner.start(rig.id, {"/nowhere/script"}, {}, 1min));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().kind, Kind::Failed);
    QCOMPARE(rig.events.back().text, std::string("/nowhere/script cannot be run: No such file or directory"));
}

void TestScriptRunner::oneAtATime()
{
    Rig rig;
    QVERIFY_RESULT(rig.start("sleep 60"));
    QVERIFY_FAILURE(rig.start("true"), ErrorCode::Busy);
    QVERIFY(!rig.runner.cancel(CommandId({2})));
    QVERIFY(rig.runner.cancel(rig.id));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().kind, Kind::Cancelled);
    rig.events.clear();
    QVERIFY_RESULT(rig.start("echo next"));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().kind, Kind::Succeeded);
}

void TestScriptRunner::whatTakesTooLongIsEnded()
{
    Rig rig;
    QVERIFY_RESULT(rig.start("sleep 60", 50ms));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().kind, Kind::Failed);
    QCOMPARE(rig.events.back().text, std::string("did not end within 50 ms"));
}

void TestScriptRunner::aCancelledScriptEndsWithAllItStarted()
{
    Rig rig;
    const std::string child = rig.folder.file("child").string();
    QVERIFY_RESULT(rig.start(("sleep 60 & echo $! > '" + child + "'; wait").c_str()));
    QTRY_VERIFY_WITH_TIMEOUT(!rig.read("child").isEmpty(), 20'000);
    QVERIFY(rig.runner.cancel(rig.id));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    const auto process = static_cast<pid_t>(rig.read("child").toInt());
    QTRY_VERIFY_WITH_TIMEOUT(kill(process, 0) != 0, 20'000);
}

void TestScriptRunner::oneThatIgnoresTheSignalIsKilled()
{
    Rig rig;
    QVERIFY_RESULT(rig.start(("trap '' TERM; " + rig.noting("while true; do sleep 1; done")).c_str()));
    QTRY_VERIFY_WITH_TIMEOUT(rig.process() > 0, 20'000);
    QVERIFY(rig.runner.cancel(rig.id));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    QCOMPARE(rig.events.back().kind, Kind::Cancelled);
    QVERIFY(kill(rig.process(), 0) != 0);
}

void TestScriptRunner::itDoesNotOutliveItsOwner()
{
    pid_t process = 0;
    {
        Rig rig;
        QVERIFY_RESULT(rig.start(rig.noting("exec sleep 60").c_str()));
        QTRY_VERIFY_WITH_TIMEOUT(rig.process() > 0, 20'000);
        process = rig.process();
    }
    QVERIFY(kill(process, 0) != 0);
}

void TestScriptRunner::itStartsWithUnblockedSignalsAndNoOpenFiles()
{
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, nullptr); // as the agent does
    Rig rig;
    // 0, 1, 2 and the folder that ls itself reads.
    QVERIFY_RESULT(rig.start("echo $(grep SigBlk /proc/self/status | cut -f2) $(ls /proc/self/fd | tr '\\n' ' ')"));
    QTRY_VERIFY_WITH_TIMEOUT(rig.isOver(), 20'000);
    pthread_sigmask(SIG_UNBLOCK, &term, nullptr);
    QCOMPARE(rig.events.back().text, std::string("0000000000000000 0 1 2 3"));
}

QTEST_GUILESS_MAIN(TestScriptRunner)
#include "tst_script_runner.moc"
