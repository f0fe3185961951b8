#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QDir>
#include <QTest>

using namespace iso;
using test::Outcome;
using test::runProgram;

/// What all programs have in common on the command line.
class tst_Programs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helpNamesTheWorkspaceAndTheExitCodes_data() { programs(); }
    void helpNamesTheWorkspaceAndTheExitCodes();
    void versionIsOneLine_data() { programs(); }
    void versionIsOneLine();
    void anUnknownOptionIsWrongUsage_data() { programs(); }
    void anUnknownOptionIsWrongUsage();
    void ctlWithoutAnOwnerSaysWhatToStart_data();
    void ctlWithoutAnOwnerSaysWhatToStart();
    void ctlUsageMistakesAreToldApart_data();
    void ctlUsageMistakesAreToldApart();

private:
    static void programs()
    {
        QTest::addColumn<QString>("program");
        QStringList names{QStringLiteral("isochrone-collector"), QStringLiteral("isochrone-sim"),
                          QStringLiteral("isochronectl")};
#ifdef ISOCHRONE_HAS_CONSOLE
        names.append(QStringLiteral("isochrone"));
#endif
        for (const QString &name : std::as_const(names)) {
            QTest::newRow(qPrintable(name)) << name;
        }
    }
};

void tst_Programs::helpNamesTheWorkspaceAndTheExitCodes()
{
    QFETCH(const QString, program);
    const Outcome outcome = runProgram(program, {QStringLiteral("--help")});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    QVERIFY2(outcome.output.contains("--workspace"), outcome.text().constData());
    QVERIFY2(outcome.output.contains("--version"), outcome.text().constData());
    QVERIFY2(outcome.output.contains("Exit codes"), outcome.text().constData());
}

void tst_Programs::versionIsOneLine()
{
    QFETCH(const QString, program);
    const Outcome outcome = runProgram(program, {QStringLiteral("--version")});
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    QVERIFY2(outcome.output.startsWith(program.toUtf8() + ' '), outcome.text().constData());
    QCOMPARE(outcome.output.count('\n'), 1);
}

void tst_Programs::anUnknownOptionIsWrongUsage()
{
    QFETCH(const QString, program);
    const Outcome outcome = runProgram(program, {QStringLiteral("--no-such-option")});
    QVERIFY2(outcome.exitCode == 2, outcome.text().constData());
    QVERIFY2(outcome.errors.contains("--no-such-option"), outcome.text().constData());
}

void tst_Programs::ctlWithoutAnOwnerSaysWhatToStart_data()
{
    QTest::addColumn<QStringList>("verb");
    QTest::newRow("nodes") << QStringList{QStringLiteral("nodes")};
    QTest::newRow("watch") << QStringList{QStringLiteral("watch")};
    QTest::newRow("status") << QStringList{QStringLiteral("status")};
    QTest::newRow("send") << QStringList{QStringLiteral("send"), QStringLiteral("a"), QStringLiteral("drain")};
}

void tst_Programs::ctlWithoutAnOwnerSaysWhatToStart()
{
    QFETCH(const QStringList, verb);
    const test::TempWorkspace workspace;
    const test::Ctl ctl(workspace.path());
    const Outcome text = ctl.runText(verb);
    QVERIFY2(text.exitCode == 3, text.text().constData());
    QCOMPARE(text.errors.count('\n'), 1);
    QVERIFY2(text.errors.contains("isochrone-collector"), text.text().constData());
    const Outcome json = ctl.run(verb);
    QCOMPARE(json.exitCode, 3);
    QCOMPARE(json.json()[QStringLiteral("error")][QStringLiteral("code")].toString(), QStringLiteral("not-found"));
    QVERIFY2(QDir(QString::fromStdString(workspace.path().string())).isEmpty(), "asking must leave nothing behind");
}

void tst_Programs::ctlUsageMistakesAreToldApart_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("named");

    const auto row = [](const char *name, const char *arguments, int exitCode, const char *named) {
        QTest::newRow(name) << QString::fromUtf8(arguments).split(u' ', Qt::SkipEmptyParts) << exitCode
                            << QByteArray(named);
    };
    row("no verb", "", 2, "nodes, watch,");
    row("unknown verb", "fly", 2, "fly");
    row("half a verb", "ledger", 2, "subcommand");
    row("a state that is none", "nodes service:walking", 2, "\n  service:walking\n          ^^^^^^^\n");
    row("a filter of several words", "nodes region:eu and lod>5%", 2, "did you mean load?");
    row("send where, without a command", "send --where region:eu", 2, "COMMAND");
    row("send where the filter is wrong", "send --where regoin:eu status", 2, "region");
    row("send without a command", "send a", 2, "COMMAND");
    row("an argument without a value", "send a drain speed", 2, "key=value");
    row("an argument twice", "send a drain x=1 x=2", 2, "twice");
    row("a name that is none", "send a/b drain", 2, "a/b");
    row("an expiry that is none", "send a drain --expires soon", 2, "--expires");
    row("query of nobody", "query", 2, "--all-nodes");
    row("a time that is none", "query a --from yesterday", 2, "--from");
    row("a region without --merged", "query --region north", 2, "--merged");
    row("whom to merge, twice", "query a --merged --all-nodes", 2, "--all-nodes");
    row("an empty range", "query a --from 5m --to 10m", 2, "--to");
    row("query of a workspace that is not there", "--workspace /no/such/workspace query a", 3, "/no/such/workspace");
    row("ledger of a workspace that is not there", "--workspace /no/such/workspace ledger verify", 3,
        "/no/such/workspace");
    row("commands of a workspace that is not there", "--workspace /no/such/workspace commands", 3,
        "/no/such/workspace");
}

void tst_Programs::ctlUsageMistakesAreToldApart()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QByteArray, named);
    const Outcome outcome = runProgram(QStringLiteral("isochronectl"), arguments);
    QVERIFY2(outcome.exitCode == exitCode, outcome.text().constData());
    QVERIFY2(outcome.errors.contains(named), outcome.text().constData());
    QVERIFY2(!QDir(QStringLiteral("/no/such/workspace")).exists(), "asking must leave nothing behind");
}

QTEST_GUILESS_MAIN(tst_Programs)
#include "tst_programs.moc"
