#pragma once

#include "core/base/units.h"

#include <QPointF>

namespace iso::map
{

/// Web Mercator in world units: x 0 to 1 from west to east, y 0 to 1 from north to south, square. It keeps angles, so
/// coasts look familiar at every zoom; the poles beyond 85 degrees are not shown.
inline constexpr double kMaxLatitude_deg = 85.0511287798066;

/// World units of a place; latitudes beyond the limit are drawn on it.
QPointF toWorld(const GeoPoint &place);

/// The place at a point in world units; points outside of the world give the nearest place on its edge.
GeoPoint toGeo(const QPointF &world);

/// Kilometres that one world unit spans at a latitude.
double worldUnit_km(double latitude_deg);

} // namespace iso::map
