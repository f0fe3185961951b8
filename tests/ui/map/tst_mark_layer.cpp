#include "ui/map/mark_layer.h"

#include <QPainter>
#include <QTest>
#include <cmath>
#include <limits>
#include <random>
#include <set>

using namespace iso;
using namespace iso::map;

namespace
{

const theme::Theme &darkTheme()
{
    static const theme::Theme kTheme = theme::loadTheme(theme::ThemeKind::Dark).value();
    return kTheme;
}

MapMark markAtPlace(std::uint32_t key, GeoPoint place, MarkTone tone = MarkTone::Ok)
{
    MapMark mark;
    mark.key = key;
    mark.place = place;
    mark.tone = tone;
    mark.size = 0.5F;
    return mark;
}

QImage painted(MarkLayer &layer, const MapCamera &camera, qreal ratio = 1)
{
    QImage image((camera.viewSize() * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    layer.paint(painter, camera, ratio);
    return image;
}

MapCamera europe()
{
    const MapCamera world = MapCamera::wholeWorld({1000, 600});
    return world.zoomedAt(world.toScreen(GeoPoint{50, 10}), 4);
}

MapCamera closeTo(const GeoPoint &place)
{
    const MapCamera world = MapCamera::wholeWorld({1000, 600});
    const MapCamera close = world.zoomedAt(world.toScreen(place), 200);
    return close.panned(QPointF(500, 300) - close.toScreen(place));
}

/// Four within 50 km, and one far away.
std::vector<MapMark> aroundParis()
{
    return {markAtPlace(1, {48.86, 2.35}), markAtPlace(2, {48.86, 2.35}), markAtPlace(3, {48.99, 2.10}),
            markAtPlace(4, {48.70, 2.60}), markAtPlace(5, {-33.9, 18.4})};
}

QImage sprite(MarkTone tone, MarkShape shape, bool stale)
{
    MarkAtlas atlas(darkTheme(), 2);
    return atlas.sprite(tone, shape, 2, stale).toImage();
}

/// The pixels that stand out from the ground: what an eye without colour sees.
std::set<std::pair<int, int>> figure(const QImage &image)
{
    std::set<std::pair<int, int>> result;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            const bool isGround = std::abs(pixel.lightness() - darkTheme().land.lightness()) < 24;
            if (pixel.alpha() > 128 && !isGround) {
                result.emplace(x, y);
            }
        }
    }
    return result;
}

} // namespace

class MarkLayerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hitFindsTheMarkThatIsDrawnThere();
    void hitFollowsTheCamera();
    void nothingIsHitBesideAMark();
    void marksOfOnePlaceCanAllBeHitCloseUp();
    void spiralDoesNotDependOnTheOrderOfMarks();
    void marksThatWouldOverlapAreOneCluster();
    void clustersHangOnPlacesAndNeverOnStates();
    void noTwoDonutsOverlap();
    void donutShowsTheMixAndHidesNothing();
    void staleMarksOfAClusterCountAsUnknown();
    void badgeOfAClusterIsItsWorstAndTheSum();
    void figuresAreReadForWhatIsSeenAndOnlySoMany();
    void placeThatNoZoomTakesApartCanBeOpened();
    void boxFindsWhatStandsInIt();
    void toneAndShapeAreToldApartWithoutColour_data();
    void toneAndShapeAreToldApartWithoutColour();
    void staleIsGreyWhateverTheTone();
    void sizeGrowsWithLoad();
    void unknownLoadIsSmallAndSafe();
    void markWithoutAPlaceIsLeftOut();
    void selectedMarkHasARingInAccent();
    void spritesAreSharpAtScaleTwo();
    void newStateOfTheSamePlaceIsDrawn();
};

void MarkLayerTest::hitFindsTheMarkThatIsDrawnThere()
{
    MarkLayer layer(darkTheme());
    const std::vector<GeoPoint> places = {{59.9, 10.7}, {48.86, 2.35}, {41.9, 12.5}, {52.5, 13.4}};
    std::vector<MapMark> marks;
    for (const GeoPoint &place : places) {
        marks.push_back(markAtPlace(static_cast<std::uint32_t>(100 + marks.size()), place));
    }
    layer.setMarks(marks);
    const MapCamera camera = europe();
    const QImage image = painted(layer, camera);
    for (const MapMark &mark : marks) {
        const QPointF at = layer.positionOf(mark.key, camera).value();
        QCOMPARE(image.pixelColor(at.toPoint()), darkTheme().ok);
        QCOMPARE(layer.hitAt(at, camera), std::optional(MapHit{mark.key, false}));
        const QPointF expected = camera.toScreen(mark.place);
        QVERIFY(std::hypot(at.x() - expected.x(), at.y() - expected.y()) < 1e-6);
    }
}

