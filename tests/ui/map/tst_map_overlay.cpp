#include "ui/map/map_overlay.h"

#include <QImage>
#include <QLocale>
#include <QPainter>
#include <QTest>
#include <cmath>

using namespace iso;
using namespace iso::map;
using namespace std::chrono_literals;

class MapOverlayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void scaleBarIsRoundAndTrue_data();
    void scaleBarIsRoundAndTrue();
    void ageReadsAsPeopleSayIt_data();
    void ageReadsAsPeopleSayIt();
    void legendIsPaintedInTheCorner();
    void footnoteNeverTouchesTheLegend_data();
    void footnoteNeverTouchesTheLegend();
    void legendIsAsLargeAsItsWords();
    void oldDataIsColoured();
};

namespace
{

MapLegend legendOf(int rows, const QString &text)
{
    MapLegend legend;
    legend.title = QStringLiteral("TTFT p95 against SLO 300 ms · size: load");
    for (int i = 0; i < rows; ++i) {
        legend.rows.push_back({{MarkTone::Ok, MarkShape::Circle, false, text},
                               {MarkTone::Bad, MarkShape::Triangle, false, text},
                               {MarkTone::Level2, MarkShape::Circle, false, text}});
    }
    return legend;
}

} // namespace

void MapOverlayTest::scaleBarIsRoundAndTrue_data()
{
    QTest::addColumn<double>("zoom");
    QTest::newRow("world") << 1.0;
    QTest::newRow("continent") << 6.0;
    QTest::newRow("city") << 250.0;
}

void MapOverlayTest::scaleBarIsRoundAndTrue()
{
    QFETCH(double, zoom);
    const MapCamera camera = MapCamera::wholeWorld({1000, 600}).zoomedAt({500, 200}, zoom);
    const ScaleBar bar = scaleBarFor(camera, 90);
    QVERIFY(bar.pixels <= 90 && bar.pixels > 90 / 2.6);
    const double lead = bar.length_km / std::pow(10, std::floor(std::log10(bar.length_km) + 1e-9));
    QVERIFY(qFuzzyCompare(lead, 1) || qFuzzyCompare(lead, 2) || qFuzzyCompare(lead, 5));
    // The great circle between the ends agrees with the label where the map's scale hardly changes.
    const GeoPoint left = camera.toPlace({500 - bar.pixels / 2, 300});
    const GeoPoint right = camera.toPlace({500 + bar.pixels / 2, 300});
    QVERIFY(std::abs(distance_km(left, right) / bar.length_km - 1) < 0.01);
}

void MapOverlayTest::ageReadsAsPeopleSayIt_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("now") << qint64(0) << QStringLiteral("0.0 s");
    QTest::newRow("from the future") << qint64(-300) << QStringLiteral("0.0 s");
    QTest::newRow("fresh") << qint64(840) << QStringLiteral("0.8 s");
    QTest::newRow("ten seconds") << qint64(9'960) << QStringLiteral("10 s");
    QTest::newRow("minutes") << qint64(4 * 60'000 + 59'000) << QStringLiteral("4 min");
    QTest::newRow("hours") << qint64(3 * 3'600'000 + 1) << QStringLiteral("3 h");
    QTest::newRow("days") << qint64(5) * 86'400'000 << QStringLiteral("5 d");
}

void MapOverlayTest::ageReadsAsPeopleSayIt()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(ageText(std::chrono::milliseconds(milliseconds)), text);
}

void MapOverlayTest::legendIsPaintedInTheCorner()
{
    const theme::Theme theme = theme::loadTheme(theme::ThemeKind::Light).value();
    for (const qreal ratio : {1.0, 2.0}) {
        MapOverlay overlay(theme);
        overlay.setLegend(legendOf(3, QStringLiteral("draining")));
        QImage image(static_cast<int>(900 * ratio), static_cast<int>(600 * ratio), QImage::Format_RGB32);
        image.setDevicePixelRatio(ratio);
        image.fill(theme.sea);
        QPainter painter(&image);
        overlay.paint(painter, MapCamera::wholeWorld({900, 600}), ratio);
        const QRectF legend = overlay.legendRect({900, 600});
        QCOMPARE(image.pixelColor((legend.bottomRight() * ratio - QPointF(12, 12)).toPoint()), theme.panel);
        QCOMPARE(image.pixelColor(((legend.topRight() + QPointF(8, 8)) * ratio).toPoint()), theme.sea);
        QVERIFY(QRectF(0, 0, 900, 600).contains(legend));
    }
}

void MapOverlayTest::footnoteNeverTouchesTheLegend_data()
{
    QTest::addColumn<int>("width");
    QTest::newRow("1920x1080") << 1200;
    QTest::newRow("1366x768") << 706;
    QTest::newRow("1024x640") << 364;
}

void MapOverlayTest::footnoteNeverTouchesTheLegend()
{
    QFETCH(int, width);
    MapOverlay overlay(theme::loadTheme(theme::ThemeKind::Dark).value());
    overlay.setLegend(legendOf(3, QStringLiteral("draining")));
    overlay.setDataAge(47h);
    QImage image(width, 500, QImage::Format_RGB32);
    QPainter painter(&image);
    overlay.paint(painter, MapCamera::wholeWorld(image.size()), 1);
    const QRectF legend = overlay.legendRect(image.size());
    QVERIFY(!overlay.footnoteRect().adjusted(-6, -2, 6, 2).intersects(legend));
    QVERIFY(overlay.footnoteRect().left() >= 0 && overlay.footnoteRect().right() <= width);
}

void MapOverlayTest::legendIsAsLargeAsItsWords()
{
    MapOverlay overlay(theme::loadTheme(theme::ThemeKind::Dark).value());
    QVERIFY(overlay.legendRect({900, 600}).isEmpty());
    overlay.setLegend(legendOf(2, QStringLiteral("draining")));
    const QRectF small = overlay.legendRect({900, 600});
    overlay.setLegend(legendOf(3, QStringLiteral("draining, in a language of long words")));
    const QRectF large = overlay.legendRect({900, 600});
    QVERIFY(large.width() > small.width() && large.height() > small.height());
    QCOMPARE(large.bottomLeft(), small.bottomLeft());
}

void MapOverlayTest::oldDataIsColoured()
{
    const theme::Theme theme = theme::loadTheme(theme::ThemeKind::Dark).value();
    const auto hasWarning = [&theme](std::optional<Duration> age) {
        MapOverlay overlay(theme);
        overlay.setDataAge(age);
        QImage image(900, 600, QImage::Format_RGB32);
        image.fill(theme.sea);
        QPainter painter(&image);
        overlay.paint(painter, MapCamera::wholeWorld({900, 600}), 1);
        for (int y = 570; y < 600; ++y) {
            for (int x = 700; x < 900; ++x) {
                const QColor pixel = image.pixelColor(x, y);
                if (pixel.red() - pixel.blue() > 60) { // only the warning is yellow
                    return true;
                }
            }
        }
        return false;
    };
    QVERIFY(!hasWarning(800ms));
    QVERIFY(!hasWarning(std::nullopt));
    QVERIFY(hasWarning(30s));
}

QTEST_MAIN(MapOverlayTest)
#include "tst_map_overlay.moc"
