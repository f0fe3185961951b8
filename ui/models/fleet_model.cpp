#include "ui/models/fleet_model.h"

#include "ui/models/fleet_item.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>

namespace iso::models
{

FleetModel::FleetModel(const Clock &clock, const bridge::Objectives &objectives, QObject *parent)
    : QAbstractItemModel(parent)
    , m_clock(clock)
    , m_objectives(objectives)
    , m_root(std::make_unique<FleetItem>())
{
}

FleetModel::~FleetModel() = default;

void FleetModel::setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot)
{
    const auto before = std::exchange(m_snapshot, snapshot);
    std::vector<fleet::NodeIndex> changed;
    std::vector<fleet::NodeIndex> toPlace;
    const std::size_t known = before ? before->nodes.size() : 0;
    for (std::size_t i = 0; i < snapshot->nodes.size(); ++i) {
        const auto node = static_cast<fleet::NodeIndex>(i);
        const fleet::NodeRecord &now = snapshot->nodes[i];
        if (i >= known) {
            m_indexOf.emplace(now->id(), node);
            toPlace.push_back(node);
        } else if (const fleet::NodeRecord &then = before->nodes[i]; now != then) {
            const bool moved = now->identity != then->identity && (now->identity->region != then->identity->region ||
                                                                   now->identity->site != then->identity->site ||
                                                                   now->identity->retired != then->identity->retired);
            (moved ? toPlace : changed).push_back(node);
        }
    }
    m_itemOf.resize(snapshot->nodes.size(), nullptr);
    if (known == 0) {
        if (!snapshot->nodes.empty()) {
            rebuild();
        }
        return;
    }
    m_waiting.insert(m_waiting.end(), toPlace.begin(), toPlace.end());
    if (!before || before->regions != snapshot->regions || before->sites != snapshot->sites) {
        takeGroups();
    }
    announceChanges(changed);
    if (m_frozen) {
        return;
    }
    settleWaiting();
    if (m_clock.steadyNow() - m_lastOrdered >= kOrderInterval) {
        reorder();
    }
}

void FleetModel::setOrderFrozen(bool frozen)
{
    m_frozen = frozen;
    if (!frozen) {
        settleWaiting();
    }
}

void FleetModel::setFilter(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed == m_filter) {
        return;
    }
    m_filter = trimmed;
    rebuild();
}

FleetItem &FleetModel::append(FleetItem &parent, std::unique_ptr<FleetItem> child)
{
    const int row = parent.childCount();
    child->parent = &parent;
    child->row = row;
    beginInsertRows(indexFor(parent, NodeColumn), row, row);
    parent.children.push_back(std::move(child));
    endInsertRows();
    m_orderDirty = true;
    return *parent.children.back();
}

namespace
{

FleetItem *childNamed(const FleetItem &parent, const std::string &name)
{
    const auto found = std::find_if(parent.children.begin(), parent.children.end(),
                                    [&name](const auto &child) { return child->name == name; });
    return found == parent.children.end() ? nullptr : found->get();
}

std::unique_ptr<FleetItem> group(FleetModel::Kind kind, const std::string &name)
{
    auto item = std::make_unique<FleetItem>();
    item->kind = kind;
    item->name = name;
    return item;
}

} // namespace

FleetItem &FleetModel::regionFor(const std::string &name)
{
    FleetItem *found = childNamed(*m_root, name);
    return found ? *found : append(*m_root, group(Kind::Region, name));
}

FleetItem &FleetModel::siteFor(FleetItem &region, const std::string &name)
{
    FleetItem *found = childNamed(region, name);
    return found ? *found : append(region, group(Kind::Site, name));
}

void FleetModel::place(const std::vector<fleet::NodeIndex> &nodes)
{
    std::map<FleetItem *, std::vector<fleet::NodeIndex>> bySite;
    for (const fleet::NodeIndex node : nodes) {
        const fleet::NodeSnapshot &snapshot = *m_snapshot->nodes[node];
        if (m_itemOf[node] != nullptr) {
            remove(*m_itemOf[node]);
        }
        if (bridge::matchesFilter(snapshot, m_filter)) {
            FleetItem &region = regionFor(snapshot.identity->region.text());
            bySite[&siteFor(region, snapshot.identity->site.text())].push_back(node);
        }
    }
    for (const auto &[site, added] : bySite) {
        const int first = site->childCount();
        beginInsertRows(indexFor(*site, NodeColumn), first, first + static_cast<int>(added.size()) - 1);
        for (const fleet::NodeIndex node : added) {
            auto item = std::make_unique<FleetItem>();
            item->kind = Kind::Node;
            item->parent = site;
            item->row = site->childCount();
            item->node = node;
            m_itemOf[node] = item.get();
            site->children.push_back(std::move(item));
        }
        m_shownNodes += added.size();
        endInsertRows();
    }
    m_orderDirty = true;
}

