#pragma once

#include "core/isochrone/sources.h"

#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace iso::test
{

/// Sites anywhere on Earth, evenly by area, with p95 in [least, most).
inline std::vector<isochrone::Source> randomSites(std::size_t count, unsigned seed, double least_ms = 60,
                                                  double most_ms = 250)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0, 1);
    std::vector<isochrone::Source> sites;
    for (std::size_t i = 0; i < count; ++i) {
        const double latitude = std::asin(2 * unit(random) - 1) * 180 / std::numbers::pi;
        const double longitude = 360 * unit(random) - 180;
        sites.push_back(
            {"r", "s" + std::to_string(i), {latitude, longitude}, least_ms + (most_ms - least_ms) * unit(random)});
    }
    return sites;
}

/// The definition, without any index: the least of p95 plus round trip over all sites.
inline double leastTime_ms(const std::vector<isochrone::Source> &sites, const isochrone::PathModel &model,
                           const GeoPoint &place)
{
    double least = std::numeric_limits<double>::infinity();
    for (const isochrone::Source &site : sites) {
        least = std::min(least, site.ttftP95_ms + model.roundTrip_ms(distance_km(site.place, place)));
    }
    return least;
}

} // namespace iso::test
