#pragma once

#include "ui/models/fleet_model.h"

#include <string>

namespace iso::models
{

/// One row of the fleet tree. Rows keep their address while they move.
struct FleetItem {
    FleetModel::Kind kind = FleetModel::Kind::Region;
    FleetItem *parent = nullptr; ///< null for the invisible root
    int row = 0;
    std::string name;                             ///< of a region or site
    const fleet::GroupSummary *summary = nullptr; ///< of a group; null until the hub has summed it up
    fleet::NodeIndex node = 0;
    std::vector<std::unique_ptr<FleetItem>> children;

    void renumber(std::size_t from = 0)
    {
        for (std::size_t i = from; i < children.size(); ++i) {
            children[i]->row = static_cast<int>(i);
        }
    }
    [[nodiscard]] int childCount() const { return static_cast<int>(children.size()); }
    /// Calls `visit(const FleetItem &)` for each node below, or for the node itself.
    template<typename Visit>
    void forEachNode(const Visit &visit) const
    {
        if (kind == FleetModel::Kind::Node) {
            visit(*this);
            return;
        }
        for (const auto &child : children) {
            child->forEachNode(visit);
        }
    }
};

} // namespace iso::models
