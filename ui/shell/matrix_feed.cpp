#include "ui/shell/matrix_feed.h"

#include "ui/bridge/node_facts.h"
#include "ui/matrix/matrix_legend.h"
#include "ui/matrix/matrix_view.h"
#include "ui/widgets/hover_card.h"

#include <QEvent>
#include <algorithm>
#include <numeric>
#include <tuple>

namespace iso::shell
{

using map::MarkShape;
using map::MarkTone;
using matrix::MatrixCell;
using matrix::MatrixView;

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

MatrixCell cellFor(const fleet::NodeSnapshot &node, HubTime now, const bridge::Objectives &objectives,
                   const bridge::Selection &selection)
{
    MatrixCell cell;
    cell.key = node.index;
    cell.shape = shapeFor(bridge::shapeOf(node));
    cell.tone = toneFor(node, bridge::toneOf(node, now, objectives));
    // A lost node is no longer "stale": the triangle says what is known about it.
    cell.stale = !bridge::isLost(node) && bridge::isStale(node, now);
    cell.selected = selection.contains(node.id());
    return cell;
}

MatrixFeed::MatrixFeed(const Parts &parts, const bridge::SessionBridge &bridge, const bridge::ShownNodes &shown,
                       bridge::Selection &selection, const bridge::Objectives &objectives, QObject *parent)
    : QObject(parent)
    , m_view(parts.view)
    , m_legend(parts.legend)
    , m_card(parts.card)
    , m_bridge(bridge)
    , m_filtered(shown)
    , m_selection(selection)
    , m_objectives(objectives)
{
    m_view.installEventFilter(this);
    connect(&bridge, &bridge::SessionBridge::snapshotTaken, this, &MatrixFeed::refresh);
    connect(&shown, &bridge::ShownNodes::filterChanged, this, [this] {
        m_shown.clear(); // asked for by the user, so it happens at once
        refresh();
    });
    connect(&selection, &bridge::Selection::changed, this, &MatrixFeed::showSelection);
    connect(&m_view, &MatrixView::pointerLeft, this, &MatrixFeed::refresh);
    connect(&m_view, &MatrixView::cellHovered, this, &MatrixFeed::hover);
    connect(&m_view, &MatrixView::hoverEnded, this, [this] {
        m_hovered.reset();
        m_card.hide();
    });
    connect(&m_view, &MatrixView::cellClicked, this, &MatrixFeed::click);
    connect(&m_view, &MatrixView::cellsChosen, this, &MatrixFeed::choose);
    connect(&m_view, &MatrixView::backgroundClicked, &selection, &bridge::Selection::clear);
    connect(&m_view, &MatrixView::cellActivated, this, [this](std::uint32_t key) {
        if (const fleet::NodeRecord node = nodeOf(key)) {
            Q_EMIT nodeActivated(node->id());
        }
    });
    connect(&m_view, &MatrixView::contextMenuRequested, this, &MatrixFeed::openMenu);
    explain();
    refresh();
}

void MatrixFeed::explain()
{
    const auto cell = [](MarkTone tone, MarkShape shape = MarkShape::Circle, bool stale = false) {
        return MatrixCell{tone, shape, stale, false, 0};
    };
    const auto share = [](double ratio) { return bridge::percent(ratio); };
    m_legend.setEntries(tr("TTFT p95 against %1").arg(bridge::milliseconds(m_objectives.ttftP95_s)),
                        {{cell(MarkTone::Ok), tr("< %1").arg(share(m_objectives.nearLimit_ratio))},
                         {cell(MarkTone::Near), tr("near")},
                         {cell(MarkTone::Over), tr("over")},
                         {cell(MarkTone::Bad), tr("> %1").arg(share(m_objectives.badLimit_ratio))},
                         {cell(MarkTone::Bad, MarkShape::Triangle), tr("lost")},
                         {cell(MarkTone::Bad, MarkShape::Diamond), tr("stalled")},
                         {cell(MarkTone::Bad, MarkShape::Square), tr("failed")},
                         {cell(MarkTone::Draining, MarkShape::DashedRing), tr("draining")},
                         {cell(MarkTone::Idle), tr("idle")},
                         {cell(MarkTone::Unknown), tr("no figure")},
                         {cell(MarkTone::Unknown, MarkShape::Circle, true), tr("stale")}});
}

bool MatrixFeed::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show) {
        refresh();
        showSelection();
    }
    return QObject::eventFilter(watched, event);
}

void MatrixFeed::sortNodes()
{
    const auto &nodes = m_bridge.snapshot()->nodes;
    const bool isSorted = std::equal(nodes.begin(), nodes.end(), m_identities.begin(), m_identities.end(),
                                     [](const auto &node, const auto &identity) { return node->identity == identity; });
    if (isSorted) {
        return;
    }
    m_identities.clear();
    for (const fleet::NodeRecord &node : nodes) {
        m_identities.push_back(node->identity);
    }
    m_sorted.resize(nodes.size());
    std::iota(m_sorted.begin(), m_sorted.end(), fleet::NodeIndex{0});
    std::sort(m_sorted.begin(), m_sorted.end(), [this](fleet::NodeIndex a, fleet::NodeIndex b) {
        const fleet::NodeIdentity &left = *m_identities[a];
        const fleet::NodeIdentity &right = *m_identities[b];
        return std::tie(left.region.text(), left.site.text(), left.id.text()) <
               std::tie(right.region.text(), right.site.text(), right.id.text());
    });
}

