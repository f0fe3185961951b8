#include "ui/bridge/node_facts.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>

namespace iso::bridge
{

namespace
{

struct Facts {
    Q_DECLARE_TR_FUNCTIONS(iso::bridge::Facts)
};

using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;

bool isBroken(ServiceState service)
{
    return service == ServiceState::Stalled || service == ServiceState::Failed ||
           service == ServiceState::Misconfigured;
}

} // namespace

Tone toneAgainst(double value, double objective, const Objectives &objectives)
{
    const double share = value / objective;
    if (share > objectives.badLimit_ratio) {
        return Tone::Bad;
    }
    if (share > 1) {
        return Tone::Over;
    }
    return share >= objectives.nearLimit_ratio ? Tone::Near : Tone::Ok;
}

bool isRetired(const fleet::NodeSnapshot &node)
{
    return node.identity->retired;
}

std::size_t shownCount(const fleet::FleetSnapshot &snapshot)
{
    return static_cast<std::size_t>(std::count_if(snapshot.nodes.begin(), snapshot.nodes.end(),
                                                  [](const fleet::NodeRecord &node) { return !isRetired(*node); }));
}

NodeShape shapeOf(const fleet::NodeSnapshot &node)
{
    if (isLost(node)) {
        return NodeShape::Triangle;
    }
    if (node.link == LinkState::NeverSeen) {
        return NodeShape::Ring;
    }
    switch (node.service) {
    case ServiceState::Serving:
    case ServiceState::Idle:
    case ServiceState::Busy:
        return NodeShape::Dot;
    case ServiceState::Stalled:
        return NodeShape::Diamond;
    case ServiceState::Failed:
    case ServiceState::Misconfigured:
        return NodeShape::Square;
    case ServiceState::Draining:
    case ServiceState::Drained:
        return NodeShape::DashedRing;
    case ServiceState::Unknown:
    case ServiceState::Sleeping:
    case ServiceState::Starting:
        return NodeShape::Ring;
    }
    return NodeShape::Ring;
}

Tone toneOf(const fleet::NodeSnapshot &node, HubTime now, const Objectives &objectives)
{
    if (isHeard(node) && isBroken(node.service)) {
        return Tone::Bad;
    }
    const std::optional<double> p95 = freshTtftP95_s(node, now);
    return p95 ? toneAgainst(*p95, objectives.ttftP95_s, objectives) : Tone::None;
}

Tone loadTone(const fleet::NodeSnapshot &node, HubTime now, const Objectives &objectives)
{
    const std::optional<double> load = freshLoad_ratio(node, now);
    if (!load) {
        return Tone::None;
    }
    return *load >= objectives.highLoad_ratio ? Tone::Over : Tone::Ok;
}

std::optional<double> freshTtftP95_s(const fleet::NodeSnapshot &node, HubTime now)
{
    const fleet::LatencyFigures &ttft = node.latency(LatencyId::TimeToFirstToken);
    if (!isHeard(node) || isStale(node, now) || ttft.count == 0) {
        return std::nullopt;
    }
    return ttft.p95.estimate;
}

std::optional<double> freshLoad_ratio(const fleet::NodeSnapshot &node, HubTime now)
{
    if (!isHeard(node) || isStale(node, now)) {
        return std::nullopt;
    }
    return node.metrics.value(MetricId::Load);
}

ValueText ttftText(const fleet::NodeSnapshot &node, HubTime now)
{
    if (!isHeard(node) || isStale(node, now)) {
        return ValueText::absent(staleReason(node, now));
    }
    if (const std::optional<double> p95 = freshTtftP95_s(node, now)) {
        return ValueText::of(bareMilliseconds(*p95));
    }
    return ValueText::absent(Facts::tr("no first token was measured in the last minute"));
}

ValueText loadText(const fleet::NodeSnapshot &node, HubTime now)
{
    if (!isHeard(node) || isStale(node, now)) {
        return ValueText::absent(staleReason(node, now));
    }
    return metricText(node.metrics, MetricId::Load);
}

QString lostText(const fleet::NodeSnapshot &node, HubTime now)
{
    if (isHeard(node)) {
        return {};
    }
    const QString state = stateText(node.link);
    if (node.link == LinkState::NeverSeen || !node.linkSince.isValid()) {
        return state;
    }
    return Facts::tr("%1 %2", "state, then how long: lost 4 m").arg(state, age(now - node.linkSince));
}

QString serviceAndLink(const fleet::NodeSnapshot &node)
{
    return Facts::tr("%1 · %2", "service · link").arg(stateText(node.service), stateText(node.link));
}

QString staleReason(const fleet::NodeSnapshot &node, HubTime now)
{
    if (!node.lastSampleReceived.isValid()) {
        return Facts::tr("no sample since the session began");
    }
    return Facts::tr("no sample for %1").arg(age(now - node.lastSampleReceived));
}

} // namespace iso::bridge
