#include "tests/integration/program.h"
#include "tests/support/temp_workspace.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>
#include <map>
#include <sqlite3.h>

using namespace iso;
using test::Outcome;

namespace
{

QStringList onFreePorts(const std::filesystem::path &workspace)
{
    return {QStringLiteral("--workspace"),      QString::fromStdString(workspace.string()),
            QStringLiteral("--telemetry-port"), QStringLiteral("0"),
            QStringLiteral("--control-port"),   QStringLiteral("0")};
}

/// A program that ends by itself at once when the test is right, and is stopped when it is not.
Outcome collectorOn(const std::filesystem::path &workspace)
{
    return test::runProgram(QStringLiteral("isochrone-collector"),
                            onFreePorts(workspace) + QStringList{QStringLiteral("--seconds"), QStringLiteral("5")});
}

/// Every file below the folder with its bytes.
std::map<QString, QByteArray> filesOf(const std::filesystem::path &folder)
{
    std::map<QString, QByteArray> files;
    QDirIterator it(QString::fromStdString(folder.string()), QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly)) {
            files[file.fileName()] = file.readAll();
        }
    }
    return files;
}

void runSql(const std::filesystem::path &file, const char *sql)
{
    sqlite3 *handle = nullptr;
    if (sqlite3_open(file.c_str(), &handle) != SQLITE_OK ||
        sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        qFatal("%s: %s", sql, sqlite3_errmsg(handle));
    }
    sqlite3_close(handle);
}

} // namespace

class tst_CollectorCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMistakeInTheConfigurationIsOneLineAndChangesNothing_data();
    void aMistakeInTheConfigurationIsOneLineAndChangesNothing();
    void aWorkspaceInUseNamesItsOwnerWhoGoesOn();
    void aDatabaseOfANewerVersionIsLeftAlone_data();
    void aDatabaseOfANewerVersionIsLeftAlone();
    void endsCleanlyOnRequest();
    void startsAgainAfterAKill();
};

void tst_CollectorCli::aMistakeInTheConfigurationIsOneLineAndChangesNothing_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("allowed");
    QTest::newRow("unknown key") << QByteArrayLiteral("[hub]\nport = 5555\n") << QByteArrayLiteral(":2: \"hub.port\"")
                                 << QByteArrayLiteral("control, name, telemetry");
    QTest::newRow("value out of range") << QByteArrayLiteral("[history]\ncommit_ms = 5\n")
                                        << QByteArrayLiteral(":2: history.commit_ms")
                                        << QByteArrayLiteral("from 50 to 1000");
    QTest::newRow("address that leaves the machine")
        << QByteArrayLiteral("[hub]\ncontrol = \"tcp://0.0.0.0:5556\"\n") << QByteArrayLiteral(":2: hub.control")
        << QByteArrayLiteral("of this machine");
    QTest::newRow("no TOML") << QByteArrayLiteral("[hub\n") << QByteArrayLiteral(":1: not valid TOML") << QByteArray();
}

void tst_CollectorCli::aMistakeInTheConfigurationIsOneLineAndChangesNothing()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, place);
    QFETCH(const QByteArray, allowed);
    const test::TempWorkspace workspace;
    const QString path = QString::fromStdString(workspace.file("isochrone.toml").string());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    file.close();

    const Outcome outcome = collectorOn(workspace.path());
    QVERIFY2(outcome.exitCode == 3, outcome.text().constData());
    QVERIFY2(outcome.errors.contains(path.toUtf8() + place), outcome.text().constData());
    QVERIFY2(outcome.errors.contains(allowed), outcome.text().constData());
    QCOMPARE(outcome.errors.count('\n'), 1);
    auto files = filesOf(workspace.path());
    QCOMPARE(files[path], text);
    files.erase(path);
    files.erase(QString::fromStdString(workspace.file("owner.lock").string()));
    QVERIFY2(files.empty(), "nothing else may be made before the configuration is good");
}

void tst_CollectorCli::aWorkspaceInUseNamesItsOwnerWhoGoesOn()
{
    const test::TempWorkspace workspace;
    test::Collector first(workspace.path());
    QVERIFY(first.start());
    const Outcome second = collectorOn(workspace.path());
    QVERIFY2(second.exitCode == 4, second.text().constData());
    QVERIFY2(second.errors.contains("in use by isochrone-collector (process "), second.text().constData());
    QCOMPARE(second.errors.count('\n'), 1);
    QCOMPARE(test::Ctl(workspace.path()).serving(), 0);
    QCOMPARE(first.terminate().exitCode, 0);
}

void tst_CollectorCli::aDatabaseOfANewerVersionIsLeftAlone_data()
{
    QTest::addColumn<QString>("database");
    QTest::newRow("ledger") << QStringLiteral("ledger.db");
    QTest::newRow("catalogue") << QStringLiteral("history/catalog.db");
}

void tst_CollectorCli::aDatabaseOfANewerVersionIsLeftAlone()
{
    QFETCH(const QString, database);
    const test::TempWorkspace workspace;
    test::Collector collector(workspace.path());
    QVERIFY(collector.start());
    QCOMPARE(collector.terminate().exitCode, 0);
    const std::filesystem::path file = workspace.file(database.toStdString());
    QVERIFY(std::filesystem::exists(file));
    runSql(file, "PRAGMA user_version = 1000");
    auto before = filesOf(workspace.path());

    const Outcome outcome = collectorOn(workspace.path());
    QVERIFY2(outcome.exitCode == 4, outcome.text().constData());
    QVERIFY2(outcome.errors.contains(QByteArray::fromStdString(file.string())), outcome.text().constData());
    QVERIFY2(outcome.errors.contains("newer"), outcome.text().constData());
    auto after = filesOf(workspace.path());
    const QString name = QString::fromStdString(file.string());
    QCOMPARE(after[name], before[name]);
}

void tst_CollectorCli::endsCleanlyOnRequest()
{
    const test::TempWorkspace workspace;
    test::Collector collector(workspace.path());
    QVERIFY(collector.start());
    const Outcome outcome = collector.terminate();
    QVERIFY2(outcome.exitCode == 0, outcome.text().constData());
    QCOMPARE(test::Ctl(workspace.path()).run({QStringLiteral("ledger"), QStringLiteral("verify")}).exitCode, 0);
}

void tst_CollectorCli::startsAgainAfterAKill()
{
    const test::TempWorkspace workspace;
    test::Collector collector(workspace.path());
    QVERIFY(collector.start());
    const QString telemetry = collector.telemetry();
    collector.kill();
    QVERIFY(collector.start());
    QCOMPARE(collector.telemetry(), telemetry);
    QCOMPARE(test::Ctl(workspace.path()).serving(), 0);
}

QTEST_GUILESS_MAIN(tst_CollectorCli)
#include "tst_collector_cli.moc"
