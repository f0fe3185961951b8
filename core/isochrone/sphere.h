#pragma once

#include "core/base/units.h"

#include <cmath>
#include <numbers>

namespace iso::isochrone
{

// The sphere that core/base/units.h measures distances on.
inline constexpr double kEarthRadius_km = 6371.0;
inline constexpr double kEarthArea_km2 = 4 * std::numbers::pi * kEarthRadius_km * kEarthRadius_km;
inline constexpr double kRadians = std::numbers::pi / 180.0; ///< of one degree

/// A point of the unit sphere, or a direction.
struct Vector {
    double x = 0;
    double y = 0;
    double z = 0;
};

inline Vector operator+(const Vector &a, const Vector &b)
{
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}

inline Vector operator*(double factor, const Vector &a)
{
    return {factor * a.x, factor * a.y, factor * a.z};
}

inline double dot(const Vector &a, const Vector &b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

inline Vector cross(const Vector &a, const Vector &b)
{
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

inline Vector normalised(const Vector &a)
{
    return (1 / std::sqrt(dot(a, a))) * a;
}

inline Vector toVector(const GeoPoint &place)
{
    const double latitude = place.latitude_deg * kRadians;
    const double longitude = place.longitude_deg * kRadians;
    return {std::cos(latitude) * std::cos(longitude), std::cos(latitude) * std::sin(longitude), std::sin(latitude)};
}

inline GeoPoint toPlace(const Vector &v)
{
    return {std::atan2(v.z, std::hypot(v.x, v.y)) / kRadians, std::atan2(v.y, v.x) / kRadians};
}

/// Radians between two points of the unit sphere; as exact for near points as for far ones.
inline double angleBetween(const Vector &a, const Vector &b)
{
    const double cosine = dot(a, b);
    if (cosine < 0.99) {
        return std::acos(cosine < -1 ? -1 : cosine);
    }
    const Vector difference = a + (-1.0) * b;
    return 2 * std::asin(std::sqrt(dot(difference, difference)) / 2);
}

} // namespace iso::isochrone
