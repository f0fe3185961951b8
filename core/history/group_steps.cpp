#include "core/history/group_steps.h"

#include <algorithm>

namespace iso::history
{
namespace
{

using telemetry::MetricId;

struct Level {
    GroupFigure figure;
    MetricId metric;
    bool isSum; ///< over the nodes, rather than their mean
};
constexpr std::array kLevelTable = {
    Level{GroupFigure::Load, MetricId::Load, false},
    Level{GroupFigure::GpuUtilization, MetricId::GpuUtilization, false},
    Level{GroupFigure::KvCacheUsage, MetricId::KvCacheUsage, false},
    Level{GroupFigure::CpuUtilization, MetricId::CpuUtilization, false},
    Level{GroupFigure::RequestsRunning, MetricId::RequestsRunning, true},
    Level{GroupFigure::RequestsWaiting, MetricId::RequestsWaiting, true},
    Level{GroupFigure::Power, MetricId::GpuPower, true},
};

/// The metric whose absence takes a figure away.
struct Need {
    GroupFigure figure;
    MetricId metric;
};
constexpr std::array kNeeds = {
    Need{GroupFigure::Load, MetricId::Load},
    Need{GroupFigure::GpuUtilization, MetricId::GpuUtilization},
    Need{GroupFigure::KvCacheUsage, MetricId::KvCacheUsage},
    Need{GroupFigure::CpuUtilization, MetricId::CpuUtilization},
    Need{GroupFigure::RequestsRunning, MetricId::RequestsRunning},
    Need{GroupFigure::RequestsWaiting, MetricId::RequestsWaiting},
    Need{GroupFigure::Power, MetricId::GpuPower},
    Need{GroupFigure::TokensOutPerSecond, MetricId::TokensOut},
    Need{GroupFigure::RequestsPerSecond, MetricId::RequestsOk},
    Need{GroupFigure::ErrorRatio, MetricId::RequestsFailed},
    Need{GroupFigure::EnergyPerToken, MetricId::GpuPower},
};

double toSeconds(Duration duration)
{
    return static_cast<double>(duration.count()) / 1e9;
}

/// A figure in the making.
struct Total {
    double value = 0;
    std::uint32_t nodes = 0;
    void add(double more)
    {
        value += more;
        ++nodes;
    }
};

void set(GroupPoint &point, GroupFigure figure, std::uint32_t nodes, double value)
{
    if (nodes > 0) {
        point.figures[static_cast<std::size_t>(figure)] = value;
        point.figureNodes[static_cast<std::size_t>(figure)] = nodes;
    }
}

} // namespace

GroupSteps::GroupSteps(const GroupQuery &query, std::size_t nodes)
    : m_from(query.from)
    , m_step(query.step)
    , m_steps(static_cast<std::int64_t>(query.steps))
    , m_nodes(nodes)
    , m_closedFrom(m_steps)
{
    static_assert(kLevelTable.size() == kLevels);
}

std::int64_t GroupSteps::stepOf(NodeTime time) const
{
    return (time - m_from) / m_step;
}

void GroupSteps::add(std::size_t node, NodeTime time, const telemetry::Sample &sample)
{
    Step &step = m_open[stepOf(time)];
    if (step.nodes.empty()) {
        step.nodes.resize(m_nodes);
    }
    ++step.samples;
    addTo(step.nodes[node], sample);
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        if (const auto &latency = sample.latencies[i]) {
            if (!step.latencies[i]) {
                step.latencies[i].emplace();
            }
            step.latencies[i]->merge(*latency);
        }
    }
    noteAbsence(time, sample);
}

void GroupSteps::noteAbsence(NodeTime time, const telemetry::Sample &sample)
{
    for (const Need &need : kNeeds) {
        const auto i = static_cast<std::size_t>(need.figure);
        if (!sample.metrics.has(need.metric) && time >= m_absenceAt[i]) {
            m_absence[i] = sample.metrics.absence(need.metric);
            m_absenceAt[i] = time;
        }
    }
}

