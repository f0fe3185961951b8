// What the cells of FleetModel say. The structure of the tree is in fleet_model.cpp.

#include "ui/models/fleet_item.h"
#include "ui/models/fleet_model.h"

#include <algorithm>

namespace iso::models
{

using bridge::Tone;
using bridge::ValueText;

const FleetItem &FleetModel::itemAt(const QModelIndex &index) const
{
    return index.isValid() ? *static_cast<const FleetItem *>(index.constInternalPointer()) : *m_root;
}

QModelIndex FleetModel::indexFor(const FleetItem &item, int column) const
{
    return item.parent == nullptr ? QModelIndex() : createIndex(item.row, column, &item);
}

const fleet::NodeSnapshot &FleetModel::nodeOf(const FleetItem &item) const
{
    return *m_snapshot->nodes[item.node];
}

QModelIndex FleetModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, itemAt(parent).children[static_cast<std::size_t>(row)].get());
}

QModelIndex FleetModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexFor(*itemAt(index).parent, NodeColumn) : QModelIndex();
}

int FleetModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : itemAt(parent).childCount();
}

int FleetModel::columnCount(const QModelIndex & /*parent*/) const
{
    return ColumnCount;
}

QModelIndex FleetModel::indexOf(const NodeId &node, int column) const
{
    const auto found = m_indexOf.find(node);
    if (found == m_indexOf.end() || m_itemOf[found->second] == nullptr) {
        return {};
    }
    return indexFor(*m_itemOf[found->second], column);
}

fleet::NodeRecord FleetModel::nodeAt(const QModelIndex &index) const
{
    if (!index.isValid() || itemAt(index).kind != Kind::Node) {
        return nullptr;
    }
    return m_snapshot->nodes[itemAt(index).node];
}

std::vector<NodeId> FleetModel::nodesUnder(const QModelIndex &index) const
{
    return index.isValid() ? idsUnder(itemAt(index)) : std::vector<NodeId>();
}

std::vector<NodeId> FleetModel::shownNodes() const
{
    return idsUnder(*m_root);
}

std::vector<NodeId> FleetModel::idsUnder(const FleetItem &item) const
{
    std::vector<NodeId> ids;
    item.forEachNode([&](const FleetItem &node) { ids.push_back(nodeOf(node).id()); });
    return ids;
}

QVariant FleetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const FleetItem &item = itemAt(index);
    const bool isNode = item.kind == Kind::Node;
    switch (role) {
    case Qt::DisplayRole:
        return cellText(item, index.column()).text;
    case Qt::ToolTipRole:
        return tipFor(item, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(index.column() == NodeColumn ? Qt::AlignLeft | Qt::AlignVCenter
                                                                              : Qt::AlignRight | Qt::AlignVCenter));
    case KindRole:
        return static_cast<int>(item.kind);
    case NodeIdRole:
        return isNode ? bridge::toQString(nodeOf(item).id().text()) : QString();
    case NameRole:
        return bridge::toQString(nameOf(item));
    case ShapeRole:
        return isNode ? QVariant(static_cast<int>(bridge::shapeOf(nodeOf(item)))) : QVariant();
    case ToneRole:
        return static_cast<int>(cellTone(item, index.column()));
    case AbsentRole:
        return !cellText(item, index.column()).isValue;
    case TrendRole:
        return trendOf(item);
    case LostRole:
        return lostTextOf(item);
    default:
        return {};
    }
}

QVariant FleetModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(section == NodeColumn ? Qt::AlignLeft | Qt::AlignVCenter
                                                                       : Qt::AlignRight | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
    case NodeColumn:
        return tip ? tr("Region, site and node") : tr("Node");
    case CountColumn:
        return tip ? tr("Nodes in the group") : QString();
    case TtftColumn:
        return tip ? tr("Time to first token, 95th percentile of the last minute, in milliseconds") : tr("TTFT p95");
    case LoadColumn:
        return tip ? tr("Share of the node's capacity in use; the mean for groups") : tr("Load");
    case TrendColumn:
        return tip ? tr("TTFT p95 over the last 10 minutes") : tr("10 min");
    default:
        return {};
    }
}

