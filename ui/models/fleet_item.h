#pragma once

#include "core/fleet/snapshot.h"
#include "ui/models/fleet_kind.h"

#include <memory>
#include <string>
#include <vector>

namespace iso::models
{

/// One row of the fleet table. Rows keep their address while they move.
struct FleetItem {
    FleetKind kind = FleetKind::Region;
    FleetItem *parent = nullptr; ///< null for the invisible root
    int row = 0;
    std::string name;                             ///< of a region or site
    const fleet::GroupSummary *summary = nullptr; ///< of a group; null until the hub has summed it up
    fleet::NodeIndex node = 0;
    std::size_t nodeCount = 0; ///< nodes below; 0 for a node
    std::vector<std::unique_ptr<FleetItem>> children;

    void renumber(std::size_t from = 0)
    {
        for (std::size_t i = from; i < children.size(); ++i) {
            children[i]->row = static_cast<int>(i);
        }
    }
    [[nodiscard]] int childCount() const { return static_cast<int>(children.size()); }

    FleetItem &add(std::unique_ptr<FleetItem> child)
    {
        child->parent = this;
        child->row = childCount();
        if (child->kind == FleetKind::Node) {
            countNodes(1);
        }
        return *children.emplace_back(std::move(child));
    }
    void removeChild(int which)
    {
        const auto at = children.begin() + which;
        if ((*at)->kind == FleetKind::Node) {
            countNodes(-1);
        }
        children.erase(at);
        renumber(static_cast<std::size_t>(which));
    }
    /// Null when there is none.
    [[nodiscard]] FleetItem *childNamed(const std::string &wanted) const
    {
        for (const auto &child : children) {
            if (child->name == wanted) {
                return child.get();
            }
        }
        return nullptr;
    }
    /// Calls `visit(const FleetItem &)` for each node below, or for the node itself.
    template<typename Visit>
    void forEachNode(const Visit &visit) const
    {
        if (kind == FleetKind::Node) {
            visit(*this);
            return;
        }
        for (const auto &child : children) {
            child->forEachNode(visit);
        }
    }

private:
    void countNodes(int change)
    {
        for (FleetItem *group = this; group != nullptr; group = group->parent) {
            group->nodeCount += static_cast<std::size_t>(change);
        }
    }
};

inline std::unique_ptr<FleetItem> makeGroup(FleetKind kind, const std::string &name)
{
    auto item = std::make_unique<FleetItem>();
    item->kind = kind;
    item->name = name;
    return item;
}

inline std::unique_ptr<FleetItem> makeNode(fleet::NodeIndex node)
{
    auto item = std::make_unique<FleetItem>();
    item->kind = FleetKind::Node;
    item->node = node;
    return item;
}

} // namespace iso::models
