#include "core/isochrone/what_if.h"

namespace iso::isochrone
{

WhatIfPtr whatIfDrained(const fleet::FleetSnapshot &snapshot, const NodeSet &drained, const Settings &settings,
                        std::span<const places::City> cities, const std::stop_token &stop)
{
    auto what = std::make_shared<WhatIf>();
    what->drained = static_cast<std::uint32_t>(drained.size());
    what->now = computeIsochrone(sourcesOf(snapshot), settings, snapshot.takenAt, cities, stop);
    if (!what->now) {
        return nullptr;
    }
    Sources left = sourcesOf(snapshot, drained);
    // Often the sites all keep a node, and nothing changes.
    what->without = left.sites == what->now->sources.sites && left == what->now->sources
                        ? what->now
                        : computeIsochrone(std::move(left), settings, snapshot.takenAt, cities, stop);
    if (!what->without) {
        return nullptr;
    }
    for (std::size_t i = 0; i < settings.levels_ms.size(); ++i) {
        const Coverage &now = what->now->coverage[i];
        const Coverage &without = what->without->coverage[i];
        what->losses.push_back(
            {now.level_ms, now.area_km2 - without.area_km2, now.people - without.people, now.cities - without.cities});
    }
    what->takeover = takeoverOf(snapshot, drained);
    return what;
}

} // namespace iso::isochrone
