#pragma once

#include "core/fleet/snapshot.h"
#include "ui/models/fleet_columns.h"

#include <Qt>
#include <vector>

namespace iso::models
{

struct FleetItem;

/// Which rows stand before which. Every node gets one key, worked out once; rows are then ordered by comparing numbers,
/// as a permutation for each parent, and nothing moves but pointers. GUI thread.
class FleetOrder
{
public:
    /// The children of one parent in a new order: order[new row] = old row.
    struct Move {
        FleetItem *parent;
        std::vector<std::uint32_t> order;
    };

    void setColumn(FleetColumn column, Qt::SortOrder order);
    [[nodiscard]] FleetColumn column() const { return m_column; }
    [[nodiscard]] Qt::SortOrder direction() const { return m_direction; }
    /// What must move below `root`; what has no value stands last whichever way, equals by name.
    [[nodiscard]] std::vector<Move> movesFor(FleetItem &root, const fleet::FleetSnapshot &snapshot);
    static void apply(std::vector<Move> &moves);
    /// The nodes are others from now on.
    void forgetNames() { m_rankOf.clear(); }

private:
    void rankNames(const fleet::FleetSnapshot &snapshot);
    void keyNodes(const fleet::FleetSnapshot &snapshot);
    [[nodiscard]] double keyOf(const FleetItem &item) const;
    void collect(FleetItem &parent, std::vector<Move> &moves) const;

    FleetColumn m_column = NodeColumn;
    Qt::SortOrder m_direction = Qt::AscendingOrder;
    std::vector<std::uint32_t> m_rankOf; ///< by NodeIndex: the place of its name among all names
    std::vector<double> m_keyOf;         ///< by NodeIndex; empty when ordered by name
};

} // namespace iso::models
