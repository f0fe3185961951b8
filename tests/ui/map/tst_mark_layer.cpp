#include "ui/map/mark_layer.h"

#include <QPainter>
#include <QTest>
#include <cmath>
#include <limits>
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
    mark.load = 0.5F;
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
    void abnormalLiesOnTopAndIsHitFirst();
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
        QCOMPARE(layer.markAt(at, camera), std::optional(mark.key));
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
    QVERIFY(layer.markAt(before, camera));
    const MapCamera moved = camera.panned({100, 0});
    QVERIFY(!layer.markAt(before, moved));
    QCOMPARE(layer.markAt(before + QPointF(100, 0), moved), std::optional(1U));
}

void MarkLayerTest::nothingIsHitBesideAMark()
{
    MarkLayer layer(darkTheme());
    QVERIFY(!layer.markAt({10, 10}, europe()));
    layer.setMarks({markAtPlace(1, {48.86, 2.35})});
    const QPointF at = layer.positionOf(1, europe()).value();
    QVERIFY(!layer.markAt(at + QPointF(20, 0), europe()));
    QVERIFY(!layer.markAt({-500, -500}, europe()));
    QVERIFY(!layer.positionOf(2, europe()));
}

void MarkLayerTest::marksOfOnePlaceCanAllBeHitCloseUp()
{
    constexpr std::uint32_t kCount = 60;
    MarkLayer layer(darkTheme());
    std::vector<MapMark> marks;
    for (std::uint32_t key = 0; key < kCount; ++key) {
        marks.push_back(markAtPlace(key, {48.86, 2.35}));
    }
    layer.setMarks(marks);
    MapCamera camera = MapCamera::wholeWorld({1000, 600});
    camera = camera.zoomedAt(camera.toScreen(GeoPoint{48.86, 2.35}), 60);
    for (std::uint32_t key = 0; key < kCount; ++key) {
        QCOMPARE(layer.markAt(layer.positionOf(key, camera).value(), camera), std::optional(key));
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
    const MapCamera camera = MapCamera::wholeWorld({1000, 600});
    std::set<std::pair<double, double>> places;
    for (std::uint32_t key = 1; key <= 3; ++key) {
        const QPointF at = one.positionOf(key, camera).value();
        QCOMPARE(at, two.positionOf(key, camera).value());
        places.emplace(at.x(), at.y());
    }
    QCOMPARE(places.size(), 3U);
}

void MarkLayerTest::abnormalLiesOnTopAndIsHitFirst()
{
    // 500 m apart: one place on the world as a whole, but not one group.
    MarkLayer layer(darkTheme());
    layer.setMarks({markAtPlace(1, {48.860, 2.35}, MarkTone::Over), markAtPlace(2, {48.8601, 2.3505})});
    const MapCamera camera = MapCamera::wholeWorld({1000, 600});
    const QPointF at = layer.positionOf(2, camera).value();
    QCOMPARE(layer.markAt(at, camera), std::optional(1U));
    QCOMPARE(painted(layer, camera).pixelColor(at.toPoint()), darkTheme().over);
}

void MarkLayerTest::toneAndShapeAreToldApartWithoutColour_data()
{
    QTest::addColumn<MarkTone>("tone");
    QTest::addColumn<MarkShape>("shape");
    QTest::addColumn<bool>("stale");
    QTest::newRow("near") << MarkTone::Near << MarkShape::Circle << false;
    QTest::newRow("over") << MarkTone::Over << MarkShape::Circle << false;
    QTest::newRow("bad") << MarkTone::Bad << MarkShape::Circle << false;
    QTest::newRow("unknown") << MarkTone::Unknown << MarkShape::Circle << false;
    QTest::newRow("stale") << MarkTone::Ok << MarkShape::Circle << true;
    QTest::newRow("lost") << MarkTone::Bad << MarkShape::Triangle << false;
    QTest::newRow("draining") << MarkTone::Draining << MarkShape::DashedRing << false;
    QTest::newRow("stalled") << MarkTone::Bad << MarkShape::Diamond << false;
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
        mark.load = load;
        QVERIFY(MarkAtlas::sizeOf(mark) > last);
        last = MarkAtlas::sizeOf(mark);
    }
    QCOMPARE(last, MarkAtlas::kSizes - 1);
}

void MarkLayerTest::unknownLoadIsSmallAndSafe()
{
    MapMark mark = markAtPlace(1, {});
    for (const float load : {std::numeric_limits<float>::quiet_NaN(), -1.0F, -std::numeric_limits<float>::infinity()}) {
        mark.load = load;
        QCOMPARE(MarkAtlas::sizeOf(mark), 0);
    }
    mark.load = std::numeric_limits<float>::infinity();
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
