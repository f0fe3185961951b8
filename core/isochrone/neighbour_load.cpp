#include "core/isochrone/neighbour_load.h"

#include "core/isochrone/sphere.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace iso::isochrone
{
namespace
{

/// What is left of a site.
struct Remaining {
    Vector places;
    std::uint32_t placed = 0;
    NeighbourLoad load;
    double loadSum = 0;
    std::uint32_t loadNodes = 0;
    std::set<std::string> models;

    [[nodiscard]] bool serves(const std::string &model) const { return model.empty() || models.contains(model); }
};

using SiteName = std::pair<std::string, std::string>; // region, site
using SiteMap = std::map<SiteName, Remaining>;

SiteName siteOf(const fleet::NodeSnapshot &node)
{
    return {node.identity->region.text(), node.identity->site.text()};
}

SiteMap remainingSites(const fleet::FleetSnapshot &snapshot, const NodeSet &drained)
{
    SiteMap sites;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        if (node->identity->retired) {
            continue;
        }
        const SiteName name = siteOf(*node);
        Remaining &site = sites[name];
        site.load.region = name.first;
        site.load.site = name.second;
        if (node->identity->birth.place) {
            site.places = site.places + toVector(*node->identity->birth.place);
            ++site.placed;
        }
        if (!isHealthy(*node) || drained.contains(node->index)) {
            continue;
        }
        ++site.load.nodes;
        site.load.requests_per_min += static_cast<double>(node->requestsInWindow);
        for (const wire::Model &model : node->identity->birth.models) {
            site.models.insert(model.name);
        }
        if (const auto load = node->metrics.value(telemetry::MetricId::Load)) {
            site.loadSum += *load;
            ++site.loadNodes;
        }
    }
    return sites;
}

/// The site that takes a model's requests over from `from`; null when there is none.
Remaining *nearest(SiteMap &sites, const SiteName &from, const std::string &model)
{
    const auto canTake = [&model](const Remaining &site) { return site.load.nodes > 0 && site.serves(model); };
    Remaining &own = sites.at(from);
    if (canTake(own)) {
        return &own;
    }
    if (own.placed == 0) {
        return nullptr;
    }
    const Vector at = normalised(own.places);
    Remaining *best = nullptr;
    double bestAngle = std::numeric_limits<double>::infinity();
    for (auto &[name, site] : sites) {
        if (site.placed == 0 || !canTake(site)) {
            continue;
        }
        const double angle = angleBetween(at, normalised(site.places));
        if (angle < bestAngle) {
            bestAngle = angle;
            best = &site;
        }
    }
    return best;
}

NeighbourLoad predicted(const Remaining &site)
{
    NeighbourLoad load = site.load;
    if (site.loadNodes > 0) {
        load.loadNow_ratio = site.loadSum / site.loadNodes;
        if (load.requests_per_min > 0) {
            load.loadThen_ratio = *load.loadNow_ratio * (1 + load.takenOver_per_min / load.requests_per_min);
        }
    }
    return load;
}

} // namespace

Takeover takeoverOf(const fleet::FleetSnapshot &snapshot, const NodeSet &drained)
{
    SiteMap sites = remainingSites(snapshot, drained);
    Takeover takeover;
    std::map<std::pair<SiteName, std::string>, double> moving; // requests by site and model
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        // Who is not healthy has no part in the traffic any more, whatever its last minute counted.
        if (!drained.contains(node->index) || !isHealthy(*node)) {
            continue;
        }
        const auto requests = static_cast<double>(node->requestsInWindow);
        takeover.requests_per_min += requests;
        const std::vector<wire::Model> &models = node->identity->birth.models;
        if (models.empty()) {
            moving[{siteOf(*node), {}}] += requests;
        }
        for (const wire::Model &model : models) {
            moving[{siteOf(*node), model.name}] += requests / static_cast<double>(models.size());
        }
    }
    for (const auto &[from, requests] : moving) {
        if (requests == 0) {
            continue;
        }
        if (Remaining *taker = nearest(sites, from.first, from.second)) {
            taker->load.takenOver_per_min += requests;
        } else {
            takeover.unserved_per_min += requests;
        }
    }
    for (const auto &[name, site] : sites) {
        if (site.load.takenOver_per_min > 0) {
            takeover.neighbours.push_back(predicted(site));
            takeover.overloaded += takeover.neighbours.back().isOverloaded() ? 1U : 0U;
        }
    }
    std::stable_sort(
        takeover.neighbours.begin(), takeover.neighbours.end(),
        [](const NeighbourLoad &a, const NeighbourLoad &b) { return a.takenOver_per_min > b.takenOver_per_min; });
    return takeover;
}

} // namespace iso::isochrone
