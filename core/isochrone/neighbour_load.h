#pragma once

#include "core/isochrone/path_model.h"
#include "core/isochrone/sources.h"

#include <optional>
#include <string>
#include <vector>

namespace iso::isochrone
{

/// What a site would take over.
struct NeighbourLoad {
    std::string region;
    std::string site;
    std::uint32_t nodes = 0;              ///< healthy ones that stay
    double requests_per_min = 0;          ///< measured over the last minute, of those nodes
    double takenOver_per_min = 0;         ///< predicted
    std::optional<double> loadNow_ratio;  ///< mean of those that report it; nothing: not measured
    std::optional<double> loadThen_ratio; ///< predicted; nothing: it cannot be told
    /// More is asked than the nodes can do: requests would queue.
    [[nodiscard]] bool isOverloaded() const { return loadThen_ratio && *loadThen_ratio > 1; }
};

/// Where the requests of drained nodes would go.
struct Takeover {
    std::vector<NeighbourLoad> neighbours; ///< most taken over first
    double requests_per_min = 0;           ///< of the drained nodes, measured
    double unserved_per_min = 0;           ///< nobody else serves their model, or nobody has a place on the map
    std::uint32_t overloaded = 0;          ///< neighbours beyond their capacity
};

/// A model, and its assumptions:
/// - the requests of each drained node move to the nearest site (great circle) that keeps a healthy node serving the
///   same model; first of all to what is left of its own site;
/// - a node that serves several models has its requests shared equally among them, as requests are not counted by
///   model here; a node that names no model can be replaced by any;
/// - load grows in proportion to requests, load x (1 + taken over / own), since drained and own requests are alike on
///   average; a site without requests or load of its own cannot be told;
/// - a site that becomes overloaded passes nothing on.
Takeover takeoverOf(const fleet::FleetSnapshot &snapshot, const NodeSet &drained);

} // namespace iso::isochrone
