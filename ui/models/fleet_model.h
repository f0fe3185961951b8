#pragma once

#include "core/base/time.h"
#include "core/fleet/snapshot.h"
#include "ui/bridge/node_facts.h"
#include "ui/models/fleet_columns.h"
#include "ui/models/fleet_kind.h"
#include "ui/models/fleet_order.h"

#include <QAbstractItemModel>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace iso::models
{

struct FleetItem;
class FleetCells;

/// The fleet as a tree, region > site > node, or as a flat list of nodes. Values come straight from the newest
/// snapshot; a snapshot changes rows by one dataChanged for each parent. Rows are ordered by an index permutation
/// (FleetOrder), at most once a second and never while the order is frozen. GUI thread.
class FleetModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    using enum FleetColumn;
    using Kind = FleetKind;
    enum class Grouping { Regions, Flat };
    enum Role {
        KindRole = Qt::UserRole,
        NodeIdRole, ///< QString; empty for groups
        NameRole,   ///< QString: region, site or node
        ShapeRole,  ///< int of bridge::NodeShape; nodes only
        ToneRole,   ///< int of bridge::Tone, for the cell; in NodeColumn the tone of the state mark
        AbsentRole, ///< bool: the text is no value
        StaleRole,  ///< bool: the text is the last value there was, and it is old
        CellRole,   ///< FleetCell without its tip: text, AbsentRole and StaleRole at once
        TrendRole,  ///< fleet::Trend
        LostRole,   ///< QString: "lost 4 m" or "12 s old" where values cannot be shown or believed, else empty
    };
    static constexpr std::chrono::seconds kOrderInterval{1};
    /// When more nodes than this come, go or move at once, the model is reset: every single row would cost a view more.
    static constexpr std::size_t kResetFrom = 400;

    /// `clock` outlives the model.
    FleetModel(const Clock &clock, const bridge::Objectives &objectives, QObject *parent = nullptr);
    ~FleetModel() override;

    void setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot);
    /// Null before the first.
    [[nodiscard]] const std::shared_ptr<const fleet::FleetSnapshot> &snapshot() const { return m_snapshot; }
    /// Resets the model.
    void setGrouping(Grouping grouping);
    [[nodiscard]] Grouping grouping() const { return m_grouping; }
    /// While frozen no row moves, appears or goes; new and retired nodes wait.
    void setOrderFrozen(bool frozen);
    [[nodiscard]] bool isOrderFrozen() const { return m_frozen; }
    /// Nodes that wait for the order to thaw.
    [[nodiscard]] std::size_t waitingCount() const { return m_waiting.size(); }
    /// Decides which nodes are shown; none decides that all are but the retired ones.
    using Shows = std::function<bool(const fleet::NodeSnapshot &)>;
    /// Asked for by the user, so it happens at once, frozen or not. Resets the model.
    void setFilter(Shows shows);
    /// The filter decides otherwise than before for some nodes: they come and go, or wait while the order is frozen.
    void refilter();
    [[nodiscard]] std::vector<NodeId> shownNodes() const;
    /// The same, from top to bottom, as places in the snapshot.
    [[nodiscard]] std::vector<fleet::NodeIndex> shownIndexes() const;
    [[nodiscard]] std::size_t shownNodeCount() const;
    /// All but the retired ones, whatever the filter.
    [[nodiscard]] std::size_t knownNodeCount() const { return m_knownCount; }

    /// The row of a node; invalid when it is filtered out or not known.
    [[nodiscard]] QModelIndex indexOf(const NodeId &node, int column = NodeColumn) const;
    /// Null for groups.
    [[nodiscard]] fleet::NodeRecord nodeAt(const QModelIndex &index) const;
    /// The node of a node's row, all shown nodes below a group's row.
    [[nodiscard]] std::vector<NodeId> nodesUnder(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Asked for by the user, so it happens at once, frozen or not.
    void sort(int column, Qt::SortOrder order) override;

private:
    [[nodiscard]] const FleetItem &itemAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexFor(const FleetItem &item, int column) const; ///< invalid for the root
    /// The one place where it is decided whether a node is shown.
    [[nodiscard]] bool passesFilter(const fleet::NodeSnapshot &node) const;
    void startOver();
    void rebuild();
    void settleWaiting();
    void place(const std::vector<fleet::NodeIndex> &nodes);
    void append(FleetItem &parent, std::unique_ptr<FleetItem> child);
    void remove(FleetItem &item);
    /// Where a node belongs; made, and told to views, when it is not there yet.
    FleetItem &parentFor(const fleet::NodeIdentity &identity);
    void takeGroups();
    void announceChanges(const std::vector<fleet::NodeIndex> &changed);
    void reorder();
    [[nodiscard]] FleetCells cells() const;
    [[nodiscard]] std::vector<NodeId> idsUnder(const FleetItem &item) const;

    const Clock &m_clock;
    bridge::Objectives m_objectives;
    std::shared_ptr<const fleet::FleetSnapshot> m_snapshot;
    std::unique_ptr<FleetItem> m_root;
    std::vector<FleetItem *> m_itemOf; ///< by NodeIndex; null when not shown
    std::unordered_map<NodeId, fleet::NodeIndex> m_indexOf;
    std::vector<fleet::NodeIndex> m_waiting;
    std::size_t m_knownCount = 0;
    Grouping m_grouping = Grouping::Regions;
    Shows m_shows;
    FleetOrder m_order;
    bool m_frozen = false;
    bool m_orderDirty = false;
    bool m_groupsChanged = false;
    SteadyTime m_lastOrdered;
};

} // namespace iso::models

Q_DECLARE_METATYPE(iso::fleet::Trend)
