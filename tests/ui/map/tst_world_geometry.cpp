#include "resources/resources.h"
#include "ui/map/projection.h"
#include "ui/map/world_geometry.h"

#include <QTest>
#include <QtEndian>
#include <algorithm>

using namespace iso;
using namespace iso::map;

namespace
{

QByteArray compiledIn()
{
    return resources::read(QStringLiteral("map/world.bin")).value();
}

/// A file around this payload, with a header that is right.
QByteArray fileOf(const QByteArray &payload, quint32 version = 1)
{
    const QByteArray packed = qCompress(payload);
    QByteArray header("ISOWORLD........");
    qToBigEndian<quint32>(version, header.data() + 8);
    qToBigEndian<quint32>(static_cast<quint32>(packed.size()), header.data() + 12);
    return header + packed;
}

bool isLand(const DetailLevel &level, const GeoPoint &place)
{
    const QPointF at = toWorld(place);
    int crossings = 0;
    for (const LandShape &shape : level.land) {
        for (const QPolygonF &ring : shape.rings) {
            crossings += ring.containsPoint(at, Qt::OddEvenFill) ? 1 : 0;
        }
    }
    return crossings % 2 == 1;
}

} // namespace

class WorldGeometryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasBothLevelsFromCoarseToFine();
    void landIsWhereLandIs_data();
    void landIsWhereLandIs();
    void noLineCrossesTheWorld();
    void boundsHoldTheirPoints();
    void fineLevelServesCloseViews();
    void everyTruncationIsAnError();
    void everyChangedByteIsAnErrorOrValid();
    void otherVersionIsUnsupported();
    void hostilePayloadIsAnError_data();
    void hostilePayloadIsAnError();
    void smallestFileIsRead();
};

void WorldGeometryTest::hasBothLevelsFromCoarseToFine()
{
    const WorldGeometry world = WorldGeometry::fromBytes(compiledIn()).value();
    QCOMPARE(world.levels().size(), 2U);
    QCOMPARE(world.levels()[0].detail_m, 110);
    QCOMPARE(world.levels()[1].detail_m, 50);
    QVERIFY(world.levels()[0].land.size() > 100);
    QVERIFY(world.levels()[1].land.size() > 1000);
    QVERIFY(world.levels()[1].borders.size() > 300);
}

void WorldGeometryTest::landIsWhereLandIs_data()
{
    QTest::addColumn<double>("latitude");
    QTest::addColumn<double>("longitude");
    QTest::addColumn<bool>("land");
    QTest::newRow("Paris") << 48.86 << 2.35 << true;
    QTest::newRow("Alice Springs") << -23.7 << 133.9 << true;
    QTest::newRow("Chukotka, west of the antimeridian") << 67.0 << 179.0 << true;
    QTest::newRow("Chukotka, east of the antimeridian") << 66.5 << -179.0 << true;
    QTest::newRow("Antarctica at the antimeridian") << -84.95 << 179.9 << true;
    QTest::newRow("Antarctica at Greenwich") << -80.0 << 0.0 << true;
    QTest::newRow("mid-Atlantic") << 30.0 << -40.0 << false;
    QTest::newRow("Pacific at the antimeridian") << 0.0 << 179.0 << false;
    QTest::newRow("Bering Sea") << 58.0 << -178.0 << false;
    QTest::newRow("Caspian Sea") << 42.0 << 50.5 << false;
    QTest::newRow("between Siberia and Alaska, at their latitude") << 66.0 << 0.0 << false;
}

void WorldGeometryTest::landIsWhereLandIs()
{
    QFETCH(double, latitude);
    QFETCH(double, longitude);
    QFETCH(bool, land);
    const WorldGeometry world = WorldGeometry::fromBytes(compiledIn()).value();
    for (const DetailLevel &level : world.levels()) {
        QCOMPARE(isLand(level, {latitude, longitude}), land);
    }
}

