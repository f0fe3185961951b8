#include "ui/charts/series_data.h"

#include <QTest>

using namespace iso::charts;

class SeriesDataTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gapLimitFollowsTheCoarserOfIntervalAndStep_data();
    void gapLimitFollowsTheCoarserOfIntervalAndStep();
    void lineBreaksOnlyBeyondTheGapLimit();
    void windowTakesOnePointMoreOnEitherSide();
    void maximumLooksAtTheWindowOnly();
    void nearestFindsNothingInsideAGap();
    void topIsRoundAndHoldsTheData_data();
    void topIsRoundAndHoldsTheData();
    void topStaysWhileTheDataFillsIt();
};

void SeriesDataTest::gapLimitFollowsTheCoarserOfIntervalAndStep_data()
{
    QTest::addColumn<double>("interval_ms");
    QTest::addColumn<double>("step_ms");
    QTest::addColumn<double>("limit_ms");
    QTest::newRow("1 s samples in 4 s steps") << 1000.0 << 4000.0 << 8000.0;
    QTest::newRow("10 s samples in 4 s steps") << 10000.0 << 4000.0 << 25000.0;
    QTest::newRow("no step") << 1000.0 << 0.0 << 2500.0;
}

void SeriesDataTest::gapLimitFollowsTheCoarserOfIntervalAndStep()
{
    QFETCH(double, interval_ms);
    QFETCH(double, step_ms);
    QTEST(gapLimit_ms(interval_ms, step_ms), "limit_ms");
}

void SeriesDataTest::lineBreaksOnlyBeyondTheGapLimit()
{
    SeriesData data(2500);
    data.append(0, 1);
    data.append(2500, 1);
    data.append(5001, 1);
    QVERIFY(data.breaksBefore(0)); // a line starts somewhere
    QVERIFY(!data.breaksBefore(1));
    QVERIFY(data.breaksBefore(2));
}

void SeriesDataTest::windowTakesOnePointMoreOnEitherSide()
{
    SeriesData data(10);
    for (int i = 0; i < 10; ++i) {
        data.append(i * 10, i);
    }
    QCOMPARE(data.window(25, 55), std::make_pair(std::size_t(2), std::size_t(7)));
    QCOMPARE(data.window(-100, 1000), std::make_pair(std::size_t(0), std::size_t(10)));
    QCOMPARE(SeriesData(10).window(0, 1), std::make_pair(std::size_t(0), std::size_t(0)));
}

void SeriesDataTest::maximumLooksAtTheWindowOnly()
{
    SeriesData data(10);
    data.append(0, 900);
    data.append(10, 3);
    data.append(20, 5);
    data.append(30, 4);
    QCOMPARE(data.maximum(15, 30), std::optional(5.0));
    QCOMPARE(data.maximum(0, 30), std::optional(900.0));
    QVERIFY(!SeriesData(10).maximum(0, 30));
}

void SeriesDataTest::nearestFindsNothingInsideAGap()
{
    SeriesData data(2000);
    data.append(0, 1);
    data.append(10000, 2);
    QCOMPARE(data.nearest(900), std::optional(std::size_t(0)));
    QCOMPARE(data.nearest(9100), std::optional(std::size_t(1)));
    QVERIFY(!data.nearest(5000));
}

void SeriesDataTest::topIsRoundAndHoldsTheData_data()
{
    QTest::addColumn<double>("maximum");
    QTest::addColumn<double>("top");
    QTest::newRow("612 ms") << 612.0 << 750.0;
    QTest::newRow("880 ms") << 880.0 << 900.0;
    QTest::newRow("exactly full") << 900.0 << 900.0;
    QTest::newRow("a fraction") << 0.5 << 0.6;
    QTest::newRow("nothing") << 0.0 << 3.0;
}

void SeriesDataTest::topIsRoundAndHoldsTheData()
{
    QFETCH(double, maximum);
    QFETCH(double, top);
    QVERIFY2(qAbs(roundTop(maximum, 0, 3) - top) < 1e-9, QByteArray::number(roundTop(maximum, 0, 3)).constData());
}

void SeriesDataTest::topStaysWhileTheDataFillsIt()
{
    QCOMPARE(roundTop(400, 900, 3), 900.0);
    QCOMPARE(roundTop(900, 900, 3), 900.0);
    QCOMPARE(roundTop(901, 900, 3), 1200.0);
    QCOMPARE(roundTop(300, 900, 3), 300.0); // too empty: it shrinks
    QCOMPARE(roundTop(0, 900, 3), 900.0);
}

QTEST_GUILESS_MAIN(SeriesDataTest)
#include "tst_series_data.moc"
