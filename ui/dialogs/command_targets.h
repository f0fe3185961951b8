#pragma once

#include "core/fleet/snapshot.h"

#include <QString>
#include <memory>
#include <vector>

namespace iso::dialogs
{

/// What a command would touch, in figures.
struct Consequence {
    std::size_t nodes = 0;
    std::size_t sites = 0;
    std::size_t regions = 0;
    double running = 0;             ///< requests running on the nodes that say so
    std::size_t runningUnknown = 0; ///< nodes that do not say, or have gone stale
    std::size_t unreachable = 0;    ///< nodes that are not heard now
};

/// The nodes a command goes to. Taken once, when the dialog opens: a later snapshot renews what is known about them,
/// and never adds, drops or exchanges one. GUI thread.
class CommandTargets
{
public:
    CommandTargets(std::vector<fleet::NodeRecord> nodes, HubTime now);

    /// Takes the same nodes' newest records.
    void refresh(const fleet::FleetSnapshot &snapshot);

    [[nodiscard]] const std::vector<NodeId> &ids() const { return m_ids; }
    [[nodiscard]] const std::vector<fleet::NodeRecord> &nodes() const { return m_nodes; }
    [[nodiscard]] Consequence consequence() const;
    /// "3 nodes" or the one node's name.
    [[nodiscard]] QString text() const;
    /// The first names, and how many more: "edge-osl-014, edge-osl-003 and 1 more".
    [[nodiscard]] QString names(std::size_t most) const;
    /// Sites with their number of nodes: "osl 2, dub 1".
    [[nodiscard]] QString sites(std::size_t most) const;

private:
    std::vector<NodeId> m_ids;
    std::vector<fleet::NodeRecord> m_nodes; ///< in the order of m_ids
    HubTime m_now;
};

} // namespace iso::dialogs
