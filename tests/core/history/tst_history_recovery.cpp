#include "history_fixture.h"
#include "tests/support/result_checks.h"

using namespace iso;
using namespace iso::history;
using namespace iso::test;
using Seqs = std::vector<std::uint64_t>;
namespace fs = std::filesystem;

namespace
{

void overwrite(const fs::path &file, std::uint64_t position, const std::string &bytes)
{
    std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(static_cast<std::streamoff>(position));
    out << bytes;
}

std::vector<HistoryItem> manySamples(std::uint64_t first, std::uint64_t last)
{
    std::vector<HistoryItem> items;
    for (std::uint64_t seq = first; seq <= last; ++seq) {
        for (int node = 1; node <= 30; ++node) {
            items.emplace_back(acceptedSample(node, 1, seq));
        }
    }
    return items;
}

/// Makes the next start believe that the last program was killed.
void forgetCleanStop(const HistoryFixture &history)
{
    runSql(history.folder() / "catalog.db", "UPDATE state SET value = 0 WHERE key = 'clean_stop'");
}

} // namespace

class TestHistoryRecovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anUncleanStopIsNoticedAndACleanOneIsNot()
    {
        HistoryFixture killed;
        {
            HistoryFixture history;
            const auto loop = history.open();
            QVERIFY_RESULT(loop);
            QVERIFY((*loop)->submit(acceptedSample(1, 1, 1)));
            QVERIFY(history.waitForNumbers(1));
            fs::create_directories(killed.folder()); // as kill -9 would leave it
            for (const auto &[name, bytes] : contentsOf(history.folder())) {
                if (!name.ends_with("-shm")) {
                    std::ofstream(killed.folder() / name, std::ios::binary) << bytes;
                }
            }
        }
        {
            const auto loop = killed.open();
            QVERIFY_RESULT(loop);
            QVERIFY((*loop)->resume().afterUncleanStop);
            QCOMPARE((*loop)->resume().nodes.size(), std::size_t(1));
            QCOMPARE((*loop)->problem(), std::string());
        }
        QCOMPARE(killed.seqs(killed.read(1)), (Seqs{1}));
        const auto loop = killed.open();
        QVERIFY_RESULT(loop);
        QVERIFY(!(*loop)->resume().afterUncleanStop);
    }

    void aDamagedDayIsSetAsideAndStillReadAsFarAsItGoes()
    {
        HistoryFixture history;
        history.write(manySamples(1, 120));
        forgetCleanStop(history);
        // Pages in the middle: some rows are lost, most are not.
        overwrite(history.raw(), fs::file_size(history.raw()) / 8192 / 2 * 8192, std::string(8192, '\x5a'));
        {
            const auto loop = history.open();
            QVERIFY_RESULT(loop);
            QVERIFY((*loop)->problem().find("raw-20260314.db was damaged and is kept as raw-20260314.db.damaged-") !=
                    std::string::npos);
            QVERIFY(history.log().find("raw-20260314.db was damaged") != std::string::npos);
            QCOMPARE((*loop)->resume().nodes.size(), std::size_t(30));
            QVERIFY((*loop)->submit(acceptedSample(1, 1, 121)));
            QVERIFY((*loop)->submit(acceptedSample(1, 1, 120))); // sent again, since nothing is known to be stored
        }
        std::size_t found = 0;
        bool damaged = false;
        for (int node = 1; node <= 30; ++node) {
            const auto result = history.read(node);
            QVERIFY_RESULT(result);
            found += result->samples.size();
            damaged = damaged || !result->damage.isNone();
            for (std::size_t i = 1; i < result->samples.size(); ++i) {
                QVERIFY(result->samples[i].seq > result->samples[i - 1].seq);
            }
        }
        QVERIFY(damaged);
        QVERIFY2(found > 0 && found <= 30 * 120 + 1, std::to_string(found).c_str());
        QCOMPARE(history.seqs(history.read(1)).back(), std::uint64_t(121));
    }

    void aDamagedCatalogueIsRebuiltFromTheDays()
    {
        HistoryFixture history;
        std::vector<HistoryItem> items = manySamples(1, 3);
        for (int node = 1; node <= 30; ++node) {
            items.emplace_back(acceptedBirth(node, 1));
        }
        history.write(std::move(items));
        forgetCleanStop(history);
        const fs::path catalog = history.folder() / "catalog.db";
        for (std::uint64_t page = 1; page < fs::file_size(catalog) / 4096; ++page) {
            overwrite(catalog, page * 4096, std::string(4096, '\x5a'));
        }
        {
            const auto loop = history.open();
            QVERIFY_RESULT(loop);
            QVERIFY((*loop)->problem().find("catalog.db was damaged") != std::string::npos);
            QVERIFY((*loop)->resume().afterUncleanStop);
            QCOMPARE((*loop)->resume().nodes.size(), std::size_t(30));
            QCOMPARE((*loop)->resume().nodes[0].boots[0].ranges.front(),
                     (std::pair<std::uint64_t, std::uint64_t>{1, 3}));
            QVERIFY((*loop)->submit(acceptedSample(31, 1, 1)));
            QVERIFY((*loop)->submit(acceptedSample(5, 1, 4)));
        }
        QCOMPARE(history.seqs(history.read(5)), (Seqs{1, 2, 3, 4}));
        QCOMPARE(history.seqs(history.read(31)), (Seqs{1}));
        const auto reader = HistoryReader::open(history.folder());
        QVERIFY_RESULT(reader);
        QCOMPARE((*reader)->nodes()->size(), std::size_t(31));
    }

    void unknownFilesAreRefusedAndTheFolderIsAsItWas_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("sql");
        QTest::newRow("newer catalogue") << QStringLiteral("catalog.db") << QStringLiteral("PRAGMA user_version = 99");
        QTest::newRow("foreign catalogue")
            << QStringLiteral("catalog.db") << QStringLiteral("PRAGMA application_id = 5");
        QTest::newRow("newer day") << QStringLiteral("raw-20260314.db") << QStringLiteral("PRAGMA user_version = 2");
        QTest::newRow("foreign day") << QStringLiteral("raw-20260314.db")
                                     << QStringLiteral("PRAGMA application_id = 5");
    }
    void unknownFilesAreRefusedAndTheFolderIsAsItWas()
    {
        QFETCH(QString, name);
        QFETCH(QString, sql);
        HistoryFixture history;
        history.write({acceptedSample(1, 1, 1)});
        runSql(history.folder() / name.toStdString(), sql.toStdString());
        const auto before = contentsOf(history.folder());
        const auto refused = history.open();
        QVERIFY_FAILURE(refused, ErrorCode::Unsupported);
        QVERIFY(refused.error().message.find(name.toStdString()) != std::string::npos);
        auto after = contentsOf(history.folder());
        after["catalog.db.lock"] = before.at("catalog.db.lock");
        QVERIFY(after == before);
    }

    void aTextFileInPlaceOfTheCatalogueIsRefused()
    {
        HistoryFixture history;
        fs::create_directories(history.folder());
        std::ofstream(history.folder() / "catalog.db") << "my notes\n";
        QVERIFY_FAILURE(history.open(), ErrorCode::Unsupported);
        QCOMPARE(bytesOf(history.folder() / "catalog.db"), std::string("my notes\n"));
    }
};

QTEST_GUILESS_MAIN(TestHistoryRecovery)
#include "tst_history_recovery.moc"
