#pragma once

#include "core/isochrone/time_field.h"
#include "core/places/cities.h"

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace iso::isochrone
{

/// What lies within one level.
struct Coverage {
    double level_ms = 0;
    double area_km2 = 0;      ///< of the Earth's surface, land and sea
    std::uint64_t people = 0; ///< in the listed cities that lie within; not everyone who lives there
    std::uint32_t cities = 0;
};

/// One for each level, in their order. Areas are right within 0.5 % for circles from 100 km on. Nothing when stopped.
std::optional<std::vector<Coverage>> coverageOf(const TimeField &field, std::span<const double> levels_ms,
                                                std::span<const places::City> cities, const std::stop_token &stop = {});

} // namespace iso::isochrone
