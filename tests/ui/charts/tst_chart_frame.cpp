#include "ui/charts/chart_scheduler.h"
#include "ui/charts/latency_chart.h"
#include "ui/charts/load_chart.h"
#include "ui/charts/queue_chart.h"
#include "ui/charts/series_chart.h"

#include <QLineSeries>
#include <QSignalSpy>
#include <QTest>

using namespace iso;
using namespace iso::charts;
using namespace Qt::StringLiterals;

namespace
{

constexpr double kFrom_ms = 1'773'480'000'000; // 09:20:00 UTC
constexpr double kTo_ms = kFrom_ms + 600'000;

SeriesData constant(double value, double gapFrom_s = 1e9, double gapTo_s = 1e9)
{
    SeriesData data(8000);
    for (int s = 0; s <= 600; s += 4) {
        if (s < gapFrom_s || s > gapTo_s) {
            data.append(kFrom_ms + s * 1000, value);
        }
    }
    return data;
}

} // namespace

class ChartFrameTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void scaleHoldsTheHighestLineAndTheObjective();
    void objectiveIsADashedLineOverTheWholeRange();
    void linesTurnAbnormalOnlyAboveTheObjective();
    void gapBreaksEveryLine();
    void hoverReadsOutTimeAndValues();
    void readoutOfAGapIsADashAndNotAValue();
    void arrowKeysMoveTheCrosshair();
    void manyChangesAreOneRebuild();
    void oneChartIsRebuiltAFrame();
    void chartThatGoesAwayIsForgotten();
    void markIsDrawnAtItsTime();
    void tokensHaveTheirOwnScale();
    void newLinesHaveTheirColoursBeforeTheyAreRebuilt();
    void labelsOfTheScale_data();
    void labelsOfTheScale();
    void chartWithoutValuesHasAScaleOfWholeSteps();
    void everyLabelOfTheScaleFitsBesideThePlot();

private:
    std::unique_ptr<ChartScheduler> m_scheduler;
    std::unique_ptr<LatencyChart> m_chart;
    theme::Theme m_theme;
};

void ChartFrameTest::init()
{
    m_theme = theme::loadTheme(theme::ThemeKind::Dark).value();
    m_scheduler = std::make_unique<ChartScheduler>();
    m_chart = std::make_unique<LatencyChart>(*m_scheduler);
    m_chart->resize(340, 150);
    m_chart->setTheme(m_theme);
    m_chart->setObjective_ms(300);
    m_chart->setTimeRange(kFrom_ms, kTo_ms);
    m_chart->setData(constant(120), constant(240), constant(280));
    m_chart->show();
    QTRY_COMPARE(m_scheduler->waiting(), std::size_t(0));
}

void ChartFrameTest::cleanup()
{
    m_chart.reset();
    m_scheduler.reset();
}

void ChartFrameTest::newLinesHaveTheirColoursBeforeTheyAreRebuilt()
{
    SeriesChart chart(QStringLiteral("Power"), *m_scheduler);
    chart.setTheme(m_theme);
    chart.setData({{QStringLiteral("edge-osl-001"), constant(120), SeriesChart::colorOf(0)}}, {}, 0);
    QVERIFY(m_scheduler->waiting() > 0); // a repaint may come first
    QCOMPARE(chart.shownLines().front().style.color, m_theme.accent);
}

void ChartFrameTest::scaleHoldsTheHighestLineAndTheObjective()
{
    QVERIFY(m_chart->mapping().top >= 300);
    m_chart->setData(constant(120), constant(240), constant(2000));
    QTRY_VERIFY(m_chart->mapping().top >= 2000);
    QCOMPARE(m_chart->mapping().from_ms, kFrom_ms);
    QCOMPARE(m_chart->mapping().to_ms, kTo_ms);
}

void ChartFrameTest::objectiveIsADashedLineOverTheWholeRange()
{
    const QLineSeries &level = m_chart->levelSeries();
    QCOMPARE(level.points(), QList<QPointF>({QPointF(kFrom_ms, 300), QPointF(kTo_ms, 300)}));
    QCOMPARE(level.pen().style(), Qt::DashLine);
    QCOMPARE(level.pen().color(), m_theme.warn);
    m_chart->setObjective_ms(0);
    QTRY_COMPARE(level.count(), 0);
}

void ChartFrameTest::linesTurnAbnormalOnlyAboveTheObjective()
{
    const auto color = [this](std::size_t line) { return m_chart->lines().style(line).color; };
    QCOMPARE(color(1), m_theme.iso);
    QCOMPARE(color(2), m_theme.ok);
    m_chart->setData(constant(120), constant(600), constant(700));
    QTRY_COMPARE(m_scheduler->waiting(), std::size_t(0));
    QCOMPARE(color(1), m_theme.over);
    QCOMPARE(color(2), m_theme.bad);
    QVERIFY(color(0) != color(1) && color(1) != color(2));
}

