#pragma once

#include <vector>

namespace iso::isochrone
{

/// How long a request travels to a site and its first token back, told from the distance alone. A model, not a
/// measurement: screens name it and its constants.
struct PathModel {
    /// Light in glass fibre, about 2/3 c: 5 microseconds a kilometre (ITU-T G.114, annex A).
    double fibre_km_per_ms = 200;
    /// Length of the cable over the length of the great circle (ITU-T G.826 reckons with 1.5 up to 1,000 km).
    double routeInflation = 1.5;
    /// What the access networks at both ends add to a round trip.
    double lastMile_ms = 10;

    /// Milliseconds of a round trip that each kilometre of distance adds.
    [[nodiscard]] double slope_ms_per_km() const { return 2 * routeInflation / fibre_km_per_ms; }
    [[nodiscard]] double roundTrip_ms(double distance_km) const
    {
        return lastMile_ms + slope_ms_per_km() * distance_km;
    }
    /// How far away a round trip of so long reaches; negative when it does not even cover the last mile.
    [[nodiscard]] double reach_km(double roundTrip_ms) const
    {
        return (roundTrip_ms - lastMile_ms) / slope_ms_per_km();
    }

    bool operator==(const PathModel &) const = default;
};

/// What the workspace's configuration says about isochrones ([isochrone], core/session/README.md).
struct Settings {
    PathModel model;
    std::vector<double> levels_ms{100, 200, 300, 500}; ///< ascending, at least one

    bool operator==(const Settings &) const = default;
};

} // namespace iso::isochrone