void MarkLayerTest::hitFollowsTheCamera()
{
    MarkLayer layer(darkTheme());
    layer.setMarks({markAtPlace(1, {48.86, 2.35})});
    const MapCamera camera = europe();
    const QPointF before = layer.positionOf(1, camera).value();
    QVERIFY(layer.hitAt(before, camera));
    const MapCamera moved = camera.panned({100, 0});
    QVERIFY(!layer.hitAt(before, moved));
    QCOMPARE(layer.hitAt(before + QPointF(100, 0), moved), std::optional(MapHit{1, false}));
}

void MarkLayerTest::nothingIsHitBesideAMark()
{
    MarkLayer layer(darkTheme());
    QVERIFY(!layer.hitAt({10, 10}, europe()));
    layer.setMarks({markAtPlace(1, {48.86, 2.35})});
    const QPointF at = layer.positionOf(1, europe()).value();
    QVERIFY(!layer.hitAt(at + QPointF(20, 0), europe()));
    QVERIFY(!layer.hitAt({-500, -500}, europe()));
    QVERIFY(!layer.positionOf(2, europe()));
}

void MarkLayerTest::marksOfOnePlaceCanAllBeHitCloseUp()
{
    constexpr std::uint32_t kCount = 30;
    MarkLayer layer(darkTheme());
    std::vector<MapMark> marks;
    for (std::uint32_t key = 0; key < kCount; ++key) {
        marks.push_back(markAtPlace(key, {48.86, 2.35}));
    }
    layer.setMarks(marks);
    const MapCamera camera = closeTo({48.86, 2.35});
    for (std::uint32_t key = 0; key < kCount; ++key) {
        QCOMPARE(layer.hitAt(layer.positionOf(key, camera).value(), camera), std::optional(MapHit{key, false}));
    }
}

void MarkLayerTest::spiralDoesNotDependOnTheOrderOfMarks()
{
    std::vector<MapMark> marks = {markAtPlace(3, {1, 1}), markAtPlace(1, {1, 1}), markAtPlace(2, {1, 1})};
    MarkLayer one(darkTheme());
    one.setMarks(marks);
    std::swap(marks[0], marks[2]);
    MarkLayer two(darkTheme());
    two.setMarks(marks);
    const MapCamera camera = closeTo({1, 1});
    std::set<std::pair<double, double>> places;
    for (std::uint32_t key = 1; key <= 3; ++key) {
        const QPointF at = one.positionOf(key, camera).value();
        QCOMPARE(at, two.positionOf(key, camera).value());
        places.emplace(at.x(), at.y());
    }
    QCOMPARE(places.size(), 3U);
}

void MarkLayerTest::marksThatWouldOverlapAreOneCluster()
{
    MarkLayer layer(darkTheme());
    layer.setMarks(aroundParis());
    const MapCamera world = MapCamera::wholeWorld({1000, 600});
    const std::optional<MapHit> hit = layer.hitAt(layer.positionOf(2, world).value(), world);
    QVERIFY(hit && hit->isCluster);
    std::vector<std::uint32_t> keys = layer.keysOf(*hit, world);
    std::sort(keys.begin(), keys.end());
    QCOMPARE(keys, (std::vector<std::uint32_t>{1, 2, 3, 4}));
    // Close up each stands by itself, and what was far away always did.
    const MapCamera close = closeTo({48.86, 2.35});
    for (std::uint32_t key = 1; key <= 4; ++key) {
        QCOMPARE(layer.hitOfKey(key, close), std::optional(MapHit{key, false}));
    }
    QCOMPARE(layer.hitOfKey(5, world), std::optional(MapHit{5, false}));
}

