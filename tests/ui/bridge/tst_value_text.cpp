#include "ui/bridge/value_text.h"

#include <QTest>
#include <limits>

using namespace iso;
using namespace std::chrono_literals;

class TestValueText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void millisecondsHaveAUnitAndNoFalsePrecision_data()
    {
        QTest::addColumn<double>("value_s");
        QTest::addColumn<QString>("text");
        QTest::newRow("below one") << 0.0008 << QStringLiteral("0.8 ms");
        QTest::newRow("below ten") << 0.0042 << QStringLiteral("4.2 ms");
        QTest::newRow("ordinary") << 0.2119 << QStringLiteral("212 ms");
        QTest::newRow("rounds up to ten") << 0.00996 << QStringLiteral("10 ms");
        QTest::newRow("seconds") << 1.24 << QStringLiteral("1,240 ms");
    }
    void millisecondsHaveAUnitAndNoFalsePrecision()
    {
        QFETCH(double, value_s);
        QTEST(bridge::milliseconds(value_s), "text");
    }

    void percentNeverRoundsAFewFailuresToNone_data()
    {
        QTest::addColumn<double>("value_ratio");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0.0 << QStringLiteral("0 %");
        QTest::newRow("one in a million") << 1e-6 << QStringLiteral("< 0.01 %");
        QTest::newRow("small") << 0.0004 << QStringLiteral("0.04 %");
        QTest::newRow("some") << 0.042 << QStringLiteral("4.2 %");
        QTest::newRow("many") << 0.614 << QStringLiteral("61 %");
        QTest::newRow("all") << 1.0 << QStringLiteral("100 %");
    }
    void percentNeverRoundsAFewFailuresToNone()
    {
        QFETCH(double, value_ratio);
        QTEST(bridge::percent(value_ratio), "text");
    }

    void siPrefixesKeepThreeDigits_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0");
        QTest::newRow("hundreds") << 950.0 << QStringLiteral("950");
        QTest::newRow("just below a thousand") << 999.6 << QStringLiteral("1.00 k");
        QTest::newRow("thousands") << 12'400.0 << QStringLiteral("12.4 k");
        QTest::newRow("millions") << 1.84e6 << QStringLiteral("1.84 M");
    }
    void siPrefixesKeepThreeDigits()
    {
        QFETCH(double, value);
        QTEST(bridge::si(value), "text");
    }

    void agesAreShort_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("negative") << qint64{-5} << QStringLiteral("0 s");
        QTest::newRow("seconds") << qint64{59} << QStringLiteral("59 s");
        QTest::newRow("minutes") << qint64{4 * 60 + 50} << QStringLiteral("4 m");
        QTest::newRow("hours and minutes") << qint64{3 * 3600 + 12 * 60} << QStringLiteral("3 h 12 m");
        QTest::newRow("whole hours") << qint64{2 * 3600} << QStringLiteral("2 h");
        QTest::newRow("days") << qint64{2 * 86400 + 4 * 3600} << QStringLiteral("2 d 4 h");
    }
    void agesAreShort()
    {
        QFETCH(qint64, seconds);
        QTEST(bridge::age(std::chrono::seconds(seconds)), "text");
    }

    void absentMetricSaysWhyAndIsNeverZero()
    {
        telemetry::MetricSet metrics;
        metrics.setAbsent(telemetry::MetricId::KvCacheUsage, telemetry::Absence::FlagOff);
        const bridge::ValueText text = bridge::metricText(metrics, telemetry::MetricId::KvCacheUsage);
        QVERIFY(!text.isValue);
        QCOMPARE(text.text, QStringLiteral("n/a"));
        QCOMPARE(text.reason, bridge::reasonText(telemetry::Absence::FlagOff));
    }

    void percentileWithoutRequestsIsADash()
    {
        const bridge::ValueText text = bridge::latencyText({}, &fleet::LatencyFigures::p95);
        QVERIFY(!text.isValue);
        QCOMPARE(text.text, QString(QChar(0x2014)));
        QVERIFY(!text.reason.isEmpty());
    }

    void percentileInAnOpenBucketSaysThatItIsMore()
    {
        fleet::LatencyFigures figures;
        figures.count = 5;
        figures.p95 = {1.0, 1.0, std::numeric_limits<double>::infinity()};
        QCOMPARE(bridge::latencyText(figures, &fleet::LatencyFigures::p95).text, QStringLiteral("> 1,000 ms"));
        QCOMPARE(bridge::errorBound(figures.p95), QStringLiteral("at least 1,000 ms"));
    }

    void errorBoundIsRoundedUp()
    {
        QCOMPARE(bridge::errorBound({0.1978, 0.2, 0.2021}), QStringLiteral("± 1.1 %"));
        QCOMPARE(bridge::errorBound({0.198, 0.2, 0.202}), QStringLiteral("± 1 %"));
        QCOMPARE(bridge::errorBound({0.15, 0.2, 0.2249}), QStringLiteral("± 25 %"));
        QCOMPARE(bridge::errorBound({0.2, 0.2, 0.2}), QStringLiteral("± 0.1 %"));
    }

    void timesAreInUtc()
    {
        const HubTime time = HubTime::fromNanoseconds(1'773'480'413'589'000'000);
        QCOMPARE(bridge::timeOfDay(time), QStringLiteral("09:26:53"));
        QCOMPARE(bridge::dateAndTime(time), QStringLiteral("2026-03-14 09:26:53 UTC"));
        QCOMPARE(bridge::timeOfDay({}), QString(QChar(0x2014)));
    }
};

QTEST_GUILESS_MAIN(TestValueText)
#include "tst_value_text.moc"