void GroupSteps::addTo(NodeSum &sum, const telemetry::Sample &sample)
{
    sum.hasSamples = true;
    const telemetry::MetricSet &metrics = sample.metrics;
    const double interval_s = toSeconds(sample.interval);
    for (std::size_t i = 0; i < kLevels; ++i) {
        if (const auto value = metrics.value(kLevelTable[i].metric)) {
            sum.levels[i] += *value;
            ++sum.levelCounts[i];
        }
    }
    const auto tokens = metrics.value(MetricId::TokensOut);
    if (tokens) {
        sum.tokens += *tokens;
        sum.tokens_s += interval_s;
    }
    const auto ok = metrics.value(MetricId::RequestsOk);
    const auto failed = metrics.value(MetricId::RequestsFailed);
    if (ok || failed) {
        sum.requests += ok.value_or(0) + failed.value_or(0);
        sum.requests_s += interval_s;
        sum.failed += failed.value_or(0);
        sum.hasFailures = sum.hasFailures || failed;
    }
    if (const auto power = metrics.value(MetricId::GpuPower); power && tokens) {
        sum.energy_joules += *power * interval_s;
        sum.energyTokens += *tokens;
    }
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        if (sample.latencies[i]) {
            sum.latencies = static_cast<std::uint8_t>(sum.latencies | 1U << i);
        }
    }
}

void GroupSteps::closeFrom(NodeTime time)
{
    // The first step that starts at or after `time`.
    const std::int64_t first = time <= m_from ? 0 : ((time - m_from).count() + m_step.count() - 1) / m_step.count();
    while (!m_open.empty() && m_open.rbegin()->first >= first) {
        const auto newest = std::prev(m_open.end());
        m_points.push_back(toPoint(newest->first, newest->second));
        m_open.erase(newest);
    }
    m_closedFrom = std::min(m_closedFrom, first);
}

NodeTime GroupSteps::completeFrom() const
{
    return m_from + m_step * m_closedFrom;
}

GroupPoint GroupSteps::toPoint(std::int64_t number, const Step &step) const
{
    GroupPoint point;
    point.start = m_from + m_step * number;
    point.samples = step.samples;
    point.nodes = static_cast<std::uint32_t>(
        std::count_if(step.nodes.begin(), step.nodes.end(), [](const NodeSum &node) { return node.hasSamples; }));
    setFigures(point, step.nodes);
    setLatencies(point, step);
    return point;
}

void GroupSteps::setFigures(GroupPoint &point, const std::vector<NodeSum> &nodes)
{
    std::array<Total, kLevels> levels;
    Total tokenRate;
    Total requestRate;
    Total failed;
    double requestsOfFailed = 0;
    Total energy;
    double energyTokens = 0;
    for (const NodeSum &node : nodes) {
        for (std::size_t i = 0; i < kLevels; ++i) {
            if (node.levelCounts[i] > 0) {
                levels[i].add(node.levels[i] / node.levelCounts[i]);
            }
        }
        if (node.tokens_s > 0) {
            tokenRate.add(node.tokens / node.tokens_s);
        }
        if (node.requests_s > 0) {
            requestRate.add(node.requests / node.requests_s);
        }
        if (node.hasFailures && node.requests > 0) {
            failed.add(node.failed);
            requestsOfFailed += node.requests;
        }
        if (node.energyTokens > 0) {
            energy.add(node.energy_joules);
            energyTokens += node.energyTokens;
        }
    }
    for (std::size_t i = 0; i < kLevels; ++i) {
        const double count = kLevelTable[i].isSum ? 1 : levels[i].nodes;
        set(point, kLevelTable[i].figure, levels[i].nodes, levels[i].value / count);
    }
    set(point, GroupFigure::TokensOutPerSecond, tokenRate.nodes, tokenRate.value);
    set(point, GroupFigure::RequestsPerSecond, requestRate.nodes, requestRate.value);
    set(point, GroupFigure::ErrorRatio, failed.nodes, failed.value / requestsOfFailed);
    set(point, GroupFigure::EnergyPerToken, energy.nodes, energy.value / energyTokens);
}

void GroupSteps::setLatencies(GroupPoint &point, const Step &step)
{
    for (std::size_t i = 0; i < telemetry::kLatencyCount; ++i) {
        LatencyPoint &latency = point.latencies[i];
        if (const auto &merged = step.latencies[i]; merged && !merged->isEmpty()) {
            latency.count = merged->count();
            latency.p50 = merged->quantile(0.50);
            latency.p95 = merged->quantile(0.95);
            latency.p99 = merged->quantile(0.99);
        }
        double requests = 0;
        double covered = 0;
        for (const NodeSum &node : step.nodes) {
            requests += node.requests;
            covered += (node.latencies >> i & 1U) != 0 ? node.requests : 0;
        }
        if (requests > 0) {
            latency.coverage_ratio = covered / requests;
        }
    }
}

std::vector<GroupPoint> GroupSteps::takePoints()
{
    std::reverse(m_points.begin(), m_points.end());
    return std::move(m_points);
}

} // namespace iso::history
