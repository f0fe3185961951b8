#pragma once

#include "core/base/time.h"
#include "core/fleet/snapshot.h"
#include "ui/bridge/node_facts.h"

#include <QAbstractItemModel>
#include <memory>
#include <unordered_map>
#include <vector>

namespace iso::models
{

struct FleetItem;

/// The fleet as a tree: region > site > node. Values come straight from the newest snapshot; a snapshot changes rows by
/// one dataChanged for each parent. Rows are ordered by an index permutation, at most once a second and never while the
/// order is frozen. GUI thread.
class FleetModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { NodeColumn = 0, CountColumn, TtftColumn, LoadColumn, TrendColumn, ColumnCount };
    enum class Kind { Region, Site, Node };
    enum Role {
        KindRole = Qt::UserRole,
        NodeIdRole, ///< QString; empty for groups
        NameRole,   ///< QString: region, site or node
        ShapeRole,  ///< int of bridge::NodeShape; nodes only
        ToneRole,   ///< int of bridge::Tone, for the cell; in NodeColumn the tone of the state mark
        AbsentRole, ///< bool: the text is no value
        TrendRole,  ///< fleet::Trend
        LostRole,   ///< QString: "lost 4 m" where values cannot be shown, else empty
    };
    static constexpr std::chrono::seconds kOrderInterval{1};

    /// `clock` outlives the model.
    FleetModel(const Clock &clock, const bridge::Objectives &objectives, QObject *parent = nullptr);
    ~FleetModel() override;

    void setSnapshot(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot);
    /// While frozen no row moves, appears or goes; new and retired nodes wait.
    void setOrderFrozen(bool frozen);
    [[nodiscard]] bool isOrderFrozen() const { return m_frozen; }
    /// Nodes that wait for the order to thaw.
    [[nodiscard]] std::size_t waitingCount() const { return m_waiting.size(); }
    /// Shows the nodes whose id, site, region or place contains the text, without regard to case. Resets the model.
    void setFilter(const QString &text);
    [[nodiscard]] std::vector<NodeId> shownNodes() const;
    [[nodiscard]] std::size_t shownNodeCount() const { return m_shownNodes; }

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
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Asked for by the user, so it happens at once, frozen or not.
    void sort(int column, Qt::SortOrder order) override;

private:
    /// The children of one parent in a new order: order[new row] = old row.
    struct Move {
        FleetItem *parent;
        std::vector<std::size_t> order;
    };

    [[nodiscard]] const FleetItem &itemAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexFor(const FleetItem &item, int column) const; ///< invalid for the root
    FleetItem &regionFor(const std::string &name);
    FleetItem &siteFor(FleetItem &region, const std::string &name);
    FleetItem &append(FleetItem &parent, std::unique_ptr<FleetItem> child);
    void place(const std::vector<fleet::NodeIndex> &nodes);
    void remove(FleetItem &item);
    void settleWaiting();
    void rebuild();
    void takeGroups();
    void announceChanges(const std::vector<fleet::NodeIndex> &changed);
    void reorder();
    void collectMoves(FleetItem &parent, std::vector<Move> &moves) const;
    static void applyMoves(std::vector<Move> &moves);
    [[nodiscard]] std::string_view nameOf(const FleetItem &item) const;
    [[nodiscard]] double sortValue(const FleetItem &item) const;
    [[nodiscard]] QString tipFor(const FleetItem &item, int column) const;
    [[nodiscard]] QVariant trendOf(const FleetItem &item) const;
    [[nodiscard]] bridge::ValueText cellText(const FleetItem &item, int column) const;
    [[nodiscard]] bridge::Tone cellTone(const FleetItem &item, int column) const;
    [[nodiscard]] QString lostTextOf(const FleetItem &item) const;
    [[nodiscard]] const fleet::NodeSnapshot &nodeOf(const FleetItem &item) const;
    [[nodiscard]] std::vector<NodeId> idsUnder(const FleetItem &item) const;

    const Clock &m_clock;
    bridge::Objectives m_objectives;
    std::shared_ptr<const fleet::FleetSnapshot> m_snapshot;
    std::unique_ptr<FleetItem> m_root;
    std::vector<FleetItem *> m_itemOf; ///< by NodeIndex; null when not shown
    std::unordered_map<NodeId, fleet::NodeIndex> m_indexOf;
    std::vector<fleet::NodeIndex> m_waiting;
    std::size_t m_shownNodes = 0;
    QString m_filter;
    bool m_frozen = false;
    bool m_orderDirty = false;
    bool m_groupsChanged = false;
    int m_sortColumn = NodeColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    SteadyTime m_lastOrdered;
};

} // namespace iso::models

Q_DECLARE_METATYPE(iso::fleet::Trend)
