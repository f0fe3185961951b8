#include "ui/models/fleet_model.h"

#include "ui/models/fleet_cells.h"
#include "ui/models/fleet_item.h"

#include <algorithm>
#include <map>
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
    const std::size_t known = before ? before->nodes.size() : 0;
    const std::size_t waitedBefore = m_waiting.size();
    bool isOtherFleet = known == 0 || snapshot->nodes.size() < known;
    for (std::size_t i = 0; !isOtherFleet && i < snapshot->nodes.size(); ++i) {
        const auto node = static_cast<fleet::NodeIndex>(i);
        const fleet::NodeRecord &now = snapshot->nodes[i];
        if (i >= known) {
            m_indexOf.emplace(now->id(), node);
            m_waiting.push_back(node);
            m_knownCount += bridge::isRetired(*now) ? 0U : 1U;
        } else if (const fleet::NodeRecord &then = before->nodes[i]; now != then) {
            if (now->identity != then->identity) {
                isOtherFleet = now->id() != then->id();
                if (now->identity->region != then->identity->region || now->identity->site != then->identity->site ||
                    now->identity->retired != then->identity->retired) {
                    m_waiting.push_back(node);
                    // Counted as they change: a look at every node costs more than all the rest of a snapshot.
                    m_knownCount += bridge::isRetired(*then) ? 1U : 0U;
                    m_knownCount -= bridge::isRetired(*now) ? 1U : 0U;
                    continue;
                }
            }
            changed.push_back(node);
        }
    }
    if (isOtherFleet) {
        m_waiting.resize(waitedBefore);
        startOver();
        return;
    }
    m_itemOf.resize(snapshot->nodes.size(), nullptr);
    if (before->regions != snapshot->regions || before->sites != snapshot->sites) {
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

void FleetModel::startOver()
{
    m_indexOf.clear();
    for (std::size_t i = 0; i < m_snapshot->nodes.size(); ++i) {
        m_indexOf.emplace(m_snapshot->nodes[i]->id(), static_cast<fleet::NodeIndex>(i));
    }
    m_knownCount = bridge::shownCount(*m_snapshot);
    m_order.forgetNames();
    rebuild();
}

void FleetModel::setGrouping(Grouping grouping)
{
    if (grouping != m_grouping) {
        m_grouping = grouping;
        rebuild();
    }
}

void FleetModel::setOrderFrozen(bool frozen)
{
    m_frozen = frozen;
    if (!frozen) {
        settleWaiting();
    }
}

void FleetModel::setFilter(Shows shows)
{
    m_shows = std::move(shows);
    rebuild();
}

void FleetModel::refilter()
{
    for (std::size_t i = 0; i < m_itemOf.size(); ++i) {
        if (passesFilter(*m_snapshot->nodes[i]) != (m_itemOf[i] != nullptr)) {
            m_waiting.push_back(static_cast<fleet::NodeIndex>(i));
        }
    }
    if (!m_frozen) {
        settleWaiting();
    }
}

bool FleetModel::passesFilter(const fleet::NodeSnapshot &node) const
{
    return m_shows ? m_shows(node) : !bridge::isRetired(node);
}

void FleetModel::append(FleetItem &parent, std::unique_ptr<FleetItem> child)
{
    const int row = parent.childCount();
    beginInsertRows(indexFor(parent, NodeColumn), row, row);
    parent.add(std::move(child));
    endInsertRows();
}

FleetItem &FleetModel::parentFor(const fleet::NodeIdentity &identity)
{
    if (m_grouping == Grouping::Flat) {
        return *m_root;
    }
    const auto child = [this](FleetItem &parent, Kind kind, const std::string &name) -> FleetItem & {
        FleetItem *found = parent.childNamed(name);
        if (found == nullptr) {
            append(parent, makeGroup(kind, name));
            found = parent.children.back().get();
        }
        return *found;
    };
    return child(child(*m_root, Kind::Region, identity.region.text()), Kind::Site, identity.site.text());
}

void FleetModel::place(const std::vector<fleet::NodeIndex> &nodes)
{
    // All that go before the first that comes: with its last node a group goes too, and nobody may hold on to it.
    for (const fleet::NodeIndex node : nodes) {
        if (m_itemOf[node] != nullptr) {
            remove(*m_itemOf[node]);
        }
    }
    std::map<FleetItem *, std::vector<fleet::NodeIndex>> byParent;
    for (const fleet::NodeIndex node : nodes) {
        const fleet::NodeSnapshot &snapshot = *m_snapshot->nodes[node];
        if (passesFilter(snapshot)) {
            byParent[&parentFor(*snapshot.identity)].push_back(node);
        }
    }
    for (const auto &[parent, added] : byParent) {
        const int first = parent->childCount();
        beginInsertRows(indexFor(*parent, NodeColumn), first, first + static_cast<int>(added.size()) - 1);
        for (const fleet::NodeIndex node : added) {
            m_itemOf[node] = &parent->add(makeNode(node));
        }
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
    }
    parent.removeChild(row);
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
    if (nodes.size() >= kResetFrom) {
        rebuild();
        return;
    }
    place(nodes);
    takeGroups();
}

void FleetModel::rebuild()
{
    beginResetModel();
    m_root = std::make_unique<FleetItem>();
    m_itemOf.assign(m_snapshot ? m_snapshot->nodes.size() : 0, nullptr);
    m_waiting.clear();
    std::map<std::pair<std::string_view, std::string_view>, FleetItem *> sites;
    for (std::size_t i = 0; i < m_itemOf.size(); ++i) {
        const fleet::NodeSnapshot &node = *m_snapshot->nodes[i];
        if (!passesFilter(node)) {
            continue;
        }
        FleetItem *parent = m_root.get();
        if (m_grouping == Grouping::Regions) {
            const std::string &regionName = node.identity->region.text();
            const std::string &siteName = node.identity->site.text();
            FleetItem *&site = sites[{regionName, siteName}];
            if (site == nullptr) {
                FleetItem *region = m_root->childNamed(regionName);
                if (region == nullptr) {
                    region = &m_root->add(makeGroup(Kind::Region, regionName));
                }
                site = &region->add(makeGroup(Kind::Site, siteName));
            }
            parent = site;
        }
        m_itemOf[i] = &parent->add(makeNode(static_cast<fleet::NodeIndex>(i)));
    }
    if (m_snapshot) {
        takeGroups();
        auto moves = m_order.movesFor(*m_root, *m_snapshot);
        FleetOrder::apply(moves);
    }
    m_orderDirty = false;
    m_lastOrdered = m_clock.steadyNow();
    m_groupsChanged = false; // the reset has told
    endResetModel();
}

void FleetModel::takeGroups()
{
    if (m_grouping == Grouping::Flat) {
        return;
    }
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
    const std::string noRegion;
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
    std::unordered_map<FleetItem *, std::pair<int, int>> ranges;
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
    m_order.setColumn(static_cast<FleetColumn>(std::clamp(column, 0, ColumnCount - 1)), order);
    m_orderDirty = true;
    reorder();
}

void FleetModel::reorder()
{
    m_lastOrdered = m_clock.steadyNow();
    if (!m_snapshot || (m_order.column() == NodeColumn && !m_orderDirty)) {
        return; // names do not change
    }
    m_orderDirty = false;
    auto moves = m_order.movesFor(*m_root, *m_snapshot);
    if (moves.empty()) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    FleetOrder::apply(moves);
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    after.reserve(before.size());
    for (const QModelIndex &index : before) {
        after.push_back(indexFor(itemAt(index), index.column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

} // namespace iso::models
