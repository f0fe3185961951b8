#include "ledger_fixture.h"
#include "tests/support/result_checks.h"

#include <QFile>
#include <QProcess>

using namespace iso;
using namespace iso::ledger;
using iso::test::LedgerFixture;

class TestLedgerVerify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_original.write(1, 1200);
        const auto reader = LedgerReader::open(m_original.file());
        QVERIFY_RESULT(reader);
        const auto intact = (*reader)->verify({});
        QVERIFY_RESULT(intact);
        QVERIFY(intact->isIntact());
        QCOMPARE(intact->records, std::uint64_t(1200));
    }

    void theHashFollowsTheDocumentedLayout()
    {
        // Computed with the Python of core/ledger/README.md.
        const Entry entry{HubTime::fromNanoseconds(1'773'480'413'589'000'000), "command", "id", "{\"a\":1}"};
        Hash previous{};
        QCOMPARE(toHex(hashOf(1, entry, previous)),
                 std::string("89254ea851e2d6ca5e98e310aca6070c7f29d9f246fe6ebdddf5078bf289e12f"));
        previous.fill(0xab);
        QCOMPARE(toHex(hashOf(2, entry, previous)),
                 std::string("3493a54b33e5197aa49462f944586994c0ea5bad285934af4d014c795ed1c529"));
    }

    void everyChangeIsFoundAndNamed_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<int>("firstBad");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const char *sql, int firstBad, const char *said) {
            QTest::newRow(name) << QString::fromUtf8(sql) << firstBad << QString::fromUtf8(said);
        };
        row("time", "UPDATE record SET time_ns = time_ns + 1 WHERE number = 700", 700, "altered");
        row("kind", "UPDATE record SET kind = 'approval' WHERE number = 700", 700, "altered");
        row("subject", "UPDATE record SET subject = 'other' WHERE number = 700", 700, "altered");
        row("body", "UPDATE record SET body = CAST('{\"n\":701}' AS BLOB) WHERE number = 700", 700, "altered");
        row("text moved from kind to subject",
            "UPDATE record SET kind = 'commands', subject = substr(subject, 2) WHERE number = 700", 700, "altered");
        row("previous", "UPDATE record SET previous = zeroblob(32) WHERE number = 700", 700, "altered");
        row("hash", "UPDATE record SET hash = zeroblob(32) WHERE number = 700", 700, "altered");
        row("short hash", "UPDATE record SET hash = x'00' WHERE number = 700", 700, "altered");
        row("first record", "UPDATE record SET body = x'' WHERE number = 1", 1, "altered");
        row("last record", "UPDATE record SET body = x'' WHERE number = 1200", 1200, "altered");
        row("one missing", "DELETE FROM record WHERE number = 700", 700, "missing: the next one there is 701");
        row("many missing", "DELETE FROM record WHERE number BETWEEN 3 AND 1100", 3, "missing");
        row("first missing", "DELETE FROM record WHERE number = 1", 1, "missing");
        row("deleted and closed up",
            "DELETE FROM record WHERE number = 700; UPDATE record SET number = -(number - 1) WHERE number > 700;"
            "UPDATE record SET number = -number WHERE number < 0",
            700, "altered");
        row("two swapped",
            "UPDATE record SET number = 5000 WHERE number = 700; UPDATE record SET number = 700 WHERE number = 701;"
            "UPDATE record SET number = 701 WHERE number = 5000",
            700, "altered");
        row("one inserted before the first",
            "INSERT INTO record SELECT 0, time_ns, kind, subject, body, previous, hash FROM record WHERE number = 1", 0,
            "out of place");
        row("number", "UPDATE record SET number = 99999 WHERE number = 1200", 1200, "missing");
    }
    void everyChangeIsFoundAndNamed()
    {
        QFETCH(QString, sql);
        QFETCH(int, firstBad);
        QFETCH(QString, said);
        const LedgerFixture ledger;
        std::filesystem::copy_file(m_original.file(), ledger.file());
        ledger.runSql(sql.toStdString());
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto verified = (*reader)->verify({});
        QVERIFY_RESULT(verified);
        QVERIFY(verified->firstBad.has_value());
        QCOMPARE(*verified->firstBad, static_cast<std::uint64_t>(firstBad));
        QVERIFY2(verified->explanation.find(said.toStdString()) != std::string::npos, verified->explanation.c_str());
        QCOMPARE(verified->records, static_cast<std::uint64_t>(std::max(firstBad - 1, 0)));
    }

    void aRecordWithItsHashComputedAnewBreaksTheNext()
    {
        LedgerFixture ledger;
        ledger.write(1, 10);
        Record forged;
        {
            const auto reader = LedgerReader::open(ledger.file());
            QVERIFY_RESULT(reader);
            forged = (*reader)->newest("", 6).value().front();
        }
        QCOMPARE(forged.number, std::uint64_t(5));
        forged.entry.body = "forged";
        const std::string hash = toHex(hashOf(5, forged.entry, forged.previous));
        ledger.runSql("UPDATE record SET body = CAST('forged' AS BLOB), hash = x'" + hash + "' WHERE number = 5");
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto verified = (*reader)->verify({});
        QVERIFY_RESULT(verified);
        QCOMPARE(verified->firstBad.value_or(0), std::uint64_t(6));
        QVERIFY(verified->explanation.find("does not continue") != std::string::npos);
    }

    void aChainCutAtItsEndLooksIntactButForItsHead()
    {
        LedgerFixture ledger;
        ledger.write(1, 10);
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        const auto before = (*reader)->verify({});
        QVERIFY_RESULT(before);
        ledger.runSql("DELETE FROM record WHERE number > 8");
        const auto after = (*reader)->verify({});
        QVERIFY_RESULT(after);
        QVERIFY(after->isIntact());
        QVERIFY(after->head != before->head);
    }

    void theCheckCanBeStopped()
    {
        LedgerFixture ledger;
        ledger.write(1, 1200);
        const auto reader = LedgerReader::open(ledger.file());
        QVERIFY_RESULT(reader);
        std::vector<double> shares;
        const auto stopped = (*reader)->verify([&](double share) {
            shares.push_back(share);
            return shares.size() < 2;
        });
        QVERIFY_FAILURE(stopped, ErrorCode::Cancelled);
        QCOMPARE(shares.size(), std::size_t(2));
        QVERIFY(shares[0] > 0 && shares[0] < shares[1] && shares[1] < 1);
    }

    void thePythonOfTheReadmeAgrees()
    {
#ifdef ISOCHRONE_PYTHON
        LedgerFixture ledger;
        ledger.write(1, 20);
        QFile readme(QStringLiteral(ISOCHRONE_SOURCE_DIR "/core/ledger/README.md"));
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(readme.readAll());
        const QString code = text.section(QStringLiteral("```python\n"), 1, 1).section(QStringLiteral("```"), 0, 0);
        QVERIFY(code.contains(QStringLiteral("sha256")));
        const auto python = [&] {
            QProcess process;
            process.start(QStringLiteral(ISOCHRONE_PYTHON),
                          {QStringLiteral("-c"), code, QString::fromStdString(ledger.file().string())});
            process.waitForFinished();
            return process.readAllStandardOutput().trimmed() + process.readAllStandardError();
        };
        std::string head;
        {
            const auto reader = LedgerReader::open(ledger.file());
            QVERIFY_RESULT(reader);
            head = toHex((*reader)->newest("", 1).value().front().hash);
        }
        QCOMPARE(python(), QByteArray("20 records, head ") + QByteArray::fromStdString(head));
        ledger.runSql("UPDATE record SET time_ns = 1 WHERE number = 7");
        QCOMPARE(python(), QByteArray("broken at record 7"));
#else
        QSKIP("needs Python 3");
#endif
    }

private:
    LedgerFixture m_original;
};

QTEST_GUILESS_MAIN(TestLedgerVerify)
#include "tst_ledger_verify.moc"
