#pragma once

#include "core/places/cities.h"

#include <string_view>

namespace iso::sim
{

/// "eu-north", "us-east", ...: a part of the world as fleets are run, from the city's country and, where a country is
/// wide, its longitude.
std::string_view regionOf(const places::City &city);

/// How much service is bought there for each inhabitant, relative to the world's average. Makes a fleet that looks like
/// one: population alone would put two thirds of it into Asia.
double serviceWeight(std::string_view region);

} // namespace iso::sim