void ChartFrameTest::gapBreaksEveryLine()
{
    m_chart->setData(constant(120, 200, 300), constant(240, 200, 300), constant(280, 200, 300));
    QTRY_COMPARE(m_scheduler->waiting(), std::size_t(0));
    for (std::size_t line = 0; line < 3; ++line) {
        QCOMPARE(m_chart->lines().stretches(line).size(), std::size_t(2));
    }
}

void ChartFrameTest::hoverReadsOutTimeAndValues()
{
    QSignalSpy hovered(m_chart.get(), &ChartFrame::hovered);
    const PlotMapping map = m_chart->mapping();
    QTest::mouseMove(m_chart->viewport(), map.area.center().toPoint());
    QTRY_VERIFY(!hovered.isEmpty());
    const double time_ms = hovered.last().first().toDouble();
    QVERIFY(qAbs(time_ms - (kFrom_ms + 300'000)) < 5000);
    m_chart->showCrosshair(kFrom_ms + 300'000);
    QCOMPARE(m_chart->readoutText(), QStringLiteral("09:25:00 \u00b7 p50 120 \u00b7 p95 240 \u00b7 p99 280 ms"));
    m_chart->showCrosshair(std::nullopt);
    QVERIFY(m_chart->readoutText().isEmpty());
}

void ChartFrameTest::readoutOfAGapIsADashAndNotAValue()
{
    m_chart->setData(constant(120, 200, 300), constant(240), constant(280));
    m_chart->showCrosshair(kFrom_ms + 250'000);
    QVERIFY2(m_chart->readoutText().contains(QStringLiteral("p50 \u2014 \u00b7 p95 240")),
             qPrintable(m_chart->readoutText()));
}

void ChartFrameTest::arrowKeysMoveTheCrosshair()
{
    QSignalSpy hovered(m_chart.get(), &ChartFrame::hovered);
    QSignalSpy left(m_chart.get(), &ChartFrame::hoverLeft);
    QTest::keyClick(m_chart.get(), Qt::Key_Left);
    QCOMPARE(hovered.count(), 1);
    QCOMPARE(hovered.first().first().toDouble(), kTo_ms - 6000);
    m_chart->showCrosshair(kTo_ms - 6000);
    QTest::keyClick(m_chart.get(), Qt::Key_Right);
    QCOMPARE(hovered.last().first().toDouble(), kTo_ms);
    QTest::keyClick(m_chart.get(), Qt::Key_Escape);
    QCOMPARE(left.count(), 1);
}

void ChartFrameTest::manyChangesAreOneRebuild()
{
    const int before = m_chart->rebuildCount();
    for (int i = 0; i < 100; ++i) {
        m_chart->setData(constant(120 + i), constant(240), constant(280));
        m_chart->setTimeRange(kFrom_ms + i, kTo_ms + i);
    }
    QTRY_COMPARE(m_scheduler->waiting(), std::size_t(0));
    QCOMPARE(m_chart->rebuildCount(), before + 1);
}

void ChartFrameTest::oneChartIsRebuiltAFrame()
{
    LoadChart load(*m_scheduler);
    QueueChart queue(*m_scheduler);
    m_chart->setData(constant(1), constant(2), constant(3));
    load.setData(constant(60), {}, {}, {});
    queue.setData(constant(3), constant(100));
    QCOMPARE(m_scheduler->waiting(), std::size_t(3));
    while (m_scheduler->waiting() > 0) {
        const std::size_t waiting = m_scheduler->waiting();
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QVERIFY(waiting - m_scheduler->waiting() <= 1);
    }
    QCOMPARE(load.rebuildCount(), 1);
    QCOMPARE(queue.rebuildCount(), 1);
}

void ChartFrameTest::chartThatGoesAwayIsForgotten()
{
    auto load = std::make_unique<LoadChart>(*m_scheduler);
    load->setData(constant(60), {}, {}, {});
    load.reset();
    const int before = m_chart->rebuildCount();
    m_chart->setObjective_ms(310);
    QTRY_COMPARE(m_chart->rebuildCount(), before + 1);
    QTRY_COMPARE(m_scheduler->waiting(), std::size_t(0));
}

void ChartFrameTest::markIsDrawnAtItsTime()
{
    const auto accentAt = [this](double time_ms) {
        const QImage image = m_chart->grab().toImage();
        const PlotMapping map = m_chart->mapping();
        const int x = static_cast<int>(map.x(time_ms));
        const int y = static_cast<int>(map.area.bottom()) - 20;
        for (int dx = -1; dx <= 1; ++dx) {
            if (image.pixelColor(x + dx, y) == m_theme.accent) {
                return true;
            }
        }
        return false;
    };
    const double time_ms = kFrom_ms + 420'000;
    QVERIFY(!accentAt(time_ms));
    m_chart->setMarks({{time_ms, QStringLiteral("drain \u00b7 op-7")}});
    QVERIFY(accentAt(time_ms));
    QVERIFY(!accentAt(kFrom_ms + 100'000));
}

void ChartFrameTest::tokensHaveTheirOwnScale()
{
    QueueChart queue(*m_scheduler);
    queue.resize(340, 120);
    queue.setTheme(m_theme);
    queue.setTimeRange(kFrom_ms, kTo_ms);
    queue.setData(constant(6), constant(2600));
    QTRY_COMPARE(queue.rebuildCount(), 1);
    QVERIFY(queue.mapping().top < 10); // waiting requests are not flattened by tokens
    for (std::size_t line = 0; line < 2; ++line) {
        for (const QPointF &point : queue.lines().stretches(line).front()) {
            QVERIFY(queue.mapping().area.contains(point));
        }
    }
}

void ChartFrameTest::labelsOfTheScale_data()
{
    QTest::addColumn<double>("top");
    QTest::addColumn<int>("intervals");
    QTest::addColumn<QStringList>("labels");
    QTest::newRow("whole") << 900.0 << 3 << QStringList({u"0"_s, u"300"_s, u"600"_s, u"900"_s});
    QTest::newRow("as many decimals as the steps")
        << 0.75 << 3 << QStringList({u"0"_s, u"0.25"_s, u"0.50"_s, u"0.75"_s});
    QTest::newRow("four digits") << 7500.0 << 3 << QStringList({u"0"_s, u"2500"_s, u"5000"_s, u"7500"_s});
    QTest::newRow("thousands") << 50'000.0 << 4
                               << QStringList({u"0"_s, u"12.5k"_s, u"25.0k"_s, u"37.5k"_s, u"50.0k"_s});
    QTest::newRow("millions") << 3e6 << 3 << QStringList({u"0"_s, u"1M"_s, u"2M"_s, u"3M"_s});
    QTest::newRow("thousandths") << 0.0045 << 3 << QStringList({u"0"_s, u"1.5m"_s, u"3.0m"_s, u"4.5m"_s});
}

void ChartFrameTest::labelsOfTheScale()
{
    QFETCH(double, top);
    QFETCH(int, intervals);
    QTEST(valueLabels(top, intervals), "labels");
}

void ChartFrameTest::chartWithoutValuesHasAScaleOfWholeSteps()
{
    QueueChart queue(*m_scheduler);
    queue.resize(340, 120);
    queue.setTheme(m_theme);
    queue.setTimeRange(kFrom_ms, kTo_ms);
    QTRY_COMPARE(queue.rebuildCount(), 1);
    QCOMPARE(valueLabels(queue.mapping().top, 3), QStringList({u"0"_s, u"1"_s, u"2"_s, u"3"_s}));
    queue.setData(constant(0), constant(0));
    QTRY_COMPARE(queue.rebuildCount(), 2);
    QCOMPARE(queue.mapping().top, 3.0);
    queue.setData(constant(1), constant(0)); // one request waits
    QTRY_COMPARE(queue.rebuildCount(), 3);
    QVERIFY2(!valueLabels(queue.mapping().top, 3).join(u' ').contains(u"0.33"_s),
             qPrintable(valueLabels(queue.mapping().top, 3).join(u' ')));
    QVERIFY(queue.mapping().top >= 1);
}

void ChartFrameTest::everyLabelOfTheScaleFitsBesideThePlot()
{
    const QFontMetricsF metrics(theme::font(theme::FontRole::Small));
    for (double maximum = 1e-7; maximum < 1e17; maximum *= 1.37) {
        for (const int intervals : {2, 3, 4}) {
            const QStringList labels = valueLabels(roundTop(maximum, 0, intervals), intervals);
            QCOMPARE(labels.size(), intervals + 1);
            QCOMPARE(QSet<QString>(labels.begin(), labels.end()).size(), intervals + 1);
            for (const QString &label : labels) {
                QVERIFY2(metrics.horizontalAdvance(label) <= leftMargin() - kBeforePlot,
                         qPrintable(QStringLiteral("%1: %2 px").arg(label).arg(metrics.horizontalAdvance(label))));
            }
        }
    }
}

QTEST_MAIN(ChartFrameTest)
#include "tst_chart_frame.moc"
