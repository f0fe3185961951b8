#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QPolygonF>
#include <QRectF>
#include <vector>

namespace iso::map
{

/// One piece of land in world units: the shore ring and holes, to be filled by the odd-even rule.
struct LandShape {
    QRectF bounds;
    std::vector<QPolygonF> rings;
};

/// A line in world units.
struct WorldLine {
    QRectF bounds;
    QPolygonF points;
};

/// The world at one level of detail.
struct DetailLevel {
    int detail_m = 0; ///< Natural Earth's name for it: 110 or 50, millions in the scale 1:n
    std::vector<LandShape> land;
    std::vector<WorldLine> shores; ///< the rings without their cuts along the antimeridian
    std::vector<WorldLine> borders;
};

/// Land and borders, from resources/map/world.bin (layout in its README). Immutable, safe to share between threads.
class WorldGeometry
{
public:
    /// Reads the file's bytes. Corrupt when any check fails, Unsupported for another version.
    static Result<WorldGeometry> fromBytes(const QByteArray &bytes);

    /// From coarse to fine, at least one.
    [[nodiscard]] const std::vector<DetailLevel> &levels() const { return m_levels; }

    /// The level that looks right at so many device pixels per world unit.
    [[nodiscard]] const DetailLevel &levelFor(double devicePixelsPerWorld) const;

private:
    explicit WorldGeometry(std::vector<DetailLevel> levels);

    std::vector<DetailLevel> m_levels;
};

} // namespace iso::map
