#include "core/base/units.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace iso
{

bool isOnEarth(const GeoPoint &point)
{
    return std::abs(point.latitude_deg) <= 90.0 && std::abs(point.longitude_deg) <= 180.0;
}

double distance_km(const GeoPoint &a, const GeoPoint &b)
{
    constexpr double kEarthRadius_km = 6371.0;
    constexpr double kRadians = std::numbers::pi / 180.0;
    const double dLat = (b.latitude_deg - a.latitude_deg) * kRadians;
    const double dLon = (b.longitude_deg - a.longitude_deg) * kRadians;
    const double h = std::pow(std::sin(dLat / 2), 2) + std::cos(a.latitude_deg * kRadians) *
                                                           std::cos(b.latitude_deg * kRadians) *
                                                           std::pow(std::sin(dLon / 2), 2);
    return 2 * kEarthRadius_km * std::asin(std::min(1.0, std::sqrt(h)));
}

} // namespace iso
