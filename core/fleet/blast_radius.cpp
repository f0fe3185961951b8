#include "core/fleet/blast_radius.h"

#include "core/fleet/believable.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

namespace iso::fleet
{

namespace
{

using telemetry::MetricId;
using ModelOfRegion = std::pair<std::string, std::string>;

void addRequests(BlastRadius &radius, const NodeSnapshot &node, HubTime now)
{
    const auto running = node.metrics.value(MetricId::RequestsRunning);
    if (!running || !isBelievable(node, now)) {
        ++radius.requestsUnknown;
        return;
    }
    radius.running += *running;
    radius.waiting += node.metrics.value(MetricId::RequestsWaiting).value_or(0);
}

} // namespace

std::size_t BlastRadius::modelsLost() const
{
    return static_cast<std::size_t>(std::count_if(capacity.begin(), capacity.end(),
                                                  [](const CapacityLeft &left) { return left.servingLeft == 0; }));
}

BlastRadius blastRadius(const FleetSnapshot &fleet, std::span<const NodeId> targets)
{
    const std::unordered_set<NodeId> wanted(targets.begin(), targets.end());
    BlastRadius radius;
    radius.nodes = wanted.size();
    std::set<std::pair<std::string, std::string>> sites;
    std::set<std::string> regions;
    std::map<ModelOfRegion, CapacityLeft> capacity;
    std::set<ModelOfRegion> touched;
    std::size_t known = 0;
    for (const NodeRecord &node : fleet.nodes) {
        if (node->identity->retired) {
            continue;
        }
        const bool isTarget = wanted.contains(node->id());
        const std::string &region = node->identity->region.text();
        if (isTarget) {
            ++known;
            sites.emplace(region, node->identity->site.text());
            regions.insert(region);
            radius.unreachable += isHeard(*node) ? 0U : 1U;
            addRequests(radius, *node, fleet.takenAt);
        }
        if (!isServing(*node)) {
            continue;
        }
        for (const wire::Model &model : node->identity->birth.models) {
            const ModelOfRegion key{region, model.name};
            CapacityLeft &left = capacity[key];
            ++left.servingNow;
            if (isTarget) {
                touched.insert(key);
            } else {
                ++left.servingLeft;
            }
        }
    }
    radius.sites = sites.size();
    radius.regions = regions.size();
    radius.requestsUnknown += radius.nodes - known;
    radius.unreachable += radius.nodes - known;
    for (const ModelOfRegion &key : touched) {
        CapacityLeft left = capacity[key];
        left.region = key.first;
        left.model = key.second;
        radius.capacity.push_back(std::move(left));
    }
    const auto share = [](const CapacityLeft &left) {
        return static_cast<double>(left.servingLeft) / static_cast<double>(left.servingNow);
    };
    std::stable_sort(radius.capacity.begin(), radius.capacity.end(),
                     [&](const CapacityLeft &a, const CapacityLeft &b) { return share(a) < share(b); });
    return radius;
}

} // namespace iso::fleet
