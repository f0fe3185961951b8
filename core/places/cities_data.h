#pragma once

#include <cstddef>

namespace iso::places
{

/// resources/map/cities.csv, put into the library by embed_cities.cmake.
extern const unsigned char kCitiesCsv[];
extern const std::size_t kCitiesCsv_bytes;

} // namespace iso::places
