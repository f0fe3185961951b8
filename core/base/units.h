#pragma once

namespace iso
{

/// A place on Earth in degrees, WGS 84: latitude -90 to 90, longitude -180 to 180.
struct GeoPoint {
    double latitude_deg = 0;
    double longitude_deg = 0;

    bool operator==(const GeoPoint &) const = default;
};

/// True when both are finite and in range.
bool isOnEarth(const GeoPoint &point);

/// Great-circle distance in kilometres on a sphere of 6,371 km (haversine).
double distance_km(const GeoPoint &a, const GeoPoint &b);

} // namespace iso
