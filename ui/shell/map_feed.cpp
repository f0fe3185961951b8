#include "ui/shell/map_feed.h"

#include "ui/bridge/node_facts.h"
#include "ui/shell/actions.h"
#include "ui/shell/map_bar.h"
#include "ui/widgets/cluster_card.h"
#include "ui/widgets/hover_card.h"

#include <QAction>
#include <algorithm>
#include <utility>

namespace iso::shell
{

using map::MapMark;
using map::MapView;

MapFeed::MapFeed(MapView &view, const Cards &cards, const bridge::SessionBridge &bridge,
                 const bridge::ShownNodes &shown, bridge::Selection &selection, const bridge::Objectives &objectives,
                 QObject *parent)
    : QObject(parent)
    , m_view(view)
    , m_cards(cards)
    , m_bridge(bridge)
    , m_shown(shown)
    , m_selection(selection)
    , m_objectives(objectives)
    , m_badges(bridge.problems()->badges)
{
    m_view.setFigureReader(
        [this](std::span<const std::uint32_t> keys) { return figureFor(factsOf(keys), m_mode.colour, m_objectives); });
    m_view.setLegend(legendFor(m_mode, m_objectives));
    connect(&bridge, &bridge::SessionBridge::snapshotTaken, this, &MapFeed::refresh);
    connect(&bridge, &bridge::SessionBridge::frameTaken, this, &MapFeed::takeFrame);
    connect(&shown, &bridge::ShownNodes::filterChanged, this, &MapFeed::refreshAll);
    connect(&shown, &bridge::ShownNodes::drifted, this, &MapFeed::refreshAll);
    connect(&bridge, &bridge::SessionBridge::problemsChanged, this, &MapFeed::takeProblems);
    connect(&selection, &bridge::Selection::changed, this, &MapFeed::refreshAll);
    connectView();
    refresh();
}

void MapFeed::connectView()
{
    connect(&m_view, &MapView::markHovered, this,
            [this](std::uint32_t key, const QPoint &at) { hover({key}, false, at); });
    connect(&m_view, &MapView::clusterHovered, this,
            [this](const Keys &keys, const QPoint &at) { hover(keys, true, at); });
    connect(&m_view, &MapView::hoverEnded, this, &MapFeed::endHover);
    connect(&m_view, &MapView::markClicked, this,
            [this](std::uint32_t key, Qt::KeyboardModifiers modifiers) { choose({key}, false, modifiers); });
    connect(&m_view, &MapView::clusterClicked, this,
            [this](const Keys &keys, Qt::KeyboardModifiers modifiers) { choose(keys, true, modifiers); });
    connect(&m_view, &MapView::marksBoxed, this, [this](const Keys &keys, Qt::KeyboardModifiers modifiers) {
        // Shift draws the box; only Ctrl adds to what is selected.
        choose(keys, true, modifiers & ~Qt::KeyboardModifiers(Qt::ShiftModifier));
    });
    connect(&m_view, &MapView::backgroundClicked, &m_selection, &bridge::Selection::clear);
    connect(&m_view, &MapView::markActivated, this, [this](std::uint32_t key) {
        if (const fleet::NodeRecord node = nodeOf(key)) {
            Q_EMIT nodeActivated(node->id());
        }
    });
    connect(&m_view, &MapView::contextMenuRequested, this,
            [this](std::optional<std::uint32_t> key, const QPoint &globalAt) {
                openMenu(key ? Keys{*key} : Keys(), globalAt);
            });
    connect(&m_view, &MapView::clusterMenuRequested, this, &MapFeed::openMenu);
}

void MapFeed::follow(MapBar &bar, const Actions &actions)
{
    connect(&bar, &MapBar::modeChanged, this, &MapFeed::setMode);
    connect(&bar, &MapBar::dayNightChanged, this, &MapFeed::setDayNight);
    connect(&bar, &MapBar::dayNightChanged, actions.dayNight, &QAction::setChecked);
    connect(actions.dayNight, &QAction::triggered, &bar, &MapBar::setDayNight);
    connect(actions.findPlace, &QAction::triggered, &m_view, &MapView::findPlace);
    connect(actions.boxSelect, &QAction::triggered, &m_view, &MapView::setBoxTool);
    connect(&m_view, &MapView::boxToolChanged, actions.boxSelect, &QAction::setChecked);
    setMode(bar.mode());
    setDayNight(bar.showsDayNight());
}

void MapFeed::refreshAll()
{
    m_known.clear();
    refresh();
}

void MapFeed::takeProblems()
{
    const std::vector<problems::Badge> &badges = m_bridge.problems()->badges;
    for (std::size_t i = 0; i < m_known.size(); ++i) {
        const problems::Badge before = i < m_badges.size() ? m_badges[i] : problems::Badge();
        if (before != m_bridge.problems()->badgeOf(static_cast<fleet::NodeIndex>(i))) {
            m_known[i].reset();
        }
    }
    m_badges = badges;
    refresh();
}

void MapFeed::age(HubTime now)
{
    const HubTime before = std::exchange(m_agedAt, now);
    if (now < before) {
        std::fill(m_known.begin(), m_known.end(), nullptr); // what was too old is not any more
        return;
    }
    for (std::size_t i = 0; i < m_freshUntil.size(); ++i) {
        if (m_freshUntil[i] < now && before <= m_freshUntil[i]) {
            m_known[i].reset();
        }
    }
}

void MapFeed::refresh()
{
    const fleet::FleetSnapshot &snapshot = *m_bridge.snapshot();
    m_known.resize(snapshot.nodes.size());
    m_freshUntil.resize(snapshot.nodes.size());
    age(snapshot.takenAt);
    m_marks.resize(snapshot.nodes.size());
    std::vector<MapMark> marks;
    marks.reserve(snapshot.nodes.size());
    for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
        const fleet::NodeRecord &node = snapshot.nodes[i];
        if (node != m_known[i]) {
            m_known[i] = node;
            m_freshUntil[i] = fleet::freshUntil(*node);
            m_marks[i] = markOf(*node);
        }
        if (m_marks[i]) {
            marks.push_back(*m_marks[i]);
        }
    }
    m_view.setMarks(std::move(marks));
    refreshCards();
}