void FleetModel::remove(FleetItem &item)
{
    FleetItem &parent = *item.parent;
    const int row = item.row;
    beginRemoveRows(indexFor(parent, NodeColumn), row, row);
    if (item.kind == Kind::Node) {
        m_itemOf[item.node] = nullptr;
        --m_shownNodes;
    }
    parent.children.erase(parent.children.begin() + row);
    parent.renumber(static_cast<std::size_t>(row));
    endRemoveRows();
    // A group without nodes has nothing to say.
    if (parent.children.empty() && parent.parent != nullptr) {
        remove(parent);
    }
}

void FleetModel::settleWaiting()
{
    if (m_waiting.empty()) {
        return;
    }
    std::vector<fleet::NodeIndex> nodes = std::exchange(m_waiting, {});
    std::sort(nodes.begin(), nodes.end()); // a node may have moved twice
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    place(nodes);
    takeGroups();
}

void FleetModel::rebuild()
{
    beginResetModel();
    m_root = std::make_unique<FleetItem>();
    std::fill(m_itemOf.begin(), m_itemOf.end(), nullptr);
    m_waiting.clear();
    m_shownNodes = 0;
    std::map<std::pair<std::string, std::string>, FleetItem *> sites;
    for (std::size_t i = 0; m_snapshot && i < m_snapshot->nodes.size(); ++i) {
        const fleet::NodeSnapshot &node = *m_snapshot->nodes[i];
        if (!bridge::matchesFilter(node, m_filter)) {
            continue;
        }
        const auto put = [](FleetItem &parent, std::unique_ptr<FleetItem> child) -> FleetItem & {
            child->parent = &parent;
            child->row = parent.childCount();
            return *parent.children.emplace_back(std::move(child));
        };
        FleetItem *&site = sites[{node.identity->region.text(), node.identity->site.text()}];
        if (site == nullptr) {
            FleetItem *region = childNamed(*m_root, node.identity->region.text());
            if (region == nullptr) {
                region = &put(*m_root, group(Kind::Region, node.identity->region.text()));
            }
            site = &put(*region, group(Kind::Site, node.identity->site.text()));
        }
        auto item = std::make_unique<FleetItem>();
        item->kind = Kind::Node;
        item->node = static_cast<fleet::NodeIndex>(i);
        m_itemOf[i] = &put(*site, std::move(item));
        ++m_shownNodes;
    }
    takeGroups();
    m_orderDirty = false;
    std::vector<Move> moves;
    collectMoves(*m_root, moves);
    applyMoves(moves);
    m_lastOrdered = m_clock.steadyNow();
    m_groupsChanged = false; // the reset has told
    endResetModel();
}

void FleetModel::takeGroups()
{
    if (!m_snapshot) {
        return;
    }
    const std::string noRegion;
    // Both lists are sorted by region, then name.
    const auto find = [](const std::vector<fleet::GroupSummary> &groups, const std::string &region,
                         const std::string &name) -> const fleet::GroupSummary * {
        const auto key = std::tie(region, name);
        const auto found = std::lower_bound(groups.begin(), groups.end(), key,
                                            [](const fleet::GroupSummary &group, const auto &wanted) {
                                                return std::tie(group.region, group.name) < wanted;
                                            });
        return found != groups.end() && std::tie(found->region, found->name) == key ? &*found : nullptr;
    };
    for (const auto &region : m_root->children) {
        region->summary = find(*m_snapshot->regions, noRegion, region->name);
        for (const auto &site : region->children) {
            site->summary = find(*m_snapshot->sites, region->name, site->name);
        }
    }
    m_groupsChanged = true;
}

