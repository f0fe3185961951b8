#include "core/base/log.h"
#include "tests/support/manual_clock.h"

#include <QTest>
#include <thread>

using namespace iso;
using namespace std::chrono_literals;

class TestLog : public QObject
{
    Q_OBJECT

    test::ManualClock m_clock;
    std::vector<LogEntry> m_entries;
    Logger::Sink sink()
    {
        return [this](const LogEntry &entry) { m_entries.push_back(entry); };
    }

private Q_SLOTS:
    void init() { m_entries.clear(); }

    void entryCarriesTimeLevelAreaAndFormattedText()
    {
        Logger log(m_clock, sink());
        log.warning("transport", "{} of {} refused", 3, 7);
        QCOMPARE(m_entries.size(), std::size_t(1));
        QCOMPARE(m_entries[0].time, m_clock.utcNow());
        QCOMPARE(m_entries[0].level, LogLevel::Warning);
        QCOMPARE(m_entries[0].area, std::string("transport"));
        QCOMPARE(m_entries[0].message, std::string("3 of 7 refused"));
        log.warning("transport", "a name with {}", "\n\x1b[2J in it");
        QCOMPARE(m_entries[1].message, std::string("a name with ??[2J in it"));
    }

    void whatIsBelowTheThresholdIsLeftOut_data()
    {
        QTest::addColumn<int>("threshold");
        QTest::addColumn<int>("written");
        QTest::newRow("debug") << static_cast<int>(LogLevel::Debug) << 4;
        QTest::newRow("info") << static_cast<int>(LogLevel::Info) << 3;
        QTest::newRow("warning") << static_cast<int>(LogLevel::Warning) << 2;
        QTest::newRow("error") << static_cast<int>(LogLevel::Error) << 1;
    }
    void whatIsBelowTheThresholdIsLeftOut()
    {
        QFETCH(int, threshold);
        QFETCH(int, written);
        Logger log(m_clock, sink(), static_cast<LogLevel>(threshold));
        log.write(LogLevel::Debug, "a", "debug");
        log.info("a", "info");
        log.warning("a", "warning");
        log.error("a", "error");
        QCOMPARE(static_cast<int>(m_entries.size()), written);
        QCOMPARE(m_entries.back().message, std::string("error"));
    }

    void limitedWritesOnceIn10SecondsAndCountsTheRest()
    {
        Logger log(m_clock, sink());
        for (int i = 0; i < 5; ++i) {
            log.limited(LogLevel::Warning, "wire", "too large", fmt::format("message {}", i));
        }
        QCOMPARE(m_entries.size(), std::size_t(1));
        QCOMPARE(m_entries[0].message, std::string("message 0"));
        m_clock.advance(10s - 1ns);
        log.limited(LogLevel::Warning, "wire", "too large", "still early");
        QCOMPARE(m_entries.size(), std::size_t(1));
        m_clock.advance(1ns);
        log.limited(LogLevel::Warning, "wire", "too large", "again");
        QCOMPARE(m_entries.size(), std::size_t(2));
        QCOMPARE(m_entries[1].message, std::string("again (5 more like it since the last report)"));
        m_clock.advance(10s);
        log.limited(LogLevel::Warning, "wire", "too large", "alone");
        QCOMPARE(m_entries[2].message, std::string("alone"));
    }

    void keysAreLimitedApart()
    {
        Logger log(m_clock, sink());
        log.limited(LogLevel::Warning, "wire", "too large", "a");
        log.limited(LogLevel::Warning, "wire", "wrong version", "b");
        QCOMPARE(m_entries.size(), std::size_t(2));
    }

    void aSteppedWallClockDoesNotOpenTheLimit()
    {
        Logger log(m_clock, sink());
        log.limited(LogLevel::Warning, "wire", "k", "a");
        m_clock.setUtc(m_clock.utcNow() + 24h);
        log.limited(LogLevel::Warning, "wire", "k", "b");
        QCOMPARE(m_entries.size(), std::size_t(1));
    }

    void sinkIsNeverEnteredTwiceAtOnce()
    {
        int inside = 0;
        bool overlapped = false;
        Logger log(m_clock, [&](const LogEntry &) {
            overlapped = overlapped || inside != 0;
            ++inside;
            std::this_thread::yield();
            --inside;
        });
        {
            std::vector<std::jthread> writers;
            for (int w = 0; w < 4; ++w) {
                writers.emplace_back([&log] {
                    for (int i = 0; i < 500; ++i) {
                        log.info("a", "{}", i);
                    }
                });
            }
        }
        QVERIFY(!overlapped);
    }
};

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