std::optional<MapMark> MapFeed::markOf(const fleet::NodeSnapshot &node) const
{
    if (!m_shown.contains(node)) {
        return std::nullopt;
    }
    auto mark = markFor(node, m_bridge.snapshot()->takenAt, m_mode, m_objectives, m_selection.contains(node.id()));
    if (mark) {
        const problems::Badge badge = m_bridge.problems()->badgeOf(node.index);
        mark->badge = {badge.severity, badge.count};
    }
    return mark;
}

void MapFeed::takeFrame()
{
    m_view.setDataAge(m_bridge.dataAge());
    m_view.setDayNight(m_showsDayNight ? std::optional(m_bridge.shownTime()) : std::nullopt);
}

void MapFeed::setMode(const MapMode &mode)
{
    m_mode = mode;
    m_view.setLegend(legendFor(m_mode, m_objectives));
    m_view.setFigureReader(
        [this](std::span<const std::uint32_t> keys) { return figureFor(factsOf(keys), m_mode.colour, m_objectives); });
    refreshAll();
}

void MapFeed::setDayNight(bool on)
{
    m_showsDayNight = on;
    takeFrame();
}

fleet::NodeRecord MapFeed::nodeOf(std::uint32_t key) const
{
    const auto &nodes = m_bridge.snapshot()->nodes;
    return key < nodes.size() ? nodes[key] : nullptr;
}

std::vector<fleet::NodeRecord> MapFeed::nodesOf(std::span<const std::uint32_t> keys) const
{
    std::vector<fleet::NodeRecord> nodes;
    nodes.reserve(keys.size());
    for (const std::uint32_t key : keys) {
        if (fleet::NodeRecord node = nodeOf(key); node && !bridge::isRetired(*node)) {
            nodes.push_back(std::move(node));
        }
    }
    return nodes;
}

bridge::GroupFacts MapFeed::factsOf(std::span<const std::uint32_t> keys) const
{
    return bridge::groupFactsOf(nodesOf(keys), latencyOf(m_mode.colour), m_bridge.shownTime());
}

void MapFeed::hover(const Keys &keys, bool isCluster, const QPoint &at)
{
    endHover();
    m_hovered = keys;
    m_isClusterHovered = isCluster;
    showCard();
    if (m_hovered.empty()) {
        return;
    }
    widgets::PointerCard &card = isCluster ? static_cast<widgets::PointerCard &>(m_cards.cluster) : m_cards.node;
    card.showAt(at);
    if (m_view.walkedTo()) {
        m_view.setSpokenText(card.spokenText());
    }
}

void MapFeed::endHover()
{
    m_hovered.clear();
    m_view.setSpokenText({});
    m_cards.node.hide();
    m_cards.cluster.hide();
}

void MapFeed::refreshCards()
{
    if (!m_hovered.empty()) {
        showCard();
    }
}

void MapFeed::showCard()
{
    const std::vector<fleet::NodeRecord> nodes = nodesOf(m_hovered);
    if (nodes.empty()) {
        endHover();
    } else if (m_isClusterHovered) {
        const telemetry::LatencyId latency = latencyOf(m_mode.colour);
        const bridge::GroupFacts facts = bridge::groupFactsOf(nodes, latency, m_bridge.shownTime());
        const fleet::NodeRecord slowest = facts.slowest ? nodeOf(*facts.slowest) : nullptr;
        m_cards.cluster.setGroup(facts, latency, slowest.get());
    } else {
        m_cards.node.setNode(*nodes.front(), m_bridge.shownTime());
    }
}

void MapFeed::choose(const Keys &keys, bool isCluster, Qt::KeyboardModifiers modifiers)
{
    std::vector<NodeId> chosen;
    for (const fleet::NodeRecord &node : nodesOf(keys)) {
        chosen.push_back(node->id());
    }
    const bool isAdded = modifiers.testFlag(Qt::ControlModifier) || modifiers.testFlag(Qt::ShiftModifier);
    if (!isAdded) {
        m_selection.select(chosen, chosen.size() == 1 ? chosen.front() : NodeId());
        return;
    }
    std::vector<NodeId> nodes = m_selection.nodes();
    const bool isTakenAway = !isCluster && chosen.size() == 1 && m_selection.contains(chosen.front());
    if (isTakenAway) {
        std::erase(nodes, chosen.front());
        m_selection.select(nodes, m_selection.current() == chosen.front() ? NodeId() : m_selection.current());
    } else {
        nodes.insert(nodes.end(), chosen.begin(), chosen.end());
        m_selection.select(nodes, chosen.size() == 1 ? chosen.front() : m_selection.current());
    }
}

void MapFeed::openMenu(const Keys &keys, const QPoint &globalAt)
{
    const std::vector<fleet::NodeRecord> nodes = nodesOf(keys);
    const bool areSelected = std::all_of(
        nodes.begin(), nodes.end(), [this](const fleet::NodeRecord &node) { return m_selection.contains(node->id()); });
    if (!areSelected) {
        choose(keys, nodes.size() > 1, Qt::NoModifier);
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
