#include "core/events/fleet_watch.h"

#include "core/events/birth_changes.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

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

bool FleetWatch::look(const fleet::FleetSnapshot &snapshot, std::size_t most, std::vector<Event> &events)
{
    if (!m_hasBegun) {
        m_hasBegun = true;
        m_known = snapshot.nodes;
        return true;
    }
    m_known.resize(snapshot.nodes.size());
    const std::size_t end = m_next + std::min(most, m_known.size() - m_next);
    for (; m_next < end; ++m_next) {
        const fleet::NodeRecord &node = snapshot.nodes[m_next];
        const fleet::NodeRecord before = std::exchange(m_known[m_next], node);
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
    if (m_next < m_known.size()) {
        return false;
    }
    m_next = 0;
    return true;
}

} // namespace iso::events
