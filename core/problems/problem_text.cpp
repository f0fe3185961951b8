#include "core/problems/problem_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace iso::problems
{
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

namespace
{

std::string counted(std::size_t nodes)
{
    return nodes == 1 ? "1 node" : fmt::format("{} nodes", nodes);
}

/// The highest value of the nodes that have one.
template<typename Value>
std::optional<double> highest(const Group &group, const fleet::FleetSnapshot &snapshot, Value valueOf)
{
    std::optional<double> most;
    for (const fleet::NodeIndex node : group.nodes) {
        const std::optional<double> value = valueOf(*snapshot.nodes[node]);
        if (value && (!most || *value > *most)) {
            most = value;
        }
    }
    return most;
}

Words lostPath(const Group &group)
{
    return {
        fmt::format("Path to {} lost: {} silent together; they may be fine", group.where, counted(group.nodes.size())),
        fmt::format("No view of {} ({}); it may go on serving", group.where, group.region),
        "Check the line to the site, call the carrier. Do not restart nodes."};
}

Words lost(const Group &group, const fleet::FleetSnapshot &snapshot)
{
    const bool isNeverHeard = std::all_of(group.nodes.begin(), group.nodes.end(), [&](fleet::NodeIndex node) {
        return snapshot.nodes[node]->link == LinkState::NeverSeen;
    });
    if (isNeverHeard) {
        return {group.extent == Extent::Node
                    ? "Not heard since the hub started"
                    : fmt::format("{} not heard since the hub started", counted(group.nodes.size())),
                "Expected from an earlier session: what it does is not known",
                "Start it, check its line and its key; retire it when it is gone for good"};
    }
    if (group.extent == Extent::Node) {
        return {"No word from the node", "Its service is not known; new requests should not go there",
                "Check power, system and line; restart the agent when the node answers otherwise"};
    }
    return {fmt::format("No word from {}", counted(group.nodes.size())),
            fmt::format("Service of {} is not known; neighbours may have to take over", placeOf(group)),
            "Look for what they share: power, network, a rollout"};
}

Words stalled(const Group &group)
{
    return {group.extent == Extent::Node ? "Engine stalled: requests run, but no step is made"
                                         : fmt::format("Engines of {} stalled", counted(group.nodes.size())),
            "Requests there hang until they time out", "Drain it, then restart the engine; look for GPU errors first"};
}

Words failed(const Group &group, const fleet::FleetSnapshot &snapshot)
{
    const bool isMisconfigured = snapshot.nodes[group.nodes.front()]->service == ServiceState::Misconfigured;
    const std::string what = isMisconfigured ? "misconfigured" : "failed";
    return {group.extent == Extent::Node ? fmt::format("Service {}", what)
                                         : fmt::format("Service of {} {}", counted(group.nodes.size()), what),
            "Takes no requests; its neighbours carry the load",
            isMisconfigured ? "Compare its configuration with a node that works" : "Read the engine's log, restart it"};
}

Words overloaded(const Group &group, const fleet::FleetSnapshot &snapshot, const NodeRules &rules)
{
    const auto load =
        highest(group, snapshot, [](const fleet::NodeSnapshot &node) { return node.metrics.value(MetricId::Load); });
    const auto cache = highest(
        group, snapshot, [](const fleet::NodeSnapshot &node) { return node.metrics.value(MetricId::KvCacheUsage); });
    std::string figures;
    if (load && *load >= rules.overload_ratio) {
        figures = fmt::format(": load {:.0f} %", *load * 100);
    } else if (cache && *cache >= rules.cacheFull_ratio) {
        figures = fmt::format(": KV cache {:.0f} %", *cache * 100);
    } else if (load) {
        // It has to stay good for a while before the row goes; until then the figure must not look like the reason.
        figures = fmt::format("; better now, load {:.0f} %", *load * 100);
    }
    if (group.extent == Extent::Node) {
        return {"Overloaded" + figures, "Requests wait, and their first token comes late",
                "Limit what it takes, or send requests to a neighbour"};
    }
    return {fmt::format("{} overloaded{}", counted(group.nodes.size()),
                        figures.starts_with(':') ? ", highest" + figures.substr(1) : figures),
            fmt::format("Requests wait in {}, and their first token comes late", placeOf(group)),
            "Shift demand to another place or add capacity; look for a rollout or a surge"};
}

Words slow(const Group &group, const fleet::FleetSnapshot &snapshot, const NodeRules &rules)
{
    const auto worst = highest(group, snapshot, [](const fleet::NodeSnapshot &node) {
        const fleet::LatencyFigures &ttft = node.latency(LatencyId::TimeToFirstToken);
        return ttft.count > 0 ? std::optional(ttft.p95.estimate) : std::nullopt;
    });
    const std::string figure = worst ? fmt::format("{:.0f} ms", *worst * 1e3) : "n/a";
    const double objective_ms = rules.ttftObjective_s * 1e3;
    if (group.extent == Extent::Node) {
        const bool isBetter = worst && *worst <= rules.ttftObjective_s;
        return {isBetter
                    ? fmt::format("TTFT p95 was over the objective of {:.0f} ms; better now, {}", objective_ms, figure)
                    : fmt::format("TTFT p95 {}, objective {:.0f} ms", figure, objective_ms),
                "Users wait too long for the first token",
                "Look at queue, KV cache and GPU in its charts; limit or drain it"};
    }
    return {fmt::format("{} over the TTFT objective of {:.0f} ms, worst p95 {}", counted(group.nodes.size()),
                        objective_ms, figure),
            fmt::format("Users of {} wait too long for the first token", placeOf(group)),
            "Look for what changed there: a rollout, a surge, a lost neighbour"};
}

Words wrongClock(const Group &group, const fleet::FleetSnapshot &snapshot)
{
    const fleet::ClockFigures &clock = snapshot.nodes[group.nodes.front()]->clock;
    std::string text = fmt::format("Clocks of {} are wrong", counted(group.nodes.size()));
    if (group.extent == Extent::Node) {
        text = clock.isKnown ? fmt::format("Clock is {} {}", toShortText(Duration(std::abs(clock.offset.count()))),
                                           clock.offset.count() > 0 ? "ahead" : "behind")
                             : "Clock cannot be right";
    }
    return {text, "Its times are corrected here, but its own logs and certificates are off",
            "Check its time service (NTP) and the battery of its clock"};
}

} // namespace

std::string placeOf(const Group &group)
{
    switch (group.extent) {
    case Extent::Region:
        return "region " + group.where;
    case Extent::Fleet:
        return "the fleet";
    default:
        return group.where;
    }
}

Words wordsFor(const Group &group, const fleet::FleetSnapshot &snapshot, const NodeRules &rules)
{
    switch (group.kind) {
    case ProblemKind::PathLost:
        return lostPath(group);
    case ProblemKind::Lost:
        return lost(group, snapshot);
    case ProblemKind::Stalled:
        return stalled(group);
    case ProblemKind::Failed:
        return failed(group, snapshot);
    case ProblemKind::Overloaded:
        return overloaded(group, snapshot, rules);
    case ProblemKind::OverThreshold:
        return slow(group, snapshot, rules);
    case ProblemKind::WrongClock:
        return wrongClock(group, snapshot);
    default:
        return {};
    }
}

} // namespace iso::problems
