#pragma once

#include "core/base/result.h"
#include "core/fleet/snapshot.h"
#include "core/isochrone/what_if.h"

#include <nlohmann/json.hpp>

namespace iso::session
{

nlohmann::json toJson(const isochrone::Isochrone &isochrone);
nlohmann::json toJson(const isochrone::WhatIf &what);
/// The lines as a GeoJSON FeatureCollection (RFC 7946): one MultiLineString for each level, with `level_ms` and
/// `without_nodes` (0 for the lines of now).
nlohmann::json toGeoJson(const isochrone::Isochrone &now, const isochrone::WhatIf *what);

/// Answers the request "isochrone" of the local endpoint (README.md). NotFound for a node that is not known;
/// InvalidInput for a filter that is none. Takes some 50 ms.
Result<nlohmann::json> isochroneAnswer(const nlohmann::json &request, const fleet::FleetSnapshot &snapshot,
                                       const isochrone::Settings &settings);

} // namespace iso::session
