#pragma once

#include "core/base/units.h"

#include <cstdint>
#include <string>
#include <vector>

namespace iso::places
{

/// A place where people ask. From GeoNames, CC BY 4.0; see resources/map/README.md.
struct City {
    std::string name;    ///< "Oslo"
    std::string country; ///< ISO 3166, "NO"
    GeoPoint place;
    std::uint32_t population = 0;
};

/// All cities of the library that have inhabitants, largest first.
std::vector<City> embeddedCities();

} // namespace iso::places
