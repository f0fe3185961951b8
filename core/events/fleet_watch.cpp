#include "core/events/fleet_watch.h"

#include "core/events/birth_changes.h"

#include <fmt/format.h>

namespace iso::events
{
using telemetry::LinkState;
using telemetry::ServiceState;

namespace
{

bool isGone(LinkState link)
{
    return link == LinkState::Lost || link == LinkState::PathLost;
}

/// Serving, idle and busy are one: it works.
ServiceState classOf(ServiceState service)
{
    return service == ServiceState::Idle || service == ServiceState::Busy ? ServiceState::Serving : service;
}

Event eventOf(const fleet::NodeSnapshot &node, EventKind kind, HubTime at, std::string text)
{
    if (text.size() > kMostText) {
        text.resize(kMostText - 3);
        text += "...";
    }
    return {at, kind, 0, node.id(), {}, std::move(text)};
}

void addBirth(const fleet::NodeIdentity *before, const fleet::NodeSnapshot &node, std::vector<Event> &events)
{
    const fleet::NodeIdentity &after = *node.identity;
    if (!after.bornAt.isValid() || (before != nullptr && before->bornAt == after.bornAt)) {
        return;
    }
    if (before == nullptr || !before->bornAt.isValid()) {
        events.push_back(eventOf(node, EventKind::Joined, after.bornAt, "Joined: " + summaryOf(after.birth)));
        return;
    }
    const std::vector<FieldChange> changes = changesBetween(before->birth, after.birth);
    const std::string boot = before->boot != after.boot ? "Restarted" : "";
    if (!changes.empty()) {
        events.push_back(eventOf(node, EventKind::Changed, after.bornAt,
                                 (boot.empty() ? "Changed: " : boot + ", changed: ") + toText(changes)));
    } else if (!boot.empty()) {
        events.push_back(eventOf(node, EventKind::Restarted, after.bornAt, boot));
    }
}

void addLink(const fleet::NodeSnapshot &before, const fleet::NodeSnapshot &node, std::vector<Event> &events)
{
    if (isGone(node.link) && node.link != before.link) {
        events.push_back(eventOf(node, EventKind::Link, node.linkSince,
                                 node.link == LinkState::PathLost ? "Link lost together with its path" : "Link lost"));
    } else if (node.link == LinkState::Live && isGone(before.link)) {
        const std::string away = toShortText(node.linkSince - before.linkSince);
        events.push_back(eventOf(node, EventKind::Link, node.linkSince, fmt::format("Heard again after {}", away)));
    }
}

void addService(const fleet::NodeSnapshot &before, const fleet::NodeSnapshot &node, std::vector<Event> &events)
{
    const ServiceState from = classOf(before.service);
    const ServiceState to = classOf(node.service);
    // What is not known is told by the link.
    if (from != to && from != ServiceState::Unknown && to != ServiceState::Unknown) {
        events.push_back(eventOf(node, EventKind::Service, node.serviceSince,
                                 fmt::format("Service {}, was {}", telemetry::toText(to), telemetry::toText(from))));
    }
}

} // namespace

void FleetWatch::look(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot, std::vector<Event> &events)
{
    if (m_previous) {
        for (std::size_t i = 0; i < snapshot->nodes.size(); ++i) {
            const fleet::NodeRecord &node = snapshot->nodes[i];
            const fleet::NodeRecord before = i < m_previous->nodes.size() ? m_previous->nodes[i] : nullptr;
            if (node == before || node->identity->retired) {
                continue;
            }
            if (!before || before->identity != node->identity) {
                addBirth(before ? before->identity.get() : nullptr, *node, events);
            }
            if (before) {
                addLink(*before, *node, events);
                addService(*before, *node, events);
            }
        }
    }
    m_previous = snapshot;
}

} // namespace iso::events
