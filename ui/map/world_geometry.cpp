#include "ui/map/world_geometry.h"

#include "core/base/check.h"
#include "ui/map/projection.h"

#include <QtEndian>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <optional>

namespace iso::map
{

namespace
{

constexpr char kMagic[] = "ISOWORLD";
constexpr qsizetype kMagicSize = 8;
constexpr qsizetype kHeaderSize = kMagicSize + 8;
constexpr quint32 kVersion = 1;
constexpr quint32 kMaxUnpacked_bytes = 64U << 20;

struct LonLat {
    std::int64_t lon = 0;
    std::int64_t lat = 0;
};

/// Reads the unpacked numbers; after the first failure everything else fails too.
class Reader
{
public:
    explicit Reader(const QByteArray &bytes)
        : m_at(bytes.constData())
        , m_end(bytes.constData() + bytes.size())
    {
    }

    [[nodiscard]] bool hasFailed() const { return m_failed; }
    [[nodiscard]] bool isAtEnd() const { return m_at == m_end; }

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 63 && m_at != m_end; shift += 7) {
            const auto byte = static_cast<std::uint8_t>(*m_at++);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0) {
                return value;
            }
        }
        m_failed = true;
        return 0;
    }

    /// A number of things that take at least so many bytes each: more than there are bytes is a lie.
    std::uint64_t count(std::uint64_t bytesEach)
    {
        const std::uint64_t value = number();
        if (value > static_cast<std::uint64_t>(m_end - m_at) / bytesEach) {
            m_failed = true;
            return 0;
        }
        return value;
    }

    std::int64_t delta()
    {
        const std::uint64_t raw = number();
        const auto half = static_cast<std::int64_t>(raw >> 1U);
        return (raw & 1U) != 0 ? -half - 1 : half;
    }

    std::vector<LonLat> line(std::int64_t unitsPerDegree)
    {
        std::vector<LonLat> points(count(2));
        LonLat at;
        for (LonLat &point : points) {
            at.lon += delta();
            at.lat += delta();
            if (std::abs(at.lon) > 180 * unitsPerDegree || std::abs(at.lat) > 90 * unitsPerDegree) {
                m_failed = true;
            }
            if (m_failed) {
                return {};
            }
            point = at;
        }
        return points;
    }

private:
    const char *m_at;
    const char *m_end;
    bool m_failed = false;
};

QPointF toWorldUnits(const LonLat &point, std::int64_t unitsPerDegree)
{
    const auto units = static_cast<double>(unitsPerDegree);
    return toWorld({static_cast<double>(point.lat) / units, static_cast<double>(point.lon) / units});
}

QPolygonF toPolygon(const std::vector<LonLat> &points, std::int64_t unitsPerDegree)
{
    QPolygonF polygon;
    polygon.reserve(static_cast<qsizetype>(points.size()));
    for (const LonLat &point : points) {
        polygon.append(toWorldUnits(point, unitsPerDegree));
    }
    return polygon;
}

/// Appends the ring as lines without the stretches along the antimeridian and the pole, which are cuts, not shores.
void appendShores(const std::vector<LonLat> &ring, std::int64_t unitsPerDegree, std::vector<WorldLine> &shores)
{
    const auto isCut = [unitsPerDegree](const LonLat &a, const LonLat &b) {
        return (a.lon == b.lon && std::abs(a.lon) == 180 * unitsPerDegree) ||
               (a.lat == b.lat && a.lat == -90 * unitsPerDegree);
    };
    QPolygonF line;
    const auto flush = [&line, &shores] {
        if (line.size() > 1) {
            shores.push_back({line.boundingRect(), line});
        }
        line.clear();
    };
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LonLat &next = ring[(i + 1) % ring.size()];
        if (isCut(ring[i], next)) {
            flush();
            continue;
        }
        if (line.isEmpty()) {
            line.append(toWorldUnits(ring[i], unitsPerDegree));
        }
        line.append(toWorldUnits(next, unitsPerDegree));
    }
    flush();
}