void FleetModel::announceChanges(const std::vector<fleet::NodeIndex> &changed)
{
    // One range a parent, from its first changed row to its last: views repaint what they show, not what changed.
    std::map<FleetItem *, std::pair<int, int>> ranges;
    const auto widen = [&ranges](FleetItem *parent, int row) {
        const auto [range, isNew] = ranges.try_emplace(parent, row, row);
        if (!isNew) {
            range->second.first = std::min(range->second.first, row);
            range->second.second = std::max(range->second.second, row);
        }
    };
    for (const fleet::NodeIndex node : changed) {
        if (const FleetItem *item = m_itemOf[node]) {
            widen(item->parent, item->row);
        }
    }
    if (std::exchange(m_groupsChanged, false) && !m_root->children.empty()) {
        ranges[m_root.get()] = {0, m_root->childCount() - 1};
        for (const auto &region : m_root->children) {
            ranges[region.get()] = {0, region->childCount() - 1};
        }
    }
    for (const auto &[parent, range] : ranges) {
        const auto &rows = parent->children;
        Q_EMIT dataChanged(indexFor(*rows[static_cast<std::size_t>(range.first)], NodeColumn),
                           indexFor(*rows[static_cast<std::size_t>(range.second)], ColumnCount - 1));
    }
}

void FleetModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = std::clamp(column, 0, ColumnCount - 1);
    m_sortOrder = order;
    m_orderDirty = true;
    reorder();
}

void FleetModel::reorder()
{
    m_lastOrdered = m_clock.steadyNow();
    if (m_sortColumn == NodeColumn && !m_orderDirty) {
        return; // names do not change
    }
    m_orderDirty = false;
    std::vector<Move> moves;
    collectMoves(*m_root, moves);
    if (moves.empty()) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    applyMoves(moves);
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    after.reserve(before.size());
    for (const QModelIndex &index : before) {
        after.push_back(indexFor(itemAt(index), index.column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void FleetModel::collectMoves(FleetItem &parent, std::vector<Move> &moves) const
{
    const auto &children = parent.children;
    struct Key {
        double value;
        std::string_view name;
    };
    std::vector<Key> keys;
    keys.reserve(children.size());
    for (const auto &child : children) {
        keys.push_back({sortValue(*child), nameOf(*child)});
    }
    std::vector<std::size_t> order(children.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const bool descending = m_sortOrder == Qt::DescendingOrder;
    const auto isBefore = [&keys, descending, byName = m_sortColumn == NodeColumn](std::size_t a, std::size_t b) {
        const Key &left = keys[a];
        const Key &right = keys[b];
        if (byName) {
            return descending ? right.name < left.name : left.name < right.name;
        }
        if (std::isnan(left.value) != std::isnan(right.value)) {
            return std::isnan(right.value); // what has no value stands last, whichever way
        }
        if (left.value != right.value && !std::isnan(left.value)) {
            return descending ? right.value < left.value : left.value < right.value;
        }
        return left.name < right.name;
    };
    if (!std::is_sorted(order.begin(), order.end(), isBefore)) {
        std::sort(order.begin(), order.end(), isBefore);
        moves.push_back({&parent, std::move(order)});
    }
    for (const auto &child : children) {
        collectMoves(*child, moves);
    }
}

void FleetModel::applyMoves(std::vector<Move> &moves)
{
    for (Move &move : moves) {
        auto &children = move.parent->children;
        std::vector<std::unique_ptr<FleetItem>> ordered;
        ordered.reserve(children.size());
        for (const std::size_t from : move.order) {
            ordered.push_back(std::move(children[from]));
        }
        children = std::move(ordered);
        move.parent->renumber();
    }
}

std::string_view FleetModel::nameOf(const FleetItem &item) const
{
    return item.kind == Kind::Node ? std::string_view(nodeOf(item).id().text()) : std::string_view(item.name);
}

double FleetModel::sortValue(const FleetItem &item) const
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const bool isNode = item.kind == Kind::Node;
    if (!isNode && item.summary == nullptr) {
        return kNone;
    }
    switch (m_sortColumn) {
    case CountColumn:
        return isNode ? kNone : item.summary->nodes;
    case TtftColumn:
    case TrendColumn:
        if (isNode) {
            return bridge::freshTtftP95_s(nodeOf(item), m_snapshot->takenAt).value_or(kNone);
        }
        return item.summary->ttft.count == 0 ? kNone : item.summary->ttft.p95.estimate;
    case LoadColumn:
        if (isNode) {
            return bridge::freshLoad_ratio(nodeOf(item), m_snapshot->takenAt).value_or(kNone);
        }
        return item.summary->load_ratio.value_or(kNone);
    default:
        return kNone;
    }
}

} // namespace iso::models
