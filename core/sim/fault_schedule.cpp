#include "core/sim/fault_schedule.h"

#include "core/sim/random.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace iso::sim
{

namespace
{

using Choice = FaultTargets::Choice;
constexpr std::uint64_t kForFaults = 20;
constexpr Duration kNever = Duration::max();

void append(std::vector<std::uint32_t> &nodes, const SitePlan &site)
{
    for (std::uint32_t i = 0; i < site.nodeCount; ++i) {
        nodes.push_back(site.firstNode + i);
    }
}

/// `count` different numbers below `below`, ascending (Floyd's algorithm).
std::vector<std::uint32_t> choose(std::uint32_t count, std::uint32_t below, Random &random)
{
    std::vector<std::uint32_t> chosen;
    count = std::min(count, below);
    for (std::uint32_t last = below - count; last < below; ++last) {
        const auto drawn = static_cast<std::uint32_t>(random.below(last + 1));
        const auto place = std::lower_bound(chosen.begin(), chosen.end(), drawn);
        if (place == chosen.end() || *place != drawn) {
            chosen.insert(place, drawn);
        } else {
            chosen.push_back(last);
        }
    }
    return chosen;
}

bool exists(const WorldPlan &plan, const FaultTargets &targets)
{
    switch (targets.choice) {
    case Choice::Node:
        return std::any_of(plan.nodes.begin(), plan.nodes.end(),
                           [&](const auto &node) { return node.id.text() == targets.name; });
    case Choice::Site:
        return plan.siteByText(targets.name).has_value();
    case Choice::Region:
        return std::any_of(plan.sites.begin(), plan.sites.end(),
                           [&](const auto &site) { return site.region.text() == targets.name; });
    case Choice::Share:
    case Choice::Count:
    case Choice::Sites:
        return true;
    }
    return false;
}

std::string_view nameOf(Choice choice)
{
    return choice == Choice::Node ? "node" : choice == Choice::Site ? "site" : "region";
}

} // namespace

Result<FaultSchedule> FaultSchedule::create(const WorldPlan &plan, Scenario scenario)
{
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        const Fault &fault = scenario.faults[i];
        if (!exists(plan, fault.targets)) {
            return failure(ErrorCode::NotFound,
                           fmt::format("fault {} ({}): {} \"{}\" is not in this fleet of {} nodes with seed {}", i + 1,
                                       toText(fault.kind), nameOf(fault.targets.choice), fault.targets.name,
                                       plan.nodes.size(), plan.seed));
        }
    }
    return FaultSchedule(plan, std::move(scenario));
}

FaultSchedule::FaultSchedule(const WorldPlan &plan, Scenario scenario)
    : m_plan(&plan)
    , m_scenario(std::move(scenario))
    , m_nodes(plan.nodes.size())
    , m_repetitions(m_scenario.faults.size(), 0)
{
    for (const Fault &fault : m_scenario.faults) {
        m_nextBeginnings.push_back(fault.at);
    }
    findNextChange();
}

std::vector<std::uint32_t> FaultSchedule::chooseNodes(std::size_t fault, std::uint64_t repetition) const
{
    const FaultTargets &targets = m_scenario.faults[fault].targets;
    Random random(m_plan->seed, (kForFaults << 32) | fault, repetition);
    const auto nodeCount = static_cast<std::uint32_t>(m_plan->nodes.size());
    std::vector<std::uint32_t> nodes;
    switch (targets.choice) {
    case Choice::Node:
        for (std::uint32_t i = 0; i < nodeCount; ++i) {
            if (m_plan->nodes[i].id.text() == targets.name) {
                nodes.push_back(i);
            }
        }
        break;
    case Choice::Site:
    case Choice::Region:
        for (const SitePlan &site : m_plan->sites) {
            if (site.id.text() == targets.name || site.region.text() == targets.name) {
                append(nodes, site);
            }
        }
        break;
    case Choice::Share:
        return choose(std::max(1U, static_cast<std::uint32_t>(std::llround(targets.share * nodeCount))), nodeCount,
                      random);
    case Choice::Count:
        return choose(targets.count, nodeCount, random);
    case Choice::Sites:
        for (const std::uint32_t site :
             choose(targets.count, static_cast<std::uint32_t>(m_plan->sites.size()), random)) {
            append(nodes, m_plan->sites[site]);
        }
        break;
    }
    return nodes;
}

std::vector<std::uint32_t> FaultSchedule::advance(Duration sinceStart)
{
    std::vector<std::uint32_t> touched;
    if (sinceStart < m_nextChange) {
        return touched;
    }
    const auto touch = [&touched](const std::vector<std::uint32_t> &nodes) {
        touched.insert(touched.end(), nodes.begin(), nodes.end());
    };
    std::erase_if(m_active, [&](const Occurrence &occurrence) {
        const bool over = occurrence.ends <= sinceStart;
        if (over) {
            touch(occurrence.nodes);
        }
        return over;
    });
    for (std::size_t i = 0; i < m_scenario.faults.size(); ++i) {
        const Fault &fault = m_scenario.faults[i];
        while (m_nextBeginnings[i] <= sinceStart) {
            const Duration ends = m_nextBeginnings[i] + fault.duration;
            const std::uint64_t repetition = m_repetitions[i]++;
            if (ends > sinceStart) {
                m_active.push_back({i, ends, chooseNodes(i, repetition)});
                touch(m_active.back().nodes);
            }
            m_nextBeginnings[i] = fault.repeat ? m_nextBeginnings[i] + *fault.repeat : kNever;
        }
    }
    findNextChange();

    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    std::erase_if(touched, [this](std::uint32_t node) {
        const NodeFaults faults = sumOf(node);
        const bool same = faults == m_nodes[node];
        m_nodes[node] = faults;
        return same;
    });
    return touched;
}

NodeFaults FaultSchedule::sumOf(std::uint32_t node) const
{
    NodeFaults sum;
    for (const Occurrence &occurrence : m_active) {
        if (!std::binary_search(occurrence.nodes.begin(), occurrence.nodes.end(), node)) {
            continue;
        }
        const Fault &fault = m_scenario.faults[occurrence.fault];
        switch (fault.kind) {
        case FaultKind::Crash:
        case FaultKind::PowerLoss:
            sum.down = true;
            break;
        case FaultKind::Stall:
            sum.stalled = true;
            break;
        case FaultKind::MessageLoss:
            sum.dropRatio = 1 - (1 - sum.dropRatio) * (1 - fault.amount);
            break;
        case FaultKind::Slow:
            sum.slowFactor *= fault.amount;
            break;
        }
    }
    return sum;
}

void FaultSchedule::findNextChange()
{
    m_nextChange = kNever;
    for (const Duration begins : m_nextBeginnings) {
        m_nextChange = std::min(m_nextChange, begins);
    }
    for (const Occurrence &occurrence : m_active) {
        m_nextChange = std::min(m_nextChange, occurrence.ends);
    }
}

} // namespace iso::sim