void MatrixFeed::takeShown()
{
    sortNodes();
    const fleet::FleetSnapshot &snapshot = *m_bridge.snapshot();
    m_shown.clear();
    m_groups.clear();
    const fleet::NodeIdentity *last = nullptr;
    for (const fleet::NodeIndex index : m_sorted) {
        const fleet::NodeSnapshot &node = *snapshot.nodes[index];
        if (!m_filtered.contains(node)) {
            continue;
        }
        const fleet::NodeIdentity &identity = *node.identity;
        if (last == nullptr || last->site != identity.site || last->region != identity.region) {
            m_groups.push_back({bridge::toQString(identity.region.text()), bridge::toQString(identity.site.text()), 0});
        }
        last = &identity;
        ++m_groups.back().count;
        m_shown.push_back(index);
    }
}

void MatrixFeed::refresh()
{
    if (!m_view.isVisible()) {
        return;
    }
    const fleet::FleetSnapshot &snapshot = *m_bridge.snapshot();
    const bool isKnown = m_shown.empty() || *std::max_element(m_shown.begin(), m_shown.end()) < snapshot.nodes.size();
    if (!m_view.isPointerAtWork() || m_shown.empty() || !isKnown) {
        takeShown();
    }
    std::vector<MatrixCell> cells;
    cells.reserve(m_shown.size());
    for (const fleet::NodeIndex index : m_shown) {
        cells.push_back(cellFor(*snapshot.nodes[index], snapshot.takenAt, m_objectives, m_selection));
    }
    m_view.setCells(m_groups, std::move(cells));
    const std::size_t known = bridge::shownCount(snapshot);
    m_view.setEmptyText(known == 0 ? tr("No nodes yet")
                                   : tr("No node matches the filter. Esc in the filter shows all."));
    m_legend.setNote(m_shown.size() == known
                         ? tr("%1 nodes").arg(bridge::grouped(known))
                         : tr("%1 of %2 nodes").arg(bridge::grouped(m_shown.size()), bridge::grouped(known)));
    if (const fleet::NodeRecord node = m_hovered ? nodeOf(*m_hovered) : nullptr) {
        m_card.setNode(*node, snapshot.takenAt);
    }
}

fleet::NodeRecord MatrixFeed::nodeOf(std::uint32_t key) const
{
    const auto &nodes = m_bridge.snapshot()->nodes;
    return key < nodes.size() ? nodes[key] : nullptr;
}

void MatrixFeed::showSelection()
{
    refresh();
    const fleet::NodeRecord current =
        m_selection.current().isEmpty() ? nullptr : m_bridge.findNode(m_selection.current());
    m_view.setCurrent(current ? std::optional<std::uint32_t>(current->index) : std::nullopt);
    m_view.setAccessibleDescription(
        current ? tr("%1, %2").arg(bridge::toQString(current->id().text()), bridge::serviceAndLink(*current))
                : QString());
}

void MatrixFeed::hover(std::uint32_t key, const QPoint &at)
{
    const fleet::NodeRecord node = nodeOf(key);
    if (!node) {
        return;
    }
    m_hovered = key;
    m_card.setNode(*node, m_bridge.shownTime());
    m_card.showAt(at);
}

void MatrixFeed::click(std::uint32_t key, Qt::KeyboardModifiers modifiers)
{
    const fleet::NodeRecord node = nodeOf(key);
    if (!node) {
        return;
    }
    const bool adds = modifiers.testFlag(Qt::ControlModifier) || modifiers.testFlag(Qt::ShiftModifier);
    if (!adds) {
        m_selection.select(node->id());
        return;
    }
    std::vector<NodeId> nodes = m_selection.nodes();
    if (modifiers.testFlag(Qt::ControlModifier) && m_selection.contains(node->id())) {
        std::erase(nodes, node->id());
        m_selection.select(nodes, m_selection.current() == node->id() ? NodeId() : m_selection.current());
    } else {
        nodes.push_back(node->id());
        m_selection.select(nodes, node->id());
    }
}

void MatrixFeed::choose(const std::vector<std::uint32_t> &keys, Qt::KeyboardModifiers modifiers)
{
    const bool adds = modifiers.testFlag(Qt::ControlModifier) || modifiers.testFlag(Qt::ShiftModifier);
    std::vector<NodeId> nodes = adds ? m_selection.nodes() : std::vector<NodeId>();
    for (const std::uint32_t key : keys) {
        if (const fleet::NodeRecord node = nodeOf(key)) {
            nodes.push_back(node->id());
        }
    }
    m_selection.select(nodes, {});
}

void MatrixFeed::openMenu(std::optional<std::uint32_t> key, const QPoint &globalAt)
{
    const fleet::NodeRecord node = key ? nodeOf(*key) : nullptr;
    if (node && !m_selection.contains(node->id())) {
        m_selection.select(node->id());
    }
    Q_EMIT contextMenuRequested(globalAt);
}

} // namespace iso::shell
