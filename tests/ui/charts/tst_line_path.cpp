#include "ui/charts/dense_lines_item.h"
#include "ui/charts/line_path.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace iso::charts;

namespace
{

const PlotMapping kPlot{QRectF(0, 0, 100, 100), 0, 100'000, 0, 100};

} // namespace

class LinePathTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pointsLieWhereTheMappingSays();
    void gapMakesTwoStretches();
    void spikeInACrowdedColumnSurvives();
    void denseLineHasAtMostFourPointsAColumn();
    void widePlotHasAtMostFiveHundredColumns();
    void emptyOrFlatPlotDrawsNothing();
    void nothingIsPaintedInsideAGap();
    void loneSampleIsPaintedAsADot();
};

void LinePathTest::pointsLieWhereTheMappingSays()
{
    SeriesData data(60'000);
    data.append(0, 0);
    data.append(50'000, 100);
    const auto lines = linePath(data, kPlot);
    QCOMPARE(lines.size(), std::size_t(1));
    QCOMPARE(lines[0], QPolygonF({QPointF(0, 100), QPointF(50, 0)}));
    QCOMPARE(kPlot.time_ms(50), 50'000.0);
}

void LinePathTest::gapMakesTwoStretches()
{
    SeriesData data(2500);
    for (int i = 0; i <= 100; ++i) {
        if (i < 40 || i > 60) {
            data.append(i * 1000, 50);
        }
    }
    const auto lines = linePath(data, kPlot);
    QCOMPARE(lines.size(), std::size_t(2));
    QCOMPARE(lines[0].last().x(), 39.0);
    QCOMPARE(lines[1].first().x(), 61.0);
}

void LinePathTest::spikeInACrowdedColumnSurvives()
{
    SeriesData data(1000);
    for (int i = 0; i < 10'000; ++i) {
        data.append(i * 10, i == 5005 ? 99 : 10);
    }
    double highest = 100;
    const auto lines = linePath(data, kPlot);
    for (const QPointF &point : lines.at(0)) {
        highest = qMin(highest, point.y());
    }
    QCOMPARE(highest, 1.0); // 99 of 100, at the top
}

void LinePathTest::denseLineHasAtMostFourPointsAColumn()
{
    SeriesData data(1000);
    for (int i = 0; i < 50'000; ++i) {
        data.append(i * 2, (i * 7919) % 100);
    }
    const auto lines = linePath(data, kPlot);
    QCOMPARE(lines.size(), std::size_t(1));
    QVERIFY(lines[0].size() <= 4 * 100);
    QVERIFY(lines[0].size() > 300);
    for (qsizetype i = 1; i < lines[0].size(); ++i) {
        QVERIFY(lines[0][i - 1].x() <= lines[0][i].x());
    }
}

void LinePathTest::widePlotHasAtMostFiveHundredColumns()
{
    PlotMapping wide = kPlot;
    wide.area.setWidth(4000);
    SeriesData data(1000);
    for (int i = 0; i < 50'000; ++i) {
        data.append(i * 2, (i * 7919) % 100);
    }
    QVERIFY(linePath(data, wide)[0].size() <= 4 * kMaxColumns);
}

void LinePathTest::emptyOrFlatPlotDrawsNothing()
{
    SeriesData data(1000);
    data.append(0, 1);
    PlotMapping noRange = kPlot;
    noRange.to_ms = noRange.from_ms;
    PlotMapping noWidth = kPlot;
    noWidth.area.setWidth(0);
    QVERIFY(linePath(data, noRange).empty());
    QVERIFY(linePath(data, noWidth).empty());
    QVERIFY(linePath(SeriesData(1), kPlot).empty());
}

void LinePathTest::nothingIsPaintedInsideAGap()
{
    SeriesData data(2500);
    for (int i = 0; i <= 100; ++i) {
        if (i < 40 || i > 60) {
            data.append(i * 1000, 50);
        }
    }
    DenseLinesItem item(nullptr);
    item.setLines({{&data, {Qt::red, 2, true}, 100}}, {}, kPlot.area, kPlot.from_ms, kPlot.to_ms);
    QImage image(100, 100, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    item.paint(&painter, nullptr, nullptr);
    painter.end();
    const auto columnIsEmpty = [&image](int x) {
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixelColor(x, y) != QColor(Qt::white)) {
                return false;
            }
        }
        return true;
    };
    QVERIFY(!columnIsEmpty(20));
    QVERIFY(!columnIsEmpty(80));
    for (int x = 42; x <= 58; ++x) {
        QVERIFY2(columnIsEmpty(x), QByteArray::number(x).constData());
    }
}

void LinePathTest::loneSampleIsPaintedAsADot()
{
    SeriesData data(2500);
    data.append(50'000, 50);
    DenseLinesItem item(nullptr);
    item.setLines({{&data, {Qt::red, 2, false}, 100}}, {}, kPlot.area, kPlot.from_ms, kPlot.to_ms);
    QCOMPARE(item.pointCount(), std::size_t(1));
    QImage image(100, 100, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    item.paint(&painter, nullptr, nullptr);
    painter.end();
    QCOMPARE(image.pixelColor(50, 50), QColor(Qt::red));
}

QTEST_MAIN(LinePathTest)
#include "tst_line_path.moc"
