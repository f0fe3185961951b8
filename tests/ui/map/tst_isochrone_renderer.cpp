#include "tests/core/isochrone/snapshot_builder.h"
#include "ui/map/isochrone_renderer.h"

#include <QPainter>
#include <QPen>
#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>

using namespace iso;
using namespace iso::map;
using theme::ThemeKind;

namespace
{

constexpr GeoPoint kOslo{59.9, 10.7};
constexpr GeoPoint kBesideOslo{59.9, 13}; // 130 km
constexpr GeoPoint kKiruna{67.85, 20.2};  // 1,000 km
constexpr GeoPoint kLima{-12, -77};

BaseView viewOf(const MapCamera &camera, ThemeKind kind = ThemeKind::Dark, qreal ratio = 1)
{
    return {camera, ratio, theme::loadTheme(kind).value()};
}

BaseView wholeWorld()
{
    return viewOf(MapCamera::wholeWorld({1000, 600}));
}

MapCamera aroundOslo()
{
    constexpr std::array<GeoPoint, 2> kCorners{GeoPoint{52, -6}, GeoPoint{69, 28}};
    return MapCamera::wholeWorld({1000, 600}).fittedTo(kCorners);
}

/// Oslo reaches 336 km within 100 ms and 7,000 km within 200 ms; Lima 4,667 km within 200 ms.
isochrone::WhatIfPtr isochrones(bool drainsOslo, bool isHealthy = true)
{
    test::SnapshotBuilder fleet;
    const auto change = [isHealthy](fleet::NodeSnapshot &node, fleet::NodeIdentity &) {
        node.service = isHealthy ? telemetry::ServiceState::Serving : telemetry::ServiceState::Failed;
    };
    const auto oslo = fleet.add("osl", kOslo, change);
    fleet.add("lim", kLima, change);
    fleet.measured("osl", 85);
    fleet.measured("lim", 120);
    const isochrone::NodeSet drained = drainsOslo ? isochrone::NodeSet{oslo} : isochrone::NodeSet{};
    return isochrone::whatIfDrained(fleet.build(), drained, isochrone::Settings(), {});
}

QColor colorAt(const QImage &image, const BaseView &view, const GeoPoint &place)
{
    return image.pixelColor((view.camera.toScreen(place) * view.devicePixelRatio).toPoint());
}

} // namespace

class IsochroneRendererTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void soonerPlacesAreShadedStronger_data()
    {
        QTest::addColumn<ThemeKind>("kind");
        QTest::addColumn<qreal>("ratio");
        QTest::newRow("dark") << ThemeKind::Dark << 1.0;
        QTest::newRow("light") << ThemeKind::Light << 1.0;
        QTest::newRow("dense screen") << ThemeKind::Dark << 2.0;
    }
    void soonerPlacesAreShadedStronger()
    {
        QFETCH(ThemeKind, kind);
        QFETCH(qreal, ratio);
        const BaseView view = viewOf(aroundOslo(), kind, ratio);
        const QImage image = renderIsochrones(*isochrones(false), view);
        QCOMPARE(image.size(), (view.camera.viewSize() * ratio).toSize());
        const int near = colorAt(image, view, kBesideOslo).alpha();
        const int far = colorAt(image, view, kKiruna).alpha();
        QVERIFY2(near > far && far > 0, qPrintable(QStringLiteral("%1 %2").arg(near).arg(far)));
    }

    void everyPlaceHasTheShadeOfItsLevel_data()
    {
        QTest::addColumn<bool>("isClose");
        QTest::addColumn<double>("ratio");
        QTest::newRow("the world") << false << 1.0;
        QTest::newRow("the world at scale factor 1.5") << false << 1.5;
        QTest::newRow("around Oslo") << true << 1.0;
    }
    void everyPlaceHasTheShadeOfItsLevel()
    {
        QFETCH(bool, isClose);
        QFETCH(double, ratio);
        std::mt19937 random(5);
        const auto between = [&random](double least, double most) {
            return std::uniform_real_distribution(least, most)(random);
        };
        test::SnapshotBuilder fleet;
        fleet.add("osl", kOslo);
        fleet.measured("osl", 85);
        for (int i = 0; i < 12; ++i) {
            const std::string site = "s" + std::to_string(i);
            fleet.add(site, {between(-50, 65), between(-170, 170)});
            fleet.measured(site, between(95, 300));
        }
        const auto what = isochrone::whatIfDrained(fleet.build(), {}, isochrone::Settings(), {});
        const BaseView view =
            viewOf(isClose ? aroundOslo() : MapCamera::wholeWorld({1000, 600}), ThemeKind::Dark, ratio);
        const QImage image = renderIsochrones(*what, view);
        const std::vector<double> &levels_ms = what->now->settings.levels_ms;
        std::vector<int> seen(levels_ms.size() + 1);
        for (int i = 0; i < 5'000; ++i) {
            const QPoint pixel(static_cast<int>(between(0, image.width())),
                               static_cast<int>(between(0, image.height())));
            const double time_ms = what->now->field->at(view.camera.toPlace(QPointF(pixel) / ratio))->time_ms;
            const double lineWidth_ms = isClose ? 1 : 4;
            const auto nearLine = [&](double level_ms) { return std::abs(time_ms - level_ms) < lineWidth_ms; };
            if (std::ranges::any_of(levels_ms, nearLine)) {
                continue;
            }
            const auto level =
                static_cast<std::size_t>(std::ranges::lower_bound(levels_ms, time_ms) - levels_ms.begin());
            const double opacity = level < levels_ms.size() ? 0.14 / static_cast<double>(level + 1) : 0;
            QVERIFY2(std::abs(image.pixelColor(pixel).alphaF() - opacity) < 0.01,
                     qPrintable(QStringLiteral("%1 ms, alpha %2").arg(time_ms).arg(image.pixelColor(pixel).alphaF())));
            ++seen[level];
        }
        QVERIFY(std::ranges::count_if(seen, [](int count) { return count > 50; }) >= (isClose ? 2 : 3));
    }

    void beyondTheLastLevelNothingIsDrawn()
    {
        isochrone::Settings narrow;
        narrow.levels_ms = {100};
        test::SnapshotBuilder fleet;
        fleet.add("osl", kOslo);
        fleet.measured("osl", 85);
        const auto what = isochrone::whatIfDrained(fleet.build(), {}, narrow, {});
        const BaseView view = wholeWorld();
        const QImage image = renderIsochrones(*what, view);
        QCOMPARE(colorAt(image, view, kLima).alpha(), 0);
        QVERIFY(colorAt(image, view, kOslo).alpha() > 0);
    }

    void theLineStandsWhereTheModelPutsIt()
    {
        const BaseView view = viewOf(aroundOslo());
        const QImage image = renderIsochrones(*isochrones(false), view);
        // The 100 ms line goes through the point that is 333 km to the north (a histogram moves it by some kilometres).
        const double p95_ms = isochrones(false)->now->sources.sites.at(1).ttftP95_ms;
        const double reach_km = isochrone::PathModel().reach_km(100 - p95_ms);
        const GeoPoint north{kOslo.latitude_deg + reach_km / 111.19, kOslo.longitude_deg};
        QVERIFY(colorAt(image, view, north).alpha() > 200);
    }

    void aLossIsShadedInAColourOfItsOwn()
    {
        const BaseView view = viewOf(aroundOslo());
        const QColor over = view.theme.over;
        const QImage image = renderIsochrones(*isochrones(true), view);
        const QColor lost = colorAt(image, view, kBesideOslo);
        QVERIFY(std::abs(lost.red() - over.red()) < 6 && std::abs(lost.blue() - over.blue()) < 6);
        const QColor kept = colorAt(renderIsochrones(*isochrones(false), view), view, kBesideOslo);
        QVERIFY(std::abs(kept.red() - over.red()) > 30);
    }

    void aLineThatStaysIsNotDrawnAsLost()
    {
        const BaseView view = wholeWorld();
        const isochrone::WhatIfPtr what = isochrones(true);
        const QImage kept = renderIsochrones(*isochrones(false), view);
        const QImage without = renderIsochrones(*what, view);
        // West of Lima its 200 ms line has nothing to do with Oslo.
        const GeoPoint west = [&] {
            for (const isochrone::Polyline &line : what->without->contours.at(1).lines) {
                for (const GeoPoint &point : line) {
                    if (point.longitude_deg < kLima.longitude_deg - 30 && std::abs(point.latitude_deg + 12) < 5) {
                        return point;
                    }
                }
            }
            qFatal("there is no line to the west of Lima");
        }();
        const QRect around(view.camera.toScreen(west).toPoint() - QPoint(3, 3), QSize(7, 7));
        QVERIFY(kept.copy(around) != renderIsochrones(*isochrones(false, false), view).copy(around)); // it is there
        QVERIFY(without.copy(around) == kept.copy(around));
    }

    void drainingEverythingLosesEverything()
    {
        test::SnapshotBuilder fleet;
        const auto oslo = fleet.add("osl", kOslo);
        fleet.measured("osl", 85);
        const auto what = isochrone::whatIfDrained(fleet.build(), {oslo}, isochrone::Settings(), {});
        QVERIFY(what->without->isNowhere());
        const BaseView view = wholeWorld();
        const QColor lost = colorAt(renderIsochrones(*what, view), view, kBesideOslo);
        QVERIFY(std::abs(lost.red() - view.theme.over.red()) < 6);
    }

    void withoutASiteThatAnswersNothingIsDrawn()
    {
        const QImage image = renderIsochrones(*isochrones(false, false), wholeWorld());
        QImage empty(image.size(), image.format());
        empty.fill(Qt::transparent);
        QVERIFY(image == empty);
    }
};

QTEST_MAIN(IsochroneRendererTest)
#include "tst_isochrone_renderer.moc"