LandShape readShape(Reader &reader, std::int64_t unitsPerDegree, std::vector<WorldLine> &shores)
{
    LandShape shape;
    const std::uint64_t rings = reader.count(1);
    for (std::uint64_t i = 0; i < rings && !reader.hasFailed(); ++i) {
        const std::vector<LonLat> ring = reader.line(unitsPerDegree);
        shape.rings.push_back(toPolygon(ring, unitsPerDegree));
        shape.bounds = shape.bounds.united(shape.rings.back().boundingRect());
        appendShores(ring, unitsPerDegree, shores);
    }
    return shape;
}

DetailLevel readLevel(Reader &reader, std::int64_t unitsPerDegree)
{
    DetailLevel level;
    level.detail_m = static_cast<int>(reader.number() & 0xFFFFU);
    const std::uint64_t shapes = reader.count(1);
    for (std::uint64_t i = 0; i < shapes && !reader.hasFailed(); ++i) {
        level.land.push_back(readShape(reader, unitsPerDegree, level.shores));
    }
    const std::uint64_t borders = reader.count(1);
    for (std::uint64_t i = 0; i < borders && !reader.hasFailed(); ++i) {
        QPolygonF line = toPolygon(reader.line(unitsPerDegree), unitsPerDegree);
        level.borders.push_back({line.boundingRect(), line});
    }
    return level;
}

std::optional<Error> checkHeader(const QByteArray &bytes)
{
    if (bytes.size() < kHeaderSize || !bytes.startsWith(kMagic)) {
        return Error{ErrorCode::Corrupt, "not a world file"};
    }
    const auto version = qFromBigEndian<quint32>(bytes.constData() + kMagicSize);
    if (version != kVersion) {
        return Error{ErrorCode::Unsupported,
                     fmt::format("world file version {}, this build reads {}", version, kVersion)};
    }
    const auto length = qFromBigEndian<quint32>(bytes.constData() + kMagicSize + 4);
    if (length != static_cast<quint64>(bytes.size() - kHeaderSize) || length < sizeof(quint32)) {
        return Error{ErrorCode::Corrupt, fmt::format("world file of {} bytes announces {}", bytes.size(), length)};
    }
    if (qFromBigEndian<quint32>(bytes.constData() + kHeaderSize) > kMaxUnpacked_bytes) {
        return Error{ErrorCode::Corrupt, "world file announces more than 64 MiB"};
    }
    return std::nullopt;
}

} // namespace

WorldGeometry::WorldGeometry(std::vector<DetailLevel> levels)
    : m_levels(std::move(levels))
{
    ISO_CHECK(!m_levels.empty());
}

Result<WorldGeometry> WorldGeometry::fromBytes(const QByteArray &bytes)
{
    if (std::optional<Error> error = checkHeader(bytes)) {
        return failure(*std::move(error));
    }
    const QByteArray payload =
        qUncompress(QByteArray::fromRawData(bytes.constData() + kHeaderSize, bytes.size() - kHeaderSize));
    Reader reader(payload);
    const std::uint64_t unitsPerDegree = reader.number();
    const std::uint64_t levelCount = reader.count(1);
    constexpr std::uint64_t kMaxUnitsPerDegree = 1'000'000;
    if (reader.hasFailed() || unitsPerDegree == 0 || unitsPerDegree > kMaxUnitsPerDegree || levelCount == 0) {
        return failure(ErrorCode::Corrupt, "world file does not unpack");
    }
    std::vector<DetailLevel> levels;
    for (std::uint64_t i = 0; i < levelCount && !reader.hasFailed(); ++i) {
        levels.push_back(readLevel(reader, static_cast<std::int64_t>(unitsPerDegree)));
    }
    if (reader.hasFailed() || !reader.isAtEnd()) {
        return failure(ErrorCode::Corrupt, "world file has a damaged shape");
    }
    return WorldGeometry(std::move(levels));
}

const DetailLevel &WorldGeometry::levelFor(double devicePixelsPerWorld) const
{
    // Below this the finer level's extra points fall on the same pixels.
    constexpr double kFineFrom = 800;
    return devicePixelsPerWorld < kFineFrom ? m_levels.front() : m_levels.back();
}

} // namespace iso::map
