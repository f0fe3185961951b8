#pragma once

#include "core/fleet/snapshot.h"

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

namespace iso::isochrone
{

/// Nodes that a "what if" takes away.
using NodeSet = std::unordered_set<fleet::NodeIndex>;

/// A site that can answer now.
struct Source {
    std::string region;
    std::string site;
    GeoPoint place;
    double ttftP95_ms = 0; ///< measured: of the merged histograms of its healthy nodes' last minute

    bool operator==(const Source &) const = default;
};

/// All sites that can answer, and how many could not be used. What is not measured is unknown and never counts as 0:
/// such a site is left out, and the number of those is shown.
struct Sources {
    std::vector<Source> sites; ///< by region, then name
    std::uint32_t nodes = 0;   ///< healthy ones at those sites

    std::uint32_t unmeasured = 0; ///< sites with healthy nodes but no time to first token of the last minute
    std::uint32_t unplaced = 0;   ///< sites with healthy nodes that never said where they are
    std::uint32_t down = 0;       ///< sites without a healthy node

    bool operator==(const Sources &) const = default;
};

/// Takes requests: heard (live or late) and serving, idle or busy. Not draining, stalled, lost or retired.
bool isHealthy(const fleet::NodeSnapshot &node);

/// The sites with at least one healthy node that is not in `without`; only such nodes count in a site's p95. A site
/// stands in the middle of all its nodes' places, whatever is taken away.
Sources sourcesOf(const fleet::FleetSnapshot &snapshot, const NodeSet &without = {});

} // namespace iso::isochrone
