#include "core/fleet/summaries.h"

#include "core/fleet/believable.h"

#include <algorithm>
#include <map>

namespace iso::fleet
{
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

void Summaries::Tally::reset()
{
    Tally fresh;
    fresh.summary.name = summary.name;
    fresh.summary.region = summary.region;
    fresh.summary.ttftTrend = summary.ttftTrend;
    *this = std::move(fresh);
}

void Summaries::Tally::add(const NodeState &state)
{
    const NodeSnapshot &node = state.now();
    ++summary.nodes;
    ++summary.byLink[static_cast<std::size_t>(node.link)];
    ++summary.byService[static_cast<std::size_t>(node.service)];
    summary.serving += isServing(node) ? 1U : 0U;
    ttft.merge(state.window(LatencyId::TimeToFirstToken));
    interToken.merge(state.window(LatencyId::InterToken));
    endToEnd.merge(state.window(LatencyId::EndToEnd));
    requests += state.counts().requests;
    failed += state.counts().failed;
    withTtft += state.counts().withTtft;
    if (!isHeard(node)) {
        return; // its newest levels are not today's
    }
    if (const auto value = node.metrics.value(MetricId::Load)) {
        load += *value;
        ++loadNodes;
    }
    const double interval_s = static_cast<double>(node.interval.count()) / 1e9;
    const auto tokens = node.metrics.value(MetricId::TokensOut);
    const auto power = node.metrics.value(MetricId::GpuPower);
    if (tokens && interval_s > 0) {
        tokensOutPerSecond += *tokens / interval_s;
        ++tokenNodes;
    }
    if (power) {
        power_watts += *power;
        ++powerNodes;
    }
    if (tokens && power && interval_s > 0) {
        tokensWithPower += *tokens / interval_s;
        powerWithTokens_watts += *power;
    }
}

void Summaries::Tally::add(const Tally &other)
{
    summary.nodes += other.summary.nodes;
    summary.serving += other.summary.serving;
    for (std::size_t i = 0; i < summary.byLink.size(); ++i) {
        summary.byLink[i] += other.summary.byLink[i];
    }
    for (std::size_t i = 0; i < summary.byService.size(); ++i) {
        summary.byService[i] += other.summary.byService[i];
    }
    ttft.merge(other.ttft);
    interToken.merge(other.interToken);
    endToEnd.merge(other.endToEnd);
    load += other.load;
    loadNodes += other.loadNodes;
    requests += other.requests;
    failed += other.failed;
    withTtft += other.withTtft;
    tokensOutPerSecond += other.tokensOutPerSecond;
    tokenNodes += other.tokenNodes;
    power_watts += other.power_watts;
    powerNodes += other.powerNodes;
    tokensWithPower += other.tokensWithPower;
    powerWithTokens_watts += other.powerWithTokens_watts;
}

void Summaries::Tally::finish(SteadyTime now)
{
    summary.ttft = LatencyFigures::of(ttft);
    summary.interToken = LatencyFigures::of(interToken);
    summary.endToEnd = LatencyFigures::of(endToEnd);
    if (requests > 0) {
        summary.ttftCoverage_ratio = static_cast<double>(withTtft) / static_cast<double>(requests);
        summary.errors_ratio = static_cast<double>(failed) / static_cast<double>(requests);
    }
    if (loadNodes > 0) {
        summary.load_ratio = load / loadNodes;
    }
    if (tokenNodes > 0) {
        summary.tokensOutPerSecond = tokensOutPerSecond;
    }
    if (powerNodes > 0) {
        summary.power_watts = power_watts;
    }
    if (tokensWithPower > 0) {
        summary.joulesPerToken = powerWithTokens_watts / tokensWithPower;
    }
    summary.ttftTrend.advance(now);
    summary.ttftTrend.setNewest(summary.ttft.count > 0 ? std::optional(summary.ttft.p95.estimate) : std::nullopt);
}

void Summaries::begin(const std::vector<std::unique_ptr<NodeState>> &nodes)
{
    if (!m_isGrouped) {
        group(nodes);
    }
    m_fleetTally.reset();
    for (Tally &tally : m_siteTallies) {
        tally.reset();
    }
    for (Tally &tally : m_regionTallies) {
        tally.reset();
    }
}

void Summaries::add(const NodeState &node)
{
    if (node.index() < m_siteOfNode.size() && m_siteOfNode[node.index()] != kNoSite) {
        m_siteTallies[m_siteOfNode[node.index()]].add(node);
    }
}

void Summaries::finish(SteadyTime now)
{
    auto sites = std::make_shared<std::vector<GroupSummary>>();
    for (std::size_t i = 0; i < m_siteTallies.size(); ++i) {
        m_regionTallies[m_regionOfSite[i]].add(m_siteTallies[i]);
        m_siteTallies[i].finish(now);
        sites->push_back(m_siteTallies[i].summary);
    }
    auto regions = std::make_shared<std::vector<GroupSummary>>();
    for (Tally &tally : m_regionTallies) {
        m_fleetTally.add(tally);
        tally.finish(now);
        regions->push_back(tally.summary);
    }
    m_fleetTally.finish(now);
    m_fleet = m_fleetTally.summary;
    m_regions = std::move(regions);
    m_sites = std::move(sites);
}

void Summaries::group(const std::vector<std::unique_ptr<NodeState>> &nodes)
{
    // Groups that stay keep their trend.
    std::map<std::pair<std::string, std::string>, Tally> sites;
    std::map<std::string, Tally> regions;
    for (const auto &node : nodes) {
        const NodeIdentity &identity = node->identity();
        if (identity.retired) {
            continue;
        }
        Tally &site = sites[{identity.region.text(), identity.site.text()}];
        site.summary.region = identity.region.text();
        site.summary.name = identity.site.text();
        regions[identity.region.text()].summary.name = identity.region.text();
    }
    for (const Tally &old : m_siteTallies) {
        if (const auto it = sites.find({old.summary.region, old.summary.name}); it != sites.end()) {
            it->second = old;
        }
    }
    for (const Tally &old : m_regionTallies) {
        if (const auto it = regions.find(old.summary.name); it != regions.end()) {
            it->second = old;
        }
    }
    std::map<std::pair<std::string, std::string>, std::uint32_t> siteNumbers;
    m_siteTallies.clear();
    m_regionTallies.clear();
    m_regionOfSite.clear();
    std::map<std::string, std::uint32_t> regionNumbers;
    for (auto &[name, tally] : regions) {
        regionNumbers[name] = static_cast<std::uint32_t>(m_regionTallies.size());
        m_regionTallies.push_back(std::move(tally));
    }
    for (auto &[key, tally] : sites) {
        siteNumbers[key] = static_cast<std::uint32_t>(m_siteTallies.size());
        m_regionOfSite.push_back(regionNumbers[key.first]);
        m_siteTallies.push_back(std::move(tally));
    }
    m_siteOfNode.resize(nodes.size());
    for (const auto &node : nodes) {
        const NodeIdentity &identity = node->identity();
        m_siteOfNode[node->index()] =
            identity.retired ? kNoSite : siteNumbers[{identity.region.text(), identity.site.text()}];
    }
    m_isGrouped = true;
}

} // namespace iso::fleet
