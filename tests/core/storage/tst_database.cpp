#include "core/storage/database.h"
#include "core/storage/set_aside.h"
#include "core/storage/transaction.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_checks.h"
#include "tests/support/temp_workspace.h"

#include <fstream>
#include <iterator>
#include <map>
#include <sqlite3.h>
#include <sys/stat.h>

using namespace iso;
using namespace iso::storage;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace
{

constexpr OpenOptions kImpatient{.busyTimeout = 10ms};

Format formatOfVersion(std::size_t version)
{
    Format format{.what = "test file", .applicationId = 0x49736f54, .pageSize_bytes = 8192};
    const char *steps[] = {"CREATE TABLE t(a INTEGER, b REAL, c TEXT, d BLOB) STRICT",
                           "CREATE TABLE u(x INTEGER) STRICT; INSERT INTO u VALUES(2)",
                           "CREATE TABLE v(x INTEGER) STRICT; INSERT INTO missing VALUES(3)"};
    for (std::size_t i = 0; i < version; ++i) {
        format.steps.emplace_back([sql = std::string(steps[i])](Database &db) { return db.execute(sql); });
    }
    return format;
}

std::string bytesOf(const fs::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Every file of a folder with what is in it.
std::map<std::string, std::string> contentsOf(const fs::path &folder)
{
    std::map<std::string, std::string> contents;
    for (const auto &entry : fs::directory_iterator(folder)) {
        contents[entry.path().filename().string()] = bytesOf(entry.path());
    }
    return contents;
}

void runSql(const fs::path &file, const char *sql)
{
    sqlite3 *handle = nullptr;
    QCOMPARE(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
    QCOMPARE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
}

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewFileGetsMarkVersionAndPragmas()
    {
        const test::TempWorkspace workspace;
        auto db = Database::openWriter(workspace.file("a.db"), formatOfVersion(2));
        QVERIFY_RESULT(db);
        QCOMPARE_RESULT(db->integer("PRAGMA application_id"), 0x49736f54);
        QCOMPARE_RESULT(db->integer("PRAGMA user_version"), 2);
        QCOMPARE_RESULT(db->integer("PRAGMA page_size"), 8192);
        QCOMPARE_RESULT(db->integer("PRAGMA synchronous"), 2);
        QCOMPARE_RESULT(db->integer("PRAGMA wal_autocheckpoint"), 0);
        QCOMPARE_RESULT(db->integer("PRAGMA secure_delete"), 0);
        QCOMPARE_RESULT(db->integer("PRAGMA trusted_schema"), 0);
        QCOMPARE_RESULT(db->integer("PRAGMA cell_size_check"), 1);
        QVERIFY(fs::exists(workspace.file("a.db-wal")));
        QVERIFY_RESULT(db->quickCheck());
    }

    void everyTypeComesBackAsItWasBound()
    {
        const test::TempWorkspace workspace;
        auto db = Database::openWriter(workspace.file("a.db"), formatOfVersion(1));
        QVERIFY_RESULT(db);
        const std::string zeros("a\0b", 3);
        auto insert = db->prepare("INSERT INTO t VALUES(?,?,?,?)");
        QVERIFY_RESULT(insert);
        QVERIFY_RESULT(insert->bindInteger(1, INT64_MIN).bindReal(2, 0.1).bindText(3, zeros).bindBlob(4, zeros).run());
        QVERIFY_RESULT(insert->bindNull(1).bindNull(2).bindText(3, {}).bindBlob(4, {}).run());
        auto select = db->prepare("SELECT a,b,c,d FROM t ORDER BY rowid");
        QVERIFY_RESULT(select);
        QCOMPARE_RESULT(select->step(), true);
        QCOMPARE(select->integer(0), INT64_MIN);
        QCOMPARE(select->real(1), 0.1);
        QVERIFY(select->text(2) == zeros);
        QVERIFY(select->blob(3) == zeros);
        QCOMPARE_RESULT(select->step(), true);
        QVERIFY(select->isNull(0));
        QVERIFY(select->isNull(1));
        QVERIFY(!select->isNull(2));
        QVERIFY(!select->isNull(3));
        QVERIFY(select->blob(3).empty());
        QCOMPARE_RESULT(select->step(), false);
    }

    void errorsCarrySqlitesOwnWords()
    {
        const test::TempWorkspace workspace;
        auto db = Database::openWriter(workspace.file("a.db"), formatOfVersion(1));
        QVERIFY_RESULT(db);
        const auto unknown = db->prepare("SELECT * FROM nowhere");
        QVERIFY_FAILURE(unknown, ErrorCode::Io);
        QVERIFY(unknown.error().message.find("no such table: nowhere") != std::string::npos);
        auto insert = db->prepare("INSERT INTO t(a) VALUES(?)");
        QVERIFY_RESULT(insert);
        QVERIFY_FAILURE(insert->bindText(1, "not a number").run(), ErrorCode::Io);
        QVERIFY_FAILURE(insert->bindInteger(2, 1).run(), ErrorCode::Io);
        QVERIFY_RESULT(insert->bindInteger(1, 1).run());
    }

    void aTransactionLeavesNothingUnlessCommitted()
    {
        const test::TempWorkspace workspace;
        auto db = Database::openWriter(workspace.file("a.db"), formatOfVersion(1));
        QVERIFY_RESULT(db);
        {
            const auto transaction = Transaction::begin(*db);
            QVERIFY_RESULT(transaction);
            QVERIFY_RESULT(db->execute("INSERT INTO t(a) VALUES(1)"));
        }
        QCOMPARE_RESULT(db->integer("SELECT count(*) FROM t"), 0);
        auto transaction = Transaction::begin(*db);
        QVERIFY_RESULT(transaction);
        QVERIFY_RESULT(db->execute("INSERT INTO t(a) VALUES(1)"));
        QVERIFY_RESULT(transaction->commit());
        QCOMPARE_RESULT(db->integer("SELECT count(*) FROM t"), 1);
    }

    void anOlderFileIsUpgradedAndACopyKept()
    {
        const test::TempWorkspace workspace;
        const auto file = workspace.file("it's a.db");
        {
            auto db = Database::openWriter(file, formatOfVersion(1));
            QVERIFY_RESULT(db);
            QVERIFY_RESULT(db->execute("INSERT INTO t(a) VALUES(41)"));
        }
        {
            auto db = Database::openWriter(file, formatOfVersion(2));
            QVERIFY_RESULT(db);
            QCOMPARE_RESULT(db->integer("SELECT a FROM t"), 41);
            QCOMPARE_RESULT(db->integer("SELECT x FROM u"), 2);
            QCOMPARE_RESULT(db->integer("PRAGMA user_version"), 2);
        }
        auto copy = Database::openReader(workspace.file("it's a.db.v1"), formatOfVersion(1));
        QVERIFY_RESULT(copy);
        QCOMPARE_RESULT(copy->integer("SELECT a FROM t"), 41);
        QCOMPARE_RESULT(copy->integer("PRAGMA user_version"), 1);
        QVERIFY_FAILURE(copy->integer("SELECT x FROM u"), ErrorCode::Io);
    }

    void aFailedStepLeavesTheVersionBeforeIt()
    {
        const test::TempWorkspace workspace;
        const auto file = workspace.file("a.db");
        QVERIFY_RESULT(Database::openWriter(file, formatOfVersion(1)));
        QVERIFY_FAILURE(Database::openWriter(file, formatOfVersion(3)), ErrorCode::Io);
        auto db = Database::openWriter(file, formatOfVersion(2));
        QVERIFY_RESULT(db);
        QCOMPARE_RESULT(db->integer("PRAGMA user_version"), 2);
        QCOMPARE_RESULT(db->integer("SELECT count(*) FROM sqlite_schema WHERE name='v'"), 0);
    }

    void anUnknownFileIsRefusedAndNothingIsTouched_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("said");
        for (const char *kind : {"newer", "foreign", "unmarked", "text", "short text"}) {
            const QString said = qstrcmp(kind, "newer") == 0
                                     ? QStringLiteral("version 2; this program knows versions up to 1")
                                 : QString::fromUtf8(kind).contains(QStringLiteral("text"))
                                     ? QStringLiteral("is not a database")
                                     : QStringLiteral("database of another program");
            QTest::newRow(kind) << QString::fromUtf8(kind) << said;
        }
    }
    void anUnknownFileIsRefusedAndNothingIsTouched()
    {
        QFETCH(QString, kind);
        QFETCH(QString, said);
        const test::TempWorkspace workspace;
        const auto file = workspace.file("a.db");
        if (kind == QStringLiteral("newer")) {
            QVERIFY_RESULT(Database::openWriter(file, formatOfVersion(2)));
        } else if (kind == QStringLiteral("foreign")) {
            runSql(file, "PRAGMA application_id=77; PRAGMA journal_mode=WAL; CREATE TABLE x(y)");
        } else if (kind == QStringLiteral("unmarked")) {
            runSql(file, "CREATE TABLE x(y)");
        } else {
            std::ofstream(file) << (kind == QStringLiteral("text") ? std::string(5000, 'x') : std::string("hello\n"));
        }
        const auto before = contentsOf(workspace.path());
        const auto writer = Database::openWriter(file, formatOfVersion(1));
        QVERIFY_FAILURE(writer, ErrorCode::Unsupported);
        QVERIFY2(writer.error().message.find(said.toStdString()) != std::string::npos, writer.error().message.c_str());
        QVERIFY(writer.error().message.find("a.db") != std::string::npos);
        QVERIFY_FAILURE(Database::openReader(file, formatOfVersion(1)), ErrorCode::Unsupported);
        QVERIFY(contentsOf(workspace.path()) == before);
    }

    void aNewerVersionThatOnlyTheLogShowsIsRefusedToo()
    {
        const test::TempWorkspace workspace;
        const auto file = workspace.file("a.db");
        const test::TempWorkspace crashed;
        {
            auto db = Database::openWriter(file, formatOfVersion(1));
            QVERIFY_RESULT(db);
            QVERIFY_RESULT(db->execute("PRAGMA user_version=9"));
            for (const char *name : {"a.db", "a.db-wal"}) { // as a kill leaves them
                fs::copy_file(workspace.file(name), crashed.file(name));
            }
        }
        const auto before = contentsOf(crashed.path());
        const auto refused = Database::openWriter(crashed.file("a.db"), formatOfVersion(1));
        QVERIFY_FAILURE(refused, ErrorCode::Unsupported);
        auto after = contentsOf(crashed.path());
        QCOMPARE(after["a.db"], before.at("a.db"));
        QCOMPARE(after["a.db-wal"], before.at("a.db-wal"));
    }

    void aFileLockedByAnotherConnectionIsBusy()
    {
        const test::TempWorkspace workspace;
        const auto file = workspace.file("a.db");
        QVERIFY_RESULT(Database::openWriter(file, formatOfVersion(1)));
        sqlite3 *other = nullptr;
        QCOMPARE(sqlite3_open(file.c_str(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE", nullptr, nullptr, nullptr),
                 SQLITE_OK);
        const auto refused = Database::openWriter(file, formatOfVersion(1), kImpatient);
        QVERIFY_FAILURE(refused, ErrorCode::Busy);
        QVERIFY(refused.error().message.find("locked by another program") != std::string::npos);
        sqlite3_close(other);
        QVERIFY_RESULT(Database::openWriter(file, formatOfVersion(1), kImpatient));
    }

    void aReaderSeesWhatIsCommittedAndCannotWrite()
    {
        const test::TempWorkspace workspace;
        const auto file = workspace.file("a.db");
        QVERIFY_FAILURE(Database::openReader(file, formatOfVersion(1)), ErrorCode::NotFound);
        auto writer = Database::openWriter(file, formatOfVersion(1));
        QVERIFY_RESULT(writer);
        auto reader = Database::openReader(file, formatOfVersion(1));
        QVERIFY_RESULT(reader);
        QVERIFY_RESULT(writer->execute("INSERT INTO t(a) VALUES(1)"));
        QCOMPARE_RESULT(reader->integer("SELECT count(*) FROM t"), 1);
        QVERIFY_FAILURE(reader->execute("INSERT INTO t(a) VALUES(2)"), ErrorCode::Io);
    }

    void openingAReaderKeepsTheLocksOfTheWriterBesideIt()
    {
        // POSIX locks are dropped when a process closes any descriptor of the file.
        const test::TempWorkspace workspace;
        const auto file = workspace.file("a.db");
        auto writer = Database::openWriter(file, formatOfVersion(1));
        QVERIFY_RESULT(writer);
        QVERIFY_RESULT(writer->execute("INSERT INTO t(a) VALUES(1)"));
        QVERIFY_RESULT(Database::openReader(file, formatOfVersion(1)));
        QFile locks(QStringLiteral("/proc/locks"));
        QVERIFY(locks.open(QIODevice::ReadOnly));
        struct stat info = {};
        QCOMPARE(::stat(file.c_str(), &info), 0);
        QVERIFY(locks.readAll().contains(":" + QByteArray::number(qulonglong(info.st_ino)) + " "));
    }

    void checkpointsEmptyTheLog()
    {
        const test::TempWorkspace workspace;
        auto db = Database::openWriter(workspace.file("a.db"), formatOfVersion(1));
        QVERIFY_RESULT(db);
        QCOMPARE(db->walSize_bytes(), std::uint64_t(0));
        QVERIFY_RESULT(db->execute("INSERT INTO t(d) VALUES(zeroblob(100000))"));
        QVERIFY(db->walSize_bytes() > 100'000);
        const auto passive = db->checkpointPassive();
        QVERIFY_RESULT(passive);
        QCOMPARE(passive->logPages, passive->writtenBack);
        QCOMPARE(db->walSize_bytes(), std::uint64_t(0));
        QVERIFY_RESULT(db->execute("INSERT INTO t(a) VALUES(1)"));
        QVERIFY_RESULT(db->checkpointTruncate());
        QCOMPARE(fs::file_size(workspace.file("a.db-wal")), std::uintmax_t(0));
    }

    void aDamagedFileIsCorruptAndCanBeSetAside()
    {
        const test::TempWorkspace workspace;
        const auto file = workspace.file("a.db");
        {
            auto db = Database::openWriter(file, formatOfVersion(1));
            QVERIFY_RESULT(db);
            QVERIFY_RESULT(db->execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 5000) "
                                       "INSERT INTO t(a,c) SELECT i, hex(randomblob(40)) FROM n"));
        }
        {
            std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
            out.seekp(8192 * 3);
            out << std::string(8192, '\x5a');
        }
        {
            auto db = Database::openWriter(file, formatOfVersion(1));
            QVERIFY_RESULT(db);
            QVERIFY_FAILURE(db->quickCheck(), ErrorCode::Corrupt);
            QVERIFY_FAILURE(db->quickCheckTable("t"), ErrorCode::Corrupt);
        }
        std::ofstream(workspace.file("a.db-wal")) << "log";
        const test::ManualClock clock;
        const auto aside = setAside(file, clock.utcNow());
        QCOMPARE_RESULT(aside, workspace.file("a.db.damaged-20260314T092653Z"));
        QVERIFY(fs::exists(*aside));
        QVERIFY(fs::exists(workspace.file("a.db.damaged-20260314T092653Z-wal")));
        QVERIFY(!fs::exists(file));
        QVERIFY_RESULT(Database::openWriter(file, formatOfVersion(1)));
        QCOMPARE_RESULT(setAside(file, clock.utcNow()), workspace.file("a.db.damaged-20260314T092653Z.2"));
    }

    void aFolderThatIsNotThereIsAnIoError()
    {
        QVERIFY_FAILURE(Database::openWriter("/nonexistent/a.db", formatOfVersion(1)), ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
