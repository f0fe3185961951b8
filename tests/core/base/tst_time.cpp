#include "core/base/time.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_checks.h"

using namespace iso;
using namespace std::chrono_literals;

namespace
{
constexpr qint64 kSecond = 1'000'000'000;
constexpr qint64 kYear2000 = 946'684'800 * kSecond;
} // namespace

class TestTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void instantsOfOneClockSubtractToADuration()
    {
        const NodeTime start = NodeTime::fromNanoseconds(kYear2000);
        QCOMPARE((start + 1500ms) - start, Duration(1500ms));
        QCOMPARE((start - 2s).toNanoseconds(), kYear2000 - 2 * kSecond);
        QVERIFY(start < start + 1ns);
        static_assert(!std::is_convertible_v<HubTime, NodeTime>);
    }

    void defaultTimesMeanNotKnown()
    {
        QVERIFY(!HubTime().isValid());
        QVERIFY(!SteadyTime().isValid());
        QVERIFY(HubTime::fromNanoseconds(1).isValid());
    }

    void rfc3339HasMillisecondsAndRoundsDown_data()
    {
        QTest::addColumn<qint64>("utc_ns");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("epoch") << qint64(0) << QByteArray("1970-01-01T00:00:00.000Z");
        QTest::newRow("pi day") << qint64(test::ManualClock::kDefaultUtc_ns) << QByteArray("2026-03-14T09:26:53.589Z");
        QTest::newRow("999,999 ns are not a millisecond") << qint64(999'999) << QByteArray("1970-01-01T00:00:00.000Z");
        QTest::newRow("before the epoch") << qint64(-1) << QByteArray("1969-12-31T23:59:59.999Z");
        QTest::newRow("leap day") << kYear2000 + 59 * 86400 * kSecond << QByteArray("2000-02-29T00:00:00.000Z");
        QTest::newRow("last second of a year") << kYear2000 - kSecond << QByteArray("1999-12-31T23:59:59.000Z");
    }
    void rfc3339HasMillisecondsAndRoundsDown()
    {
        QFETCH(qint64, utc_ns);
        QFETCH(QByteArray, text);
        QCOMPARE(toRfc3339(HubTime::fromNanoseconds(utc_ns)), text.toStdString());
    }

    void absoluteTimesAndAgesAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("expected_ns");
        QTest::newRow("whole seconds") << QByteArray("2000-01-01T00:00:00Z") << kYear2000;
        QTest::newRow("small letters") << QByteArray("2000-01-01 00:00:00z") << kYear2000;
        QTest::newRow("one digit of fraction") << QByteArray("2000-01-01T00:00:00.5Z") << kYear2000 + kSecond / 2;
        QTest::newRow("nine digits of fraction") << QByteArray("2000-01-01T00:00:00.000000001Z") << kYear2000 + 1;
        QTest::newRow("leap day") << QByteArray("2000-02-29T00:00:00Z") << kYear2000 + 59 * 86400 * kSecond;
        QTest::newRow("leap second") << QByteArray("1999-12-31T23:59:60Z") << kYear2000;
        QTest::newRow("age") << QByteArray("10m") << test::ManualClock::kDefaultUtc_ns - 600 * kSecond;
    }
    void absoluteTimesAndAgesAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, expected_ns);
        const test::ManualClock clock;
        QCOMPARE_RESULT(parseUtcOrAge(text.toStdString(), clock.utcNow()), expected_ns);
    }

    void malformedTimesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"", "now", "2000-01-01", "2000-01-01T00:00:00", "2000-01-01T00:00:00+01:00", "2000-13-01T00:00:00Z",
              "2001-02-29T00:00:00Z", "2000-01-01T24:00:00Z", "2000-01-01T00:60:00Z", "2000-01-01T00:00:61Z",
              "2000-01-01T00:00:00.Z", "2000-01-01T00:00:00.0000000001Z", "2000-01-01T00:00:00.-5Z",
              "1969-12-31T23:59:59Z", "2262-01-01T00:00:00Z", "20a0-01-01T00:00:00Z", "2000-01-01T00:00:-1Z"}) {
            QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
        }
    }
    void malformedTimesAreRefused()
    {
        QFETCH(QByteArray, text);
        QVERIFY_FAILURE(parseUtcOrAge(text.toStdString(), HubTime::fromNanoseconds(kYear2000)),
                        ErrorCode::InvalidInput);
    }

    void durationsAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("expected_ns");
        QTest::newRow("milliseconds") << QByteArray("500ms") << kSecond / 2;
        QTest::newRow("seconds") << QByteArray("10s") << 10 * kSecond;
        QTest::newRow("fraction") << QByteArray("1.5s") << kSecond * 3 / 2;
        QTest::newRow("minutes") << QByteArray("5m") << 300 * kSecond;
        QTest::newRow("minutes, long unit") << QByteArray("5min") << 300 * kSecond;
        QTest::newRow("hours") << QByteArray("2h") << 7200 * kSecond;
        QTest::newRow("days") << QByteArray("3d") << 3 * 86400 * kSecond;
    }
    void durationsAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, expected_ns);
        QCOMPARE_RESULT(parseDuration(text.toStdString()), Duration(expected_ns));
    }

    void malformedDurationsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "10", "s", "0s", "-1s", "nans", "infs", "1e300d", "100000d", "10 s", "10S",
                                 "10sec", " 10s", "10s "}) {
            QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
        }
    }
    void malformedDurationsAreRefused()
    {
        QFETCH(QByteArray, text);
        QVERIFY_FAILURE(parseDuration(text.toStdString()), ErrorCode::InvalidInput);
    }

    void shortTextPicksTheUnit_data()
    {
        QTest::addColumn<qint64>("duration_ms");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << qint64(0) << QByteArray("0 ms");
        QTest::newRow("just under a second") << qint64(999) << QByteArray("999 ms");
        QTest::newRow("a second") << qint64(1000) << QByteArray("1 s");
        QTest::newRow("just under a minute") << qint64(59'999) << QByteArray("59 s");
        QTest::newRow("a minute") << qint64(60'000) << QByteArray("1 min");
        QTest::newRow("hours and minutes") << qint64(11'520'000) << QByteArray("3 h 12 min");
        QTest::newRow("days and hours") << qint64(187'200'000) << QByteArray("2 d 4 h");
    }
    void shortTextPicksTheUnit()
    {
        QFETCH(qint64, duration_ms);
        QFETCH(QByteArray, text);
        QCOMPARE(toShortText(std::chrono::milliseconds(duration_ms)), text.toStdString());
    }

    void steadyClockNeverGoesBack()
    {
        const SystemClock clock;
        const SteadyTime first = clock.steadyNow();
        QVERIFY(first.isValid());
        QVERIFY(clock.steadyNow() >= first);
        QVERIFY(clock.utcNow().toNanoseconds() > kYear2000);
    }

    void manualClockMovesOnlyWhenTold()
    {
        test::ManualClock clock;
        const SteadyTime steady = clock.steadyNow();
        const HubTime utc = clock.utcNow();
        QCOMPARE(clock.steadyNow(), steady);
        clock.advance(5s);
        QCOMPARE(clock.steadyNow() - steady, Duration(5s));
        clock.setUtc(utc - 1h);
        QCOMPARE(clock.utcNow() - utc, Duration(-1h));
        QCOMPARE(clock.steadyNow() - steady, Duration(5s));
    }
};

QTEST_GUILESS_MAIN(TestTime)
#include "tst_time.moc"
