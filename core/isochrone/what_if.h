#pragma once

#include "core/isochrone/isochrone.h"
#include "core/isochrone/neighbour_load.h"

namespace iso::isochrone
{

/// What one level loses.
struct LevelLoss {
    double level_ms = 0;
    double area_km2 = 0;      ///< newly beyond the level
    std::uint64_t people = 0; ///< in the listed cities that are newly beyond it
    std::uint32_t cities = 0;
};

/// The fleet with and without some nodes.
struct WhatIf {
    IsochronePtr now;     ///< never null
    IsochronePtr without; ///< never null
    std::uint32_t drained = 0;
    std::vector<LevelLoss> losses; ///< one for each level
    Takeover takeover;
};
using WhatIfPtr = std::shared_ptr<const WhatIf>;

/// What draining these nodes would do, by the models of path_model.h and neighbour_load.h. The p95 of what
/// stays is kept as measured: what the load taken over does to it is not predicted. Null when stopped.
WhatIfPtr whatIfDrained(const fleet::FleetSnapshot &snapshot, const NodeSet &drained, const Settings &settings,
                        std::span<const places::City> cities, const std::stop_token &stop = {});

} // namespace iso::isochrone
