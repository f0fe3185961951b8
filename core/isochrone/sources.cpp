#include "core/isochrone/sources.h"

#include "core/fleet/believable.h"
#include "core/isochrone/sphere.h"

#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace iso::isochrone
{

namespace
{

struct SiteTally {
    Vector places;
    std::uint32_t placed = 0;
    std::uint32_t healthy = 0;
    telemetry::LatencyHistogram ttft; ///< of the healthy ones
};

using SiteName = std::pair<std::string, std::string>; // region, site

std::optional<double> measuredP95_ms(const telemetry::LatencyHistogram &ttft)
{
    const std::optional<telemetry::QuantileBounds> p95 = ttft.quantile(0.95);
    // An engine's open last bucket has no upper end: "slower than its last bound" is not a time.
    return p95 && std::isfinite(p95->upper) ? std::optional(p95->estimate * 1000) : std::nullopt;
}

} // namespace

bool isHealthy(const fleet::NodeSnapshot &node)
{
    return fleet::isServing(node) && !node.identity->retired;
}

Sources sourcesOf(const fleet::FleetSnapshot &snapshot, const NodeSet &without)
{
    std::map<SiteName, SiteTally> sites;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        const fleet::NodeIdentity &identity = *node->identity;
        if (identity.retired) {
            continue;
        }
        SiteTally &site = sites[{identity.region.text(), identity.site.text()}];
        if (identity.birth.place) {
            site.places = site.places + toVector(*identity.birth.place);
            ++site.placed;
        }
        if (!isHealthy(*node) || without.contains(node->index)) {
            continue;
        }
        ++site.healthy;
        if (node->windows) {
            site.ttft.merge(node->windows->ttft);
        }
    }
    Sources sources;
    for (const auto &[name, site] : sites) {
        const std::optional<double> p95_ms = measuredP95_ms(site.ttft);
        if (site.healthy == 0) {
            ++sources.down;
        } else if (site.placed == 0) {
            ++sources.unplaced;
        } else if (!p95_ms) {
            ++sources.unmeasured;
        } else {
            sources.sites.push_back({name.first, name.second, toPlace(site.places), *p95_ms});
            sources.nodes += site.healthy;
        }
    }
    return sources;
}

} // namespace iso::isochrone