void MarkLayerTest::clustersHangOnPlacesAndNeverOnStates()
{
    MarkLayer layer(darkTheme());
    std::vector<MapMark> marks = aroundParis();
    layer.setMarks(marks);
    const MapCamera world = MapCamera::wholeWorld({1000, 600});
    const QPointF before = layer.positionOf(4, world).value();
    marks[3].tone = MarkTone::Bad;
    marks[3].shape = MarkShape::Triangle;
    marks[3].selected = true;
    layer.setMarks(marks);
    QCOMPARE(layer.positionOf(4, world).value(), before);
    QCOMPARE(layer.keysOf(*layer.hitAt(before, world), world).size(), 4U);
}

void MarkLayerTest::noTwoDonutsOverlap()
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> latitude(-50, 65);
    std::uniform_real_distribution<double> longitude(-170, 170);
    std::vector<MapMark> marks;
    for (std::uint32_t key = 0; key < 10'000; ++key) {
        marks.push_back(markAtPlace(key, {latitude(random), longitude(random)}));
    }
    MarkLayer layer(darkTheme());
    layer.setMarks(marks);
    for (const MapCamera &camera : {MapCamera::wholeWorld({1000, 600}), europe()}) {
        std::vector<QPointF> at;
        std::size_t seen = 0;
        for (const MapHit &hit : layer.inReadingOrder(camera)) {
            at.push_back(layer.positionOf(hit.key, camera).value());
            seen += layer.keysOf(hit, camera).size();
        }
        QVERIFY(at.size() > 20 && seen > at.size());
        for (std::size_t i = 0; i < at.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                QVERIFY(std::hypot(at[i].x() - at[j].x(), at[i].y() - at[j].y()) >= ClusterLevel::kReach - 1e-6);
            }
        }
    }
}

void MarkLayerTest::donutShowsTheMixAndHidesNothing()
{
    ClusterTally tally;
    for (int i = 0; i < 999; ++i) {
        tally.add(markAtPlace(1, {}, MarkTone::Ok));
    }
    tally.add(markAtPlace(1, {}, MarkTone::Bad));
    const auto shares = ClusterSprites::sharesOf(tally);
    QCOMPARE(int(shares[static_cast<std::size_t>(MarkTone::Bad)]), 1); // one in a thousand is still seen
    QCOMPARE(int(shares[static_cast<std::size_t>(MarkTone::Ok)]), ClusterSprites::kSteps - 1);

    ClusterSprites sprites(darkTheme());
    const QImage image = sprites.donut(tally).toImage();
    const auto has = [&image](const QColor &color) {
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == color) {
                    return true;
                }
            }
        }
        return false;
    };
    QVERIFY(has(darkTheme().bad) && has(darkTheme().ok) && !has(darkTheme().warn));
}

void MarkLayerTest::staleMarksOfAClusterCountAsUnknown()
{
    ClusterTally tally;
    MapMark mark = markAtPlace(1, {}, MarkTone::Ok);
    mark.stale = true;
    tally.add(mark);
    QCOMPARE(tally.byTone[static_cast<std::size_t>(MarkTone::Unknown)], 1U);
    QCOMPARE(tally.byTone[static_cast<std::size_t>(MarkTone::Ok)], 0U);
}

void MarkLayerTest::badgeOfAClusterIsItsWorstAndTheSum()
{
    ClusterTally tally;
    MapMark mark = markAtPlace(1, {});
    tally.add(mark);
    QCOMPARE(tally.badge, MarkBadge());
    mark.badge = {3, 2};
    tally.add(mark);
    mark.badge = {1, 1};
    tally.add(mark);
    QCOMPARE(tally.badge, (MarkBadge{1, 3}));

    // It is drawn beside the mark, for a mark by itself too.
    MarkLayer layer(darkTheme());
    MapMark badged = markAtPlace(1, {48.86, 2.35});
    badged.badge = {1, 1};
    layer.setMarks({badged});
    const QPoint at = layer.positionOf(1, europe()).value().toPoint();
    const QImage image = painted(layer, europe());
    int red = 0;
    for (int y = at.y() - 16; y < at.y(); ++y) {
        for (int x = at.x(); x < at.x() + 16; ++x) {
            red += image.pixelColor(x, y) == darkTheme().crit ? 1 : 0;
        }
    }
    QVERIFY(red > 20);
}

