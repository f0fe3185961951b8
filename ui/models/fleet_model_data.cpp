// FleetModel as views ask it: indexes, data, headers. What it is made of is in fleet_model.cpp.

#include "ui/models/fleet_cells.h"
#include "ui/models/fleet_item.h"
#include "ui/models/fleet_model.h"

namespace iso::models
{

namespace
{

QVariant alignmentOf(const FleetColumnInfo &column)
{
    return QVariant::fromValue(Qt::Alignment(column.isLeft() ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
}

} // namespace

FleetCells FleetModel::cells() const
{
    return {*m_snapshot, m_objectives};
}

const FleetItem &FleetModel::itemAt(const QModelIndex &index) const
{
    return index.isValid() ? *static_cast<const FleetItem *>(index.constInternalPointer()) : *m_root;
}

QModelIndex FleetModel::indexFor(const FleetItem &item, int column) const
{
    return item.parent == nullptr ? QModelIndex() : createIndex(item.row, column, &item);
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

bool FleetModel::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0;
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

std::vector<fleet::NodeIndex> FleetModel::shownIndexes() const
{
    std::vector<fleet::NodeIndex> indexes;
    indexes.reserve(m_root->nodeCount);
    m_root->forEachNode([&indexes](const FleetItem &node) { indexes.push_back(node.node); });
    return indexes;
}

std::size_t FleetModel::shownNodeCount() const
{
    return m_root->nodeCount;
}

std::vector<NodeId> FleetModel::idsUnder(const FleetItem &item) const
{
    std::vector<NodeId> ids;
    ids.reserve(item.nodeCount);
    item.forEachNode([&](const FleetItem &node) { ids.push_back(m_snapshot->nodes[node.node]->id()); });
    return ids;
}

QVariant FleetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const FleetItem &item = itemAt(index);
    const FleetColumnInfo &column = infoOf(static_cast<FleetColumn>(index.column()));
    const bool isNode = item.kind == Kind::Node;
    switch (role) {
    case Qt::DisplayRole:
        return cells().cell(item, column).text;
    case Qt::ToolTipRole:
        return FleetCells(*m_snapshot, m_objectives, FleetCells::Tips::Yes).cell(item, column).tip;
    case Qt::TextAlignmentRole:
        return alignmentOf(column);
    case KindRole:
        return static_cast<int>(item.kind);
    case NodeIdRole:
        return isNode ? bridge::toQString(cells().name(item)) : QString();
    case NameRole:
        return bridge::toQString(cells().name(item));
    case ShapeRole:
        return isNode ? QVariant(static_cast<int>(bridge::shapeOf(cells().node(item)))) : QVariant();
    case ToneRole:
        return static_cast<int>(cells().tone(item, column.column));
    case AbsentRole:
        return !cells().cell(item, column).isValue;
    case StaleRole:
        return cells().cell(item, column).isStale;
    case CellRole:
        return QVariant::fromValue(cells().cell(item, column));
    case TrendRole: {
        const fleet::Trend *trend = cells().trend(item);
        return trend == nullptr ? QVariant() : QVariant::fromValue(*trend);
    }
    case LostRole:
        return cells().silence(item);
    default:
        return {};
    }
}

QVariant FleetModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    const FleetColumnInfo &column = infoOf(static_cast<FleetColumn>(section));
    switch (role) {
    case Qt::TextAlignmentRole:
        return alignmentOf(column);
    case Qt::DisplayRole:
        return titleOf(column);
    case Qt::ToolTipRole:
        return tipOf(column);
    default:
        return {};
    }
}

} // namespace iso::models
