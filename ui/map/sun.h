#pragma once

#include "core/base/time.h"
#include "core/base/units.h"

#include <QPolygonF>

namespace iso::map
{

/// Where the sun stands in the zenith, right to about 0.1 degrees from 1950 to 2050 (The Astronomical Almanac, low
/// precision formulas for the Sun).
GeoPoint subsolarPoint(HubTime time);

/// The part of the world where the sun is below the horizon, in world units: from the line between day and night to the
/// dark pole. The line itself is all points but the last two, from west to east.
QPolygonF nightOf(const GeoPoint &subsolar);

} // namespace iso::map