void WorldGeometryTest::noLineCrossesTheWorld()
{
    // A ring that is not cut at the antimeridian would jump by nearly the whole width.
    constexpr double kLongest = 0.08;
    const WorldGeometry world = WorldGeometry::fromBytes(compiledIn()).value();
    int checked = 0;
    for (const DetailLevel &level : world.levels()) {
        for (const std::vector<WorldLine> *lines : {&level.shores, &level.borders}) {
            for (const WorldLine &line : *lines) {
                for (qsizetype i = 1; i < line.points.size(); ++i, ++checked) {
                    QVERIFY(qAbs(line.points[i].x() - line.points[i - 1].x()) < kLongest);
                }
            }
        }
    }
    QVERIFY(checked > 50'000);
}

void WorldGeometryTest::boundsHoldTheirPoints()
{
    const WorldGeometry world = WorldGeometry::fromBytes(compiledIn()).value();
    for (const LandShape &shape : world.levels().back().land) {
        QVERIFY(!shape.rings.empty());
        for (const QPolygonF &ring : shape.rings) {
            constexpr double kRounding = 1e-12; // a rectangle keeps width and height, not its far corner
            QVERIFY(shape.bounds.adjusted(-kRounding, -kRounding, kRounding, kRounding).contains(ring.boundingRect()));
        }
    }
}

void WorldGeometryTest::fineLevelServesCloseViews()
{
    const WorldGeometry world = WorldGeometry::fromBytes(compiledIn()).value();
    QCOMPARE(world.levelFor(300).detail_m, 110);
    QCOMPARE(world.levelFor(1200).detail_m, 50);
}

void WorldGeometryTest::everyTruncationIsAnError()
{
    const QByteArray bytes = compiledIn();
    QVERIFY(WorldGeometry::fromBytes(bytes));
    for (qsizetype size = 0; size < bytes.size(); size += size < 64 ? 1 : 7919) {
        QVERIFY2(!WorldGeometry::fromBytes(bytes.left(size)), qPrintable(QString::number(size)));
    }
    QVERIFY(!WorldGeometry::fromBytes(bytes + 'x'));
}

void WorldGeometryTest::everyChangedByteIsAnErrorOrValid()
{
    const QByteArray bytes = compiledIn();
    int refused = 0;
    int tried = 0;
    for (qsizetype at = 0; at < bytes.size(); at += at < 40 ? 1 : 6007, ++tried) {
        QByteArray damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
        refused += WorldGeometry::fromBytes(damaged) ? 0 : 1;
    }
    // zlib's own checksum covers the payload, the header is checked byte by byte; only its size hint may be off.
    QVERIFY2(refused >= tried - 4, qPrintable(QStringLiteral("%1 of %2").arg(refused).arg(tried)));
}

void WorldGeometryTest::otherVersionIsUnsupported()
{
    const Result<WorldGeometry> world = WorldGeometry::fromBytes(fileOf(QByteArray("\x01\x01\x6e\x00\x00", 5), 2));
    QVERIFY(!world);
    QCOMPARE(world.error().code, ErrorCode::Unsupported);
}

void WorldGeometryTest::hostilePayloadIsAnError_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no units") << QByteArray("\x00\x01\x6e\x00\x00", 5);
    QTest::newRow("no level") << QByteArray("\x01\x00", 2);
    QTest::newRow("more levels than bytes") << QByteArray("\x01\xff\xff\xff\xff\x7f", 6);
    QTest::newRow("more shapes than bytes") << QByteArray("\x01\x01\x6e\xff\xff\xff\x7f\x00", 8);
    QTest::newRow("more points than bytes") << QByteArray("\x01\x01\x6e\x01\x01\xff\xff\xff\x7f\x00", 10);
    QTest::newRow("endless number") << QByteArray("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12);
    QTest::newRow("longitude 181") << QByteArray("\x01\x01\x6e\x00\x01\x01\xea\x02\x00", 9);
    QTest::newRow("latitude -91") << QByteArray("\x01\x01\x6e\x00\x01\x01\x00\xb5\x01", 9);
    QTest::newRow("bytes left over") << QByteArray("\x01\x01\x6e\x00\x00\x00", 6);
}

void WorldGeometryTest::hostilePayloadIsAnError()
{
    QFETCH(QByteArray, payload);
    const Result<WorldGeometry> world = WorldGeometry::fromBytes(fileOf(payload));
    QVERIFY(!world);
    QCOMPARE(world.error().code, ErrorCode::Corrupt);
}

void WorldGeometryTest::smallestFileIsRead()
{
    // One level of detail 110 with no land and one border line of two points: 0,0 and 1,1 degree.
    const Result<WorldGeometry> world =
        WorldGeometry::fromBytes(fileOf(QByteArray("\x01\x01\x6e\x00\x01\x02\x00\x00\x02\x02", 10)));
    QVERIFY2(world, world ? "" : world.error().message.c_str());
    QCOMPARE(world->levels().size(), 1U);
    QCOMPARE(world->levels()[0].borders[0].points, QPolygonF({toWorld({0, 0}), toWorld({1, 1})}));
}

QTEST_GUILESS_MAIN(WorldGeometryTest)
#include "tst_world_geometry.moc"