void MarkLayerTest::figuresAreReadForWhatIsSeenAndOnlySoMany()
{
    MarkLayer layer(darkTheme());
    layer.setMarks(aroundParis());
    std::vector<std::size_t> asked;
    layer.setFigureReader([&asked](std::span<const std::uint32_t> keys) {
        asked.push_back(keys.size());
        return ClusterFigure{QStringLiteral("412 ms"), MarkTone::Over};
    });
    const MapCamera world = MapCamera::wholeWorld({1000, 600});
    const MapHit paris = *layer.hitAt(layer.positionOf(1, world).value(), world);
    QVERIFY(!layer.figureOf(paris, world));
    layer.readFigures(world, 1000);
    QCOMPARE(asked, std::vector<std::size_t>{4}); // not for the mark that stands by itself
    QCOMPARE(layer.figureOf(paris, world)->text, QStringLiteral("412 ms"));
    layer.readFigures(world.zoomedAt(world.toScreen(GeoPoint{-30, 140}), 20), 1000); // Paris is out of view
    QCOMPARE(asked.size(), 1U);
}

void MarkLayerTest::placeThatNoZoomTakesApartCanBeOpened()
{
    MarkLayer layer(darkTheme());
    std::vector<MapMark> marks;
    for (std::uint32_t key = 0; key < 12; ++key) {
        marks.push_back(markAtPlace(key, {48.86, 2.35}));
    }
    layer.setMarks(marks);
    const MapCamera world = MapCamera::wholeWorld({1000, 600});
    const MapHit cluster = *layer.hitOfKey(5, world);
    QVERIFY(cluster.isCluster && layer.isInseparable(cluster, world));
    layer.open(cluster);
    for (std::uint32_t key = 0; key < 12; ++key) {
        const QPointF at = layer.positionOf(key, world).value();
        QCOMPARE(layer.hitAt(at, world), std::optional(MapHit{key, false}));
    }
    QVERIFY(layer.close());
    QCOMPARE(layer.hitOfKey(5, world), std::optional(cluster));
    QVERIFY(!layer.close());
}

void MarkLayerTest::boxFindsWhatStandsInIt()
{
    MarkLayer layer(darkTheme());
    layer.setMarks(aroundParis());
    const MapCamera world = MapCamera::wholeWorld({1000, 600});
    const QPointF at = layer.positionOf(1, world).value();
    QCOMPARE(layer.keysIn(QRectF(at - QPointF(5, 5), QSizeF(10, 10)), world).size(), 4U);
    QCOMPARE(layer.keysIn(QRectF(at + QPointF(20, 20), QSizeF(10, 10)), world).size(), 0U);
    QCOMPARE(layer.keysIn(QRectF(0, 0, 1000, 600), world).size(), 5U);
}

void MarkLayerTest::toneAndShapeAreToldApartWithoutColour_data()
{
    QTest::addColumn<MarkTone>("tone");
    QTest::addColumn<MarkShape>("shape");
    QTest::addColumn<bool>("stale");
    QTest::newRow("near") << MarkTone::Near << MarkShape::Circle << false;
    QTest::newRow("over") << MarkTone::Over << MarkShape::Circle << false;
    QTest::newRow("bad") << MarkTone::Bad << MarkShape::Circle << false;
    QTest::newRow("idle") << MarkTone::Idle << MarkShape::Circle << false;
    QTest::newRow("unknown") << MarkTone::Unknown << MarkShape::Circle << false;
    QTest::newRow("stale") << MarkTone::Ok << MarkShape::Circle << true;
    QTest::newRow("lost") << MarkTone::Bad << MarkShape::Triangle << false;
    QTest::newRow("draining") << MarkTone::Draining << MarkShape::DashedRing << false;
    QTest::newRow("stalled") << MarkTone::Bad << MarkShape::Diamond << false;
    QTest::newRow("first level") << MarkTone::Level1 << MarkShape::Circle << false;
    QTest::newRow("second level") << MarkTone::Level2 << MarkShape::Circle << false;
    QTest::newRow("third level") << MarkTone::Level3 << MarkShape::Circle << false;
    QTest::newRow("failed") << MarkTone::Bad << MarkShape::Square << false;
}

