#pragma once

#include "core/fleet/blast_radius.h"
#include "core/fleet/snapshot.h"

#include <QString>
#include <memory>
#include <vector>

namespace iso::dialogs
{

/// The nodes a command goes to. Taken once, when the dialog opens: a later snapshot renews what is known about them,
/// and never adds, drops or exchanges one. GUI thread.
class CommandTargets
{
public:
    /// `fleet` is what the nodes are part of.
    CommandTargets(std::vector<fleet::NodeRecord> nodes, std::shared_ptr<const fleet::FleetSnapshot> fleet);

    /// Takes the same nodes' newest records.
    void refresh(const std::shared_ptr<const fleet::FleetSnapshot> &fleet);

    [[nodiscard]] const std::vector<NodeId> &ids() const { return m_ids; }
    [[nodiscard]] const std::vector<fleet::NodeRecord> &nodes() const { return m_nodes; }
    /// What would be hit, in the fleet as it was taken last.
    [[nodiscard]] fleet::BlastRadius blastRadius() const { return fleet::blastRadius(*m_fleet, m_ids); }
    /// "3 nodes" or the one node's name.
    [[nodiscard]] QString text() const;
    /// The first names, and how many more: "edge-osl-014, edge-osl-003 and 1 more".
    [[nodiscard]] QString names(std::size_t most) const;
    /// Sites with their number of nodes: "osl 2, dub 1".
    [[nodiscard]] QString sites(std::size_t most) const;

private:
    std::vector<NodeId> m_ids;
    std::vector<fleet::NodeRecord> m_nodes; ///< in the order of m_ids
    std::shared_ptr<const fleet::FleetSnapshot> m_fleet;
};

} // namespace iso::dialogs
