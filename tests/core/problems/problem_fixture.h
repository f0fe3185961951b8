#pragma once

#include "core/problems/problem_tracker.h"
#include "core/wire/codec.h"
#include "tests/support/manual_clock.h"

#include <QTest>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <string>
#include <vector>

namespace iso::test
{

/// A fleet that is what the test says, looked at once a second.
class ProblemFixture
{
public:
    using Change = std::function<void(fleet::NodeSnapshot &)>;

    ProblemFixture() { m_refused.resize(wire::kRefusalReasonCount); }

    /// Live, serving, nothing wrong.
    fleet::NodeIndex add(const std::string &name, const std::string &region = "eu", const std::string &site = "osl")
    {
        auto identity = std::make_shared<fleet::NodeIdentity>();
        identity->id = NodeId::fromText(name).value();
        identity->region = RegionId::fromText(region).value();
        identity->site = SiteId::fromText(site).value();
        identity->path = site;
        identity->bornAt = clock.utcNow();
        auto node = std::make_shared<fleet::NodeSnapshot>();
        node->index = static_cast<fleet::NodeIndex>(m_nodes.size());
        node->identity = std::move(identity);
        node->link = telemetry::LinkState::Live;
        node->service = telemetry::ServiceState::Serving;
        node->linkSince = node->serviceSince = node->lastSampleReceived = clock.utcNow();
        node->metrics.set(telemetry::MetricId::Load, 0.5);
        m_nodes.push_back(std::move(node));
        return m_nodes.back()->index;
    }
    void addSite(const std::string &region, const std::string &site, int nodes)
    {
        for (int i = 0; i < nodes; ++i) {
            add(fmt::format("{}-{:03}", site, i), region, site);
        }
    }
    void edit(fleet::NodeIndex node, const Change &change)
    {
        auto copy = std::make_shared<fleet::NodeSnapshot>(*m_nodes[node]);
        change(*copy);
        m_nodes[node] = std::move(copy);
    }
    void editAll(const Change &change)
    {
        for (fleet::NodeIndex node = 0; node < m_nodes.size(); ++node) {
            edit(node, change);
        }
    }
    /// Nodes of one site.
    void editSite(const std::string &site, const Change &change)
    {
        for (fleet::NodeIndex node = 0; node < m_nodes.size(); ++node) {
            if (m_nodes[node]->identity->site.text() == site) {
                edit(node, change);
            }
        }
    }
    void link(fleet::NodeIndex node, telemetry::LinkState state) { edit(node, linkTo(state)); }
    [[nodiscard]] Change linkTo(telemetry::LinkState state) const
    {
        return [state, now = clock.utcNow()](fleet::NodeSnapshot &node) {
            node.link = state;
            node.linkSince = now;
        };
    }
    static Change ttft(double p95_s, std::uint64_t requests = 400)
    {
        return [p95_s, requests](fleet::NodeSnapshot &node) {
            node.latencies[0].count = requests;
            node.latencies[0].p95 = {p95_s * 0.99, p95_s, p95_s * 1.01};
        };
    }
    static Change load(double load_ratio)
    {
        return [load_ratio](fleet::NodeSnapshot &node) { node.metrics.set(telemetry::MetricId::Load, load_ratio); };
    }

    /// `seconds` looks, one a second; samples arrive all the while.
    void pass(int seconds)
    {
        for (int i = 0; i < seconds; ++i) {
            clock.advance(std::chrono::seconds(1));
            look();
        }
    }
    void look()
    {
        auto snapshot = std::make_shared<fleet::FleetSnapshot>();
        for (fleet::NodeRecord &record : m_nodes) {
            if (samplesArrive) {
                auto copy = std::make_shared<fleet::NodeSnapshot>(*record);
                copy->lastSampleReceived = clock.utcNow();
                record = std::move(copy);
            }
        }
        snapshot->takenAt = clock.utcNow();
        snapshot->nodes = m_nodes;
        snapshot->hub = hub;
        snapshot->hub.refused = m_refused;
        tracker.look(snapshot, claims, clock.steadyNow());
    }
    void refuse(wire::RefusalReason reason, std::uint64_t count)
    {
        m_refused[static_cast<std::size_t>(reason)] += count;
    }

    [[nodiscard]] std::vector<std::string> ids() const
    {
        std::vector<std::string> all;
        const problems::ProblemListPtr list = tracker.list();
        for (const problems::ProblemPtr &problem : list->problems) {
            all.push_back(problem->id);
        }
        return all;
    }
    [[nodiscard]] problems::ProblemPtr find(const std::string &id) const
    {
        const problems::ProblemPtr problem = tracker.list()->find(id);
        if (!problem) {
            qFatal("there is no problem %s, but %s", id.c_str(), fmt::format("{}", fmt::join(ids(), ", ")).c_str());
        }
        return problem;
    }

    ManualClock clock;
    fleet::HubHealth hub;
    std::vector<problems::RefusedClaim> claims;
    bool samplesArrive = false;
    problems::ProblemTracker tracker{{}, clock.steadyNow()};

private:
    std::vector<fleet::NodeRecord> m_nodes;
    std::vector<std::uint64_t> m_refused;
};

using Ids = std::vector<std::string>;

} // namespace iso::test
