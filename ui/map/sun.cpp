#include "ui/map/sun.h"

#include "ui/map/projection.h"

#include <cmath>
#include <numbers>

namespace iso::map
{

namespace
{
constexpr double kRadians = std::numbers::pi / 180;
} // namespace

GeoPoint subsolarPoint(HubTime time)
{
    constexpr double kJ2000_s = 946'728'000; // 2000-01-01 12:00 UTC
    const double days = (static_cast<double>(time.toNanoseconds()) / 1e9 - kJ2000_s) / 86'400;
    const double meanLongitude = 280.460 + 0.9856474 * days;
    const double anomaly = (357.528 + 0.9856003 * days) * kRadians;
    const double ecliptic = (meanLongitude + 1.915 * std::sin(anomaly) + 0.020 * std::sin(2 * anomaly)) * kRadians;
    const double obliquity = (23.439 - 4e-7 * days) * kRadians;
    const double declination = std::asin(std::sin(obliquity) * std::sin(ecliptic));
    const double ascension = std::atan2(std::cos(obliquity) * std::sin(ecliptic), std::cos(ecliptic));
    const double siderealTime = 280.46062 + 360.98564737 * days; // of Greenwich
    return {declination / kRadians, std::remainder(ascension / kRadians - siderealTime, 360.0)};
}

QPolygonF nightOf(const GeoPoint &subsolar)
{
    // At the equinoxes the line runs through both poles; a hair beside them it is still a function of the longitude.
    constexpr double kLeast_deg = 0.05;
    const double declination = subsolar.latitude_deg >= 0 ? std::max(subsolar.latitude_deg, kLeast_deg)
                                                          : std::min(subsolar.latitude_deg, -kLeast_deg);
    QPolygonF night;
    for (int longitude = -180; longitude <= 180; ++longitude) {
        const double hourAngle = (longitude - subsolar.longitude_deg) * kRadians;
        const double latitude = std::atan(-std::cos(hourAngle) / std::tan(declination * kRadians)) / kRadians;
        night.append(toWorld({latitude, static_cast<double>(longitude)}));
    }
    const double darkPole = declination > 0 ? -kMaxLatitude_deg : kMaxLatitude_deg;
    night.append(toWorld({darkPole, 180}));
    night.append(toWorld({darkPole, -180}));
    return night;
}

} // namespace iso::map
