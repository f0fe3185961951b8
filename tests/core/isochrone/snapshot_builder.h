#pragma once

#include "core/fleet/snapshot.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace iso::test
{

/// A fleet snapshot whose nodes and sites are what the test says.
class SnapshotBuilder
{
public:
    /// A healthy node with load 50 % and 60 requests in the last minute; `change` makes it something else.
    fleet::NodeIndex add(const std::string &site, GeoPoint place,
                         const std::function<void(fleet::NodeSnapshot &, fleet::NodeIdentity &)> &change = {})
    {
        auto identity = std::make_shared<fleet::NodeIdentity>();
        auto node = std::make_shared<fleet::NodeSnapshot>();
        node->index = static_cast<fleet::NodeIndex>(m_snapshot.nodes.size());
        identity->id = NodeId::fromText("n" + std::to_string(node->index)).value();
        identity->region = RegionId::fromText("north").value();
        identity->site = SiteId::fromText(site).value();
        identity->birth.place = place;
        identity->birth.models = {{"llama", "vLLM", 64}};
        node->link = telemetry::LinkState::Live;
        node->service = telemetry::ServiceState::Serving;
        node->metrics.set(telemetry::MetricId::Load, 0.5);
        node->requestsInWindow = 60;
        if (change) {
            change(*node, *identity);
        }
        node->identity = identity;
        m_snapshot.nodes.push_back(node);
        return node->index;
    }

    /// p95 of a site's time to first token; without this a site is not measured.
    void measured(const std::string &site, double p95_ms)
    {
        fleet::GroupSummary group;
        group.name = site;
        group.region = "north";
        group.ttft.count = 100;
        group.ttft.p95 = {p95_ms / 1000, p95_ms / 1000, p95_ms / 1000};
        m_sites.push_back(group);
    }

    [[nodiscard]] fleet::FleetSnapshot build() const
    {
        fleet::FleetSnapshot snapshot = m_snapshot;
        snapshot.takenAt = HubTime::fromNanoseconds(1'700'000'000'000'000'000);
        snapshot.regions = std::make_shared<std::vector<fleet::GroupSummary>>();
        snapshot.sites = std::make_shared<std::vector<fleet::GroupSummary>>(m_sites);
        return snapshot;
    }

private:
    fleet::FleetSnapshot m_snapshot;
    std::vector<fleet::GroupSummary> m_sites;
};

} // namespace iso::test
