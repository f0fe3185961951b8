#include "ui/map/projection.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace iso::map
{

namespace
{
constexpr double kPi = std::numbers::pi;
constexpr double kEquator_km = 2 * kPi * 6371.0;
constexpr double kRadians = kPi / 180.0;
} // namespace

QPointF toWorld(const GeoPoint &place)
{
    const double latitude = std::clamp(place.latitude_deg, -kMaxLatitude_deg, kMaxLatitude_deg) * kRadians;
    return {(place.longitude_deg + 180.0) / 360.0, 0.5 - std::asinh(std::tan(latitude)) / (2 * kPi)};
}

GeoPoint toGeo(const QPointF &world)
{
    const double x = std::clamp(world.x(), 0.0, 1.0);
    const double y = std::clamp(world.y(), 0.0, 1.0);
    return {std::atan(std::sinh((0.5 - y) * 2 * kPi)) / kRadians, x * 360.0 - 180.0};
}

double worldUnit_km(double latitude_deg)
{
    return kEquator_km * std::cos(latitude_deg * kRadians);
}

} // namespace iso::map
