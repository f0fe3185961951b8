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
        node->index = static_cast<fleet::NodeIndex>(m_nodes.size());
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
        m_nodes.push_back(node);
        return node->index;
    }

    /// What one node measured in the last minute: every first token after so long. Without this it measured nothing.
    void measured(fleet::NodeIndex node, double ttft_ms)
    {
        auto windows = std::make_shared<fleet::LatencyWindows>();
        windows->ttft.record(ttft_ms / 1000, 100);
        m_nodes.at(node)->windows = std::move(windows);
    }
    /// All nodes of a site, so that this is its p95 too.
    void measured(const std::string &site, double ttft_ms)
    {
        for (const auto &node : m_nodes) {
            if (node->identity->site.text() == site) {
                measured(node->index, ttft_ms);
            }
        }
    }
    void setWindows(fleet::NodeIndex node, fleet::LatencyWindows windows)
    {
        m_nodes.at(node)->windows = std::make_shared<fleet::LatencyWindows>(std::move(windows));
    }

    [[nodiscard]] fleet::FleetSnapshot build() const
    {
        fleet::FleetSnapshot snapshot;
        snapshot.nodes.assign(m_nodes.begin(), m_nodes.end());
        snapshot.takenAt = HubTime::fromNanoseconds(1'700'000'000'000'000'000);
        snapshot.regions = std::make_shared<std::vector<fleet::GroupSummary>>();
        snapshot.sites = std::make_shared<std::vector<fleet::GroupSummary>>();
        return snapshot;
    }

private:
    std::vector<std::shared_ptr<fleet::NodeSnapshot>> m_nodes;
};

} // namespace iso::test
