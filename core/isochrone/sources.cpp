#include "core/isochrone/sources.h"

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
    std::optional<double> ttftP95_ms;
};

using SiteName = std::pair<std::string, std::string>; // region, site

std::optional<double> measuredP95_ms(const fleet::LatencyFigures &ttft)
{
    // An engine's open last bucket has no upper end: "slower than its last bound" is not a time.
    const double p95_ms = ttft.p95.estimate * 1000;
    return ttft.count > 0 && std::isfinite(p95_ms) ? std::optional(p95_ms) : std::nullopt;
}

} // namespace

bool isHealthy(const fleet::NodeSnapshot &node)
{
    using telemetry::LinkState;
    using telemetry::ServiceState;
    const bool isHeard = node.link == LinkState::Live || node.link == LinkState::Late;
    return isHeard && !node.identity->retired &&
           (node.service == ServiceState::Serving || node.service == ServiceState::Idle ||
            node.service == ServiceState::Busy);
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
        site.healthy += isHealthy(*node) && !without.contains(node->index) ? 1U : 0U;
    }
    for (const fleet::GroupSummary &group : *snapshot.sites) {
        if (const auto site = sites.find({group.region, group.name}); site != sites.end()) {
            site->second.ttftP95_ms = measuredP95_ms(group.ttft);
        }
    }
    Sources sources;
    for (const auto &[name, site] : sites) {
        if (site.healthy == 0) {
            ++sources.down;
        } else if (site.placed == 0) {
            ++sources.unplaced;
        } else if (!site.ttftP95_ms) {
            ++sources.unmeasured;
        } else {
            sources.sites.push_back({name.first, name.second, toPlace(site.places), *site.ttftP95_ms});
            sources.nodes += site.healthy;
        }
    }
    return sources;
}

} // namespace iso::isochrone