ValueText FleetModel::cellText(const FleetItem &item, int column) const
{
    const bool isNode = item.kind == Kind::Node;
    switch (column) {
    case NodeColumn:
        return ValueText::of(bridge::toQString(nameOf(item)));
    case CountColumn: {
        if (isNode) {
            return ValueText::of(QString());
        }
        std::uint64_t count = 0;
        item.forEachNode([&count](const FleetItem &) { ++count; });
        return ValueText::of(bridge::grouped(count));
    }
    case TtftColumn:
        if (isNode) {
            return bridge::ttftText(nodeOf(item), m_snapshot->takenAt);
        }
        if (item.summary == nullptr || item.summary->ttft.count == 0) {
            return ValueText::absent(tr("no first token was measured in the last minute"));
        }
        return ValueText::of(bridge::bareMilliseconds(item.summary->ttft.p95.estimate));
    case LoadColumn:
        if (isNode) {
            return bridge::loadText(nodeOf(item), m_snapshot->takenAt);
        }
        if (item.summary == nullptr || !item.summary->load_ratio) {
            return ValueText::absent(tr("no node reports its load"));
        }
        return ValueText::of(bridge::percent(*item.summary->load_ratio));
    case TrendColumn:
        return ValueText::of(lostTextOf(item));
    default:
        return {};
    }
}

Tone FleetModel::cellTone(const FleetItem &item, int column) const
{
    if (item.kind == Kind::Node) {
        const fleet::NodeSnapshot &node = nodeOf(item);
        if (column == LoadColumn) {
            return bridge::loadTone(node, m_snapshot->takenAt, m_objectives);
        }
        if (column == NodeColumn && bridge::isLost(node)) {
            return Tone::Bad;
        }
        return bridge::toneOf(node, m_snapshot->takenAt, m_objectives);
    }
    if (item.summary == nullptr || column == NodeColumn) {
        return Tone::None;
    }
    if (column == LoadColumn) {
        const std::optional<double> load = item.summary->load_ratio;
        return load && *load >= m_objectives.highLoad_ratio ? Tone::Over : Tone::None;
    }
    if (item.summary->ttft.count == 0) {
        return Tone::None;
    }
    return bridge::toneAgainst(item.summary->ttft.p95.estimate, m_objectives.ttftP95_s, m_objectives);
}

QString FleetModel::tipFor(const FleetItem &item, int column) const
{
    const ValueText cell = cellText(item, column);
    if (!cell.reason.isEmpty()) {
        return cell.reason;
    }
    if (item.kind == Kind::Node) {
        const fleet::NodeSnapshot &node = nodeOf(item);
        const QString place = bridge::toQString(node.identity->birth.placeName);
        const QString head = place.isEmpty() ? cell.text : tr("%1, %2").arg(bridge::toQString(node.id().text()), place);
        return tr("%1\n%2").arg(head, bridge::serviceAndLink(node));
    }
    if (item.summary == nullptr) {
        return {};
    }
    return tr("%1: %2 of %3 nodes serving")
        .arg(bridge::toQString(item.name), bridge::grouped(item.summary->serving),
             bridge::grouped(item.summary->nodes));
}

QVariant FleetModel::trendOf(const FleetItem &item) const
{
    if (item.kind == Kind::Node) {
        return QVariant::fromValue(nodeOf(item).ttftTrend);
    }
    return item.summary == nullptr ? QVariant() : QVariant::fromValue(item.summary->ttftTrend);
}

QString FleetModel::lostTextOf(const FleetItem &item) const
{
    if (item.kind == Kind::Node) {
        return bridge::lostText(nodeOf(item), m_snapshot->takenAt);
    }
    if (item.summary == nullptr) {
        return {};
    }
    const auto count = [&item](telemetry::LinkState state) {
        return item.summary->byLink[static_cast<std::size_t>(state)];
    };
    if (count(telemetry::LinkState::Live) + count(telemetry::LinkState::Late) > 0) {
        return {};
    }
    // A group is lost since its last node was.
    const fleet::NodeSnapshot *last = nullptr;
    item.forEachNode([&](const FleetItem &child) {
        const fleet::NodeSnapshot &node = nodeOf(child);
        if (!bridge::isHeard(node) && (last == nullptr || last->linkSince < node.linkSince)) {
            last = &node;
        }
    });
    return last == nullptr ? QString() : bridge::lostText(*last, m_snapshot->takenAt);
}

} // namespace iso::models
