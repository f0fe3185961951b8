#pragma once

#include "core/isochrone/time_field.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace iso::isochrone
{

/// Points in order, never across the antimeridian: a line that crosses it is cut and both parts end on it.
using Polyline = std::vector<GeoPoint>;

/// The line on which the first token takes `level_ms`.
struct Contour {
    double level_ms = 0;
    std::vector<Polyline> lines;
};

/// The isochrone of one level. A site is reached in time within a circle, so the line is the outer edge of a union of
/// circles on the sphere; it is worked out exactly, as those arcs that no other circle covers, and drawn with points
/// close enough that no chord is off by more than 300 m. Nothing when stopped. Without lines when the level is reached
/// nowhere or everywhere.
std::optional<Contour> contourOf(const TimeField &field, double level_ms, const std::stop_token &stop = {});

} // namespace iso::isochrone