void MarkLayerTest::toneAndShapeAreToldApartWithoutColour()
{
    QFETCH(MarkTone, tone);
    QFETCH(MarkShape, shape);
    QFETCH(bool, stale);
    const QImage plain = sprite(MarkTone::Ok, MarkShape::Circle, false);
    const QImage other = sprite(tone, shape, stale);
    const std::set<std::pair<int, int>> a = figure(plain);
    const std::set<std::pair<int, int>> b = figure(other);
    QVERIFY(!a.empty() && !b.empty());
    std::size_t shared = 0;
    for (const auto &pixel : a) {
        shared += b.count(pixel);
    }
    const double different = 1.0 - static_cast<double>(shared) / static_cast<double>(a.size() + b.size() - shared);
    QVERIFY2(different > 0.12, qPrintable(QString::number(different)));
}

void MarkLayerTest::staleIsGreyWhateverTheTone()
{
    QCOMPARE(sprite(MarkTone::Ok, MarkShape::Circle, true), sprite(MarkTone::Bad, MarkShape::Circle, true));
    QVERIFY(sprite(MarkTone::Ok, MarkShape::Circle, true) != sprite(MarkTone::Ok, MarkShape::Circle, false));
}

void MarkLayerTest::sizeGrowsWithLoad()
{
    MapMark mark = markAtPlace(1, {});
    int last = -1;
    for (const float load : {0.0F, 0.25F, 0.5F, 0.75F, 1.0F}) {
        mark.size = load;
        QVERIFY(MarkAtlas::sizeOf(mark) > last);
        last = MarkAtlas::sizeOf(mark);
    }
    QCOMPARE(last, MarkAtlas::kSizes - 1);
}

void MarkLayerTest::unknownLoadIsSmallAndSafe()
{
    MapMark mark = markAtPlace(1, {});
    for (const float load : {std::numeric_limits<float>::quiet_NaN(), -1.0F, -std::numeric_limits<float>::infinity()}) {
        mark.size = load;
        QCOMPARE(MarkAtlas::sizeOf(mark), 0);
    }
    mark.size = std::numeric_limits<float>::infinity();
    QCOMPARE(MarkAtlas::sizeOf(mark), MarkAtlas::kSizes - 1);
}

void MarkLayerTest::markWithoutAPlaceIsLeftOut()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    MarkLayer layer(darkTheme());
    layer.setMarks({markAtPlace(1, {nan, 0}), markAtPlace(2, {0, 0}), markAtPlace(3, {0, 500})});
    QCOMPARE(layer.marks().size(), 1U);
    QCOMPARE(layer.marks().front().key, 2U);
}

void MarkLayerTest::selectedMarkHasARingInAccent()
{
    MarkLayer layer(darkTheme());
    MapMark mark = markAtPlace(1, {48.86, 2.35});
    const auto accentPixels = [&] {
        layer.setMarks({mark});
        const QImage image = painted(layer, europe());
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                count += image.pixelColor(x, y) == darkTheme().accent ? 1 : 0;
            }
        }
        return count;
    };
    QCOMPARE(accentPixels(), 0);
    mark.selected = true;
    QVERIFY(accentPixels() > 10);
}

void MarkLayerTest::spritesAreSharpAtScaleTwo()
{
    MarkAtlas atlas(darkTheme(), 2);
    MarkAtlas plain(darkTheme(), 1);
    const QPixmap &large = atlas.sprite(MarkTone::Ok, MarkShape::Circle, 0, false);
    QCOMPARE(large.devicePixelRatio(), 2.0);
    QVERIFY(large.width() >= 2 * plain.sprite(MarkTone::Ok, MarkShape::Circle, 0, false).width() - 2);

    MarkLayer layer(darkTheme());
    layer.setMarks({markAtPlace(1, {48.86, 2.35})});
    const QPointF at = layer.positionOf(1, europe()).value();
    QCOMPARE(painted(layer, europe(), 2).pixelColor((at * 2).toPoint()), darkTheme().ok);
}

void MarkLayerTest::newStateOfTheSamePlaceIsDrawn()
{
    MarkLayer layer(darkTheme());
    layer.setMarks({markAtPlace(1, {48.86, 2.35})});
    const QPoint at = layer.positionOf(1, europe()).value().toPoint();
    painted(layer, europe());
    layer.setMarks({markAtPlace(1, {48.86, 2.35}, MarkTone::Over)});
    QCOMPARE(painted(layer, europe()).pixelColor(at), darkTheme().over);
    layer.setMarks({});
    QCOMPARE(painted(layer, europe()).pixelColor(at).alpha(), 0);
}

QTEST_MAIN(MarkLayerTest)
#include "tst_mark_layer.moc"
