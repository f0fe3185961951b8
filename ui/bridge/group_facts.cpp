#include "ui/bridge/group_facts.h"

#include "core/fleet/believable.h"

#include <set>

namespace iso::bridge
{

using telemetry::LatencyId;
using telemetry::MetricId;

namespace
{

/// Output tokens a second of the newest sample.
std::optional<double> tokensPerSecond(const fleet::NodeSnapshot &node)
{
    const auto tokens = node.metrics.value(MetricId::TokensOut);
    const double interval_s = static_cast<double>(node.interval.count()) / 1e9;
    return tokens && interval_s > 0 ? std::optional(*tokens / interval_s) : std::nullopt;
}

/// Null without a measured request.
const telemetry::LatencyHistogram *windowOf(const fleet::NodeSnapshot &node, LatencyId latency)
{
    if (!node.windows) {
        return nullptr;
    }
    const telemetry::LatencyHistogram &window =
        latency == LatencyId::EndToEnd ? node.windows->endToEnd : node.windows->ttft;
    return window.isEmpty() ? nullptr : &window;
}

/// Sums that become GroupFacts.
class Tally
{
public:
    Tally(LatencyId latency, HubTime now)
        : m_latency(latency)
        , m_now(now)
    {
    }

    void add(const fleet::NodeSnapshot &node)
    {
        ++m_facts.nodes;
        m_sites.insert(node.identity->site.text());
        addWindow(node);
        if (fleet::isLost(node)) {
            ++m_facts.lost;
        } else if (fleet::isBelievable(node, m_now)) {
            ++m_facts.byService.at(static_cast<std::size_t>(node.service));
            addLevels(node);
        } else if (fleet::isHeard(node)) {
            ++m_facts.stale;
        }
    }

    GroupFacts finish()
    {
        m_facts.sites = static_cast<std::uint32_t>(m_sites.size());
        m_facts.latency = fleet::LatencyFigures::of(m_merged);
        if (m_facts.requests > 0) {
            const auto requests = static_cast<double>(m_facts.requests);
            m_facts.coverage_ratio = static_cast<double>(m_covered) / requests;
            m_facts.errors_ratio = static_cast<double>(m_failed) / requests;
        }
        if (m_loadNodes > 0) {
            m_facts.load_ratio = m_load / m_loadNodes;
        }
        if (m_powerNodes > 0) {
            m_facts.power_watts = m_power_watts;
        }
        if (m_tokensWithPower > 0) {
            m_facts.joulesPerToken = m_powerWithTokens_watts / m_tokensWithPower;
        }
        return m_facts;
    }

private:
    void addWindow(const fleet::NodeSnapshot &node)
    {
        m_facts.requests += node.requestsInWindow;
        m_failed += node.failedInWindow;
        if (const telemetry::LatencyHistogram *window = windowOf(node, m_latency)) {
            m_merged.merge(*window);
            m_covered += node.requestsInWindow;
        }
    }

    void addLevels(const fleet::NodeSnapshot &node)
    {
        const fleet::LatencyFigures &own = node.latency(m_latency);
        if (own.count > 0 && own.p95.estimate > m_slowest) {
            m_slowest = own.p95.estimate;
            m_facts.slowest = node.index;
        }
        if (const auto load = node.metrics.value(MetricId::Load)) {
            m_load += *load;
            ++m_loadNodes;
        }
        const auto power = node.metrics.value(MetricId::GpuPower);
        if (!power) {
            return;
        }
        m_power_watts += *power;
        ++m_powerNodes;
        if (const auto tokens = tokensPerSecond(node)) {
            m_tokensWithPower += *tokens;
            m_powerWithTokens_watts += *power;
        }
    }

    LatencyId m_latency;
    HubTime m_now;
    GroupFacts m_facts;
    std::set<std::string_view> m_sites;
    telemetry::LatencyHistogram m_merged;
    std::uint64_t m_covered = 0;
    std::uint64_t m_failed = 0;
    double m_slowest = 0;
    double m_load = 0;
    std::uint32_t m_loadNodes = 0;
    double m_power_watts = 0;
    std::uint32_t m_powerNodes = 0;
    double m_tokensWithPower = 0;
    double m_powerWithTokens_watts = 0;
};

} // namespace

GroupFacts groupFactsOf(std::span<const fleet::NodeRecord> nodes, LatencyId latency, HubTime now)
{
    Tally tally(latency, now);
    for (const fleet::NodeRecord &node : nodes) {
        tally.add(*node);
    }
    return tally.finish();
}

std::optional<double> joulesPerToken(const fleet::NodeSnapshot &node)
{
    const auto power = node.metrics.value(MetricId::GpuPower);
    const auto tokens = tokensPerSecond(node);
    return power && tokens && *tokens > 0 ? std::optional(*power / *tokens) : std::nullopt;
}

} // namespace iso::bridge
