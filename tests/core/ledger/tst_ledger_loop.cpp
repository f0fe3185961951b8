#include "ledger_fixture.h"
#include "tests/support/result_checks.h"

#include <atomic>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace iso;
using namespace iso::ledger;
using iso::test::LedgerFixture;

namespace
{

std::string bytesOf(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

class TestLedgerLoop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEntryIsReportedWhenItCanBeRead()
    {
        LedgerFixture ledger;
        const auto loop = ledger.open();
        QVERIFY_RESULT(loop);
        QCOMPARE((*loop)->head(), Hash{});
        std::promise<Status> written;
        QVERIFY((*loop)->append(ledger.entry(1), [&](const Status &status) { written.set_value(status); }));
        QVERIFY_RESULT(written.get_future().get());
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto records = (*reader)->newest("", 10);
        QVERIFY_RESULT(records);
        QCOMPARE(records->size(), std::size_t(1));
        const Record expected{1, ledger.entry(1), Hash{}, hashOf(1, ledger.entry(1), Hash{})};
        QVERIFY(records->front() == expected);
        QVERIFY((*loop)->head() == expected.hash);
    }

    void theNextStartContinuesTheChain()
    {
        LedgerFixture ledger;
        ledger.write(1, 10);
        ledger.write(11, 20);
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto verified = (*reader)->verify({});
        QVERIFY_RESULT(verified);
        QVERIFY(verified->isIntact());
        QCOMPARE(verified->records, std::uint64_t(20));
        const auto loop = ledger.open();
        QVERIFY_RESULT(loop);
        QVERIFY((*loop)->head() == verified->head);
        QCOMPARE((*loop)->tail().records, std::uint64_t(20));
    }

    void aTailLongerThanIsCheckedContinuesToo()
    {
        LedgerFixture ledger;
        ledger.write(1, 1500);
        ledger.write(1501, 1501);
        const auto loop = ledger.open();
        QVERIFY_RESULT(loop);
        QVERIFY((*loop)->tail().isIntact());
        QCOMPARE((*loop)->tail().records, std::uint64_t(1000));
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto verified = (*reader)->verify({});
        QVERIFY_RESULT(verified);
        QCOMPARE(verified->records, std::uint64_t(1501));
        QVERIFY(verified->head == (*loop)->head());
    }

    void aBrokenChainIsToldAndContinuedAfterItsLastRecord()
    {
        LedgerFixture ledger;
        ledger.write(1, 10);
        ledger.runSql("UPDATE record SET body = x'00' WHERE number = 4");
        ledger.write(11, 12);
        QVERIFY(ledger.log().find("record 4 was altered") != std::string::npos);
        const auto loop = ledger.open();
        QVERIFY_RESULT(loop);
        QCOMPARE((*loop)->tail().firstBad.value_or(0), std::uint64_t(4));
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto records = (*reader)->newest("", 3);
        QVERIFY_RESULT(records);
        QCOMPARE(records->front().number, std::uint64_t(10));
        QVERIFY((*records)[1].previous == (*records)[0].hash);
        QVERIFY((*records)[2].previous == (*records)[1].hash);
    }

    void brokenPagesAreSetAsideAndRecordOneSaysSo()
    {
        LedgerFixture ledger;
        ledger.write(1, 500);
        {
            std::fstream out(ledger.file(), std::ios::in | std::ios::out | std::ios::binary);
            out.seekp(4096 * 5);
            out << std::string(4096, '\x5a');
        }
        const std::string damaged = bytesOf(ledger.file());
        ledger.write(1, 1);
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto records = (*reader)->newest("", 10);
        QVERIFY_RESULT(records);
        QCOMPARE(records->size(), std::size_t(2));
        QCOMPARE(records->front().entry.kind, std::string("ledger"));
        QCOMPARE(records->front().entry.subject, std::string("set-aside"));
        QCOMPARE(records->front().entry.body, std::string("{\"file\":\"ledger.db.damaged-20260314T092653Z\"}"));
        QVERIFY(bytesOf(ledger.folder() / "ledger.db.damaged-20260314T092653Z") == damaged);
        QVERIFY(ledger.log().find("set aside") != std::string::npos);
    }

    void aSecondWriterIsToldThatItIsTaken()
    {
        LedgerFixture ledger;
        const auto first = ledger.open();
        QVERIFY_RESULT(first);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto second = ledger.open();
            const bool clear = !second && second.error().code == ErrorCode::Busy &&
                               second.error().message.find("held by another program") != std::string::npos;
            ::_exit(clear ? 7 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 7);
    }

    void anUnknownFileIsRefusedAndNotChanged_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : {"newer", "foreign", "text"}) {
            QTest::newRow(kind) << QString::fromUtf8(kind);
        }
    }
    void anUnknownFileIsRefusedAndNotChanged()
    {
        QFETCH(QString, kind);
        LedgerFixture ledger;
        if (kind == QStringLiteral("newer")) {
            ledger.write(1, 3);
            ledger.runSql("PRAGMA user_version = 2");
        } else if (kind == QStringLiteral("foreign")) {
            ledger.runSql("CREATE TABLE x(y)");
        } else {
            std::ofstream(ledger.file()) << std::string(200, 'x');
        }
        const std::string before = bytesOf(ledger.file());
        QVERIFY(!before.empty());
        QVERIFY_FAILURE(ledger.open(), ErrorCode::Unsupported);
        QVERIFY_FAILURE(LedgerReader::open(ledger.file()), ErrorCode::Unsupported);
        QVERIFY(bytesOf(ledger.file()) == before);
        QVERIFY(!std::filesystem::exists(ledger.file().string() + "-wal"));
    }

    void aReaderFindsTheChainIntactWhileItGrows()
    {
        LedgerFixture ledger;
        const auto loop = ledger.open();
        QVERIFY_RESULT(loop);
        constexpr int kEntries = 3000;
        std::atomic<int> written{0};
        std::promise<void> done;
        std::thread writer([&] {
            for (int n = 1; n <= kEntries; ++n) {
                (*loop)->append(ledger.entry(n), [&](const Status &status) {
                    if (status && ++written == kEntries) {
                        done.set_value();
                    }
                });
            }
        });
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        std::uint64_t seen = 0;
        while (seen < kEntries) {
            const auto verified = (*reader)->verify({});
            QVERIFY_RESULT(verified);
            QVERIFY2(verified->isIntact(), verified->explanation.c_str());
            QVERIFY(verified->records >= seen);
            seen = verified->records;
        }
        writer.join();
        done.get_future().get();
        QCOMPARE(written.load(), kEntries);
    }

    void aFailedWriteIsReportedAndTheNextOneSucceeds()
    {
        LedgerFixture ledger;
        ledger.write(1, 5);
        const auto loop = ledger.open();
        QVERIFY_RESULT(loop);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{64 * 1024, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        Entry big = ledger.entry(6);
        big.body.assign(256 * 1024, 'x');
        std::promise<Status> refused;
        const bool taken = (*loop)->append(big, [&](const Status &status) { refused.set_value(status); });
        const Status bigStatus = refused.get_future().get();
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(taken);
        QVERIFY_FAILURE(bigStatus, ErrorCode::Io);
        QVERIFY(ledger.log().find("could not be written") != std::string::npos);
        std::promise<Status> accepted;
        QVERIFY((*loop)->append(ledger.entry(7), [&](const Status &status) { accepted.set_value(status); }));
        QVERIFY_RESULT(accepted.get_future().get());
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto verified = (*reader)->verify({});
        QVERIFY_RESULT(verified);
        QVERIFY(verified->isIntact());
        QCOMPARE(verified->records, std::uint64_t(6));
    }

    void queriesFindByKindAndSubject()
    {
        LedgerFixture ledger;
        ledger.write(1, 30);
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto numbers = [](const Result<std::vector<Record>> &records) {
            std::vector<std::uint64_t> result;
            for (const Record &record : records.value()) {
                result.push_back(record.number);
            }
            return result;
        };
        using Numbers = std::vector<std::uint64_t>;
        QCOMPARE(numbers((*reader)->newest("", 3)), (Numbers{28, 29, 30}));
        QCOMPARE(numbers((*reader)->newest("command", 3)), (Numbers{26, 28, 30}));
        QCOMPARE(numbers((*reader)->newest("nothing", 3)), Numbers());
        QCOMPARE(numbers((*reader)->newestBySubject("command", 10)), (Numbers{26, 28, 30}));
        QCOMPARE(numbers((*reader)->newestBySubject("comment", 2)), (Numbers{27, 29}));
    }
};

QTEST_GUILESS_MAIN(TestLedgerLoop)
#include "tst_ledger_loop.moc"
