#include "ui/shell/map_feed.h"

#include "ui/bridge/node_facts.h"
#include "ui/widgets/hover_card.h"

#include <algorithm>
#include <limits>

namespace iso::shell
{

using map::MapMark;
using map::MarkShape;
using map::MarkTone;

namespace
{

MarkShape shapeFor(bridge::NodeShape shape)
{
    switch (shape) {
    case bridge::NodeShape::Triangle:
        return MarkShape::Triangle;
    case bridge::NodeShape::DashedRing:
        return MarkShape::DashedRing;
    case bridge::NodeShape::Diamond:
        return MarkShape::Diamond;
    case bridge::NodeShape::Square:
        return MarkShape::Square;
    case bridge::NodeShape::Dot:
    case bridge::NodeShape::Ring:
        break;
    }
    return MarkShape::Circle;
}

MarkTone toneFor(const fleet::NodeSnapshot &node, bridge::Tone tone)
{
    using telemetry::ServiceState;
    if (bridge::isLost(node)) {
        return MarkTone::Bad;
    }
    if (node.service == ServiceState::Draining || node.service == ServiceState::Drained) {
        return MarkTone::Draining;
    }
    switch (tone) {
    case bridge::Tone::Ok:
        return MarkTone::Ok;
    case bridge::Tone::Near:
        return MarkTone::Near;
    case bridge::Tone::Over:
        return MarkTone::Over;
    case bridge::Tone::Bad:
        return MarkTone::Bad;
    case bridge::Tone::None:
        break;
    }
    return node.service == ServiceState::Idle ? MarkTone::Idle : MarkTone::Unknown;
}

} // namespace

std::optional<MapMark> markFor(const fleet::NodeSnapshot &node, HubTime now, const bridge::Objectives &objectives,
                               const bridge::Selection &selection)
{
    if (!node.identity->birth.place) {
        return std::nullopt;
    }
    MapMark mark;
    mark.place = *node.identity->birth.place;
    mark.key = node.index;
    const auto load = bridge::freshLoad_ratio(node, now);
    mark.load = load ? static_cast<float>(std::clamp(*load, 0.0, 1.0)) : std::numeric_limits<float>::quiet_NaN();
    mark.shape = shapeFor(bridge::shapeOf(node));
    mark.tone = toneFor(node, bridge::toneOf(node, now, objectives));
    // A lost node is no longer "stale": the triangle says what is known about it.
    mark.stale = !bridge::isLost(node) && bridge::isStale(node, now);
    mark.selected = selection.contains(node.id());
    return mark;
}

MapFeed::MapFeed(map::MapView &view, widgets::HoverCard &card, const bridge::SessionBridge &bridge,
                 bridge::Selection &selection, const bridge::Objectives &objectives, QObject *parent)
    : QObject(parent)
    , m_view(view)
    , m_card(card)
    , m_bridge(bridge)
    , m_selection(selection)
    , m_objectives(objectives)
{
    connect(&bridge, &bridge::SessionBridge::snapshotTaken, this, &MapFeed::refresh);
    connect(&bridge, &bridge::SessionBridge::frameTaken, this, [this] { m_view.setDataAge(m_bridge.dataAge()); });
    connect(&selection, &bridge::Selection::changed, this, &MapFeed::refresh);
    connect(&view, &map::MapView::markHovered, this, &MapFeed::hover);
    connect(&view, &map::MapView::hoverEnded, this, [this] {
        m_hovered.reset();
        m_card.hide();
    });
    connect(&view, &map::MapView::markClicked, this, &MapFeed::click);
    connect(&view, &map::MapView::backgroundClicked, &selection, &bridge::Selection::clear);
    connect(&view, &map::MapView::markActivated, this, [this](std::uint32_t key) {
        if (const fleet::NodeRecord node = nodeOf(key)) {
            Q_EMIT nodeActivated(node->id());
        }
    });
    connect(&view, &map::MapView::contextMenuRequested, this, &MapFeed::openMenu);
    refresh();
}

void MapFeed::refresh()
{
    const fleet::FleetSnapshot &snapshot = *m_bridge.snapshot();
    std::vector<MapMark> marks;
    marks.reserve(snapshot.nodes.size());
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        if (!bridge::matchesFilter(*node, m_filter)) {
            continue;
        }
        if (const auto mark = markFor(*node, snapshot.takenAt, m_objectives, m_selection)) {
            marks.push_back(*mark);
        }
    }
    m_view.setMarks(std::move(marks));
    if (m_hovered) {
        const fleet::NodeRecord node = nodeOf(*m_hovered);
        if (node && bridge::isRetired(*node)) {
            m_hovered.reset();
            m_card.hide();
        } else if (node) {
            m_card.setNode(*node, snapshot.takenAt);
        }
    }
}

void MapFeed::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    refresh();
}

fleet::NodeRecord MapFeed::nodeOf(std::uint32_t key) const
{
    const auto &nodes = m_bridge.snapshot()->nodes;
    return key < nodes.size() ? nodes[key] : nullptr;
}

void MapFeed::hover(std::uint32_t key, const QPoint &at)
{
    const fleet::NodeRecord node = nodeOf(key);
    if (!node) {
        return;
    }
    m_hovered = key;
    m_card.setNode(*node, m_bridge.shownTime());
    m_card.showAt(at);
}

void MapFeed::click(std::uint32_t key, Qt::KeyboardModifiers modifiers)
{
    const fleet::NodeRecord node = nodeOf(key);
    if (!node) {
        return;
    }
    if (!modifiers.testFlag(Qt::ControlModifier) && !modifiers.testFlag(Qt::ShiftModifier)) {
        m_selection.select(node->id());
        return;
    }
    std::vector<NodeId> nodes = m_selection.nodes();
    if (m_selection.contains(node->id())) {
        std::erase(nodes, node->id());
        m_selection.select(nodes, m_selection.current() == node->id() ? NodeId() : m_selection.current());
    } else {
        nodes.push_back(node->id());
        m_selection.select(nodes, node->id());
    }
}

void MapFeed::openMenu(std::optional<std::uint32_t> key, const QPoint &globalAt)
{
    const fleet::NodeRecord node = key ? nodeOf(*key) : nullptr;
    if (node && !m_selection.contains(node->id())) {
        m_selection.select(node->id());
    }
    Q_EMIT contextMenuRequested(globalAt);
}

void MapFeed::fitToSelection()
{
    std::vector<GeoPoint> places;
    for (const NodeId &id : m_selection.nodes()) {
        const fleet::NodeRecord node = m_bridge.findNode(id);
        if (node && node->identity->birth.place) {
            places.push_back(*node->identity->birth.place);
        }
    }
    if (!places.empty()) {
        m_view.fitTo(places);
    }
}

} // namespace iso::shell
