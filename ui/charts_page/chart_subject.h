#pragma once

#include "core/fleet/snapshot.h"
#include "ui/bridge/selection.h"

#include <QString>
#include <vector>

namespace iso::charts_page
{

/// Whom the charts speak of, as chosen by the user.
enum class Scope { Selection, Site, Region, Fleet };

/// Nodes and what they are called together.
struct ChartSubject {
    QString title;             ///< "edge-osl-014", "Oslo · 14 nodes"
    std::vector<NodeId> nodes; ///< retired ones left out
    bool operator==(const ChartSubject &) const = default;
};

/// The nodes of a scope. Site and region are those of the inspected node, or of the first that is selected. Without a
/// selection every scope is the fleet.
ChartSubject subjectOf(Scope scope, const fleet::FleetSnapshot &snapshot, const bridge::Selection &selection);

} // namespace iso::charts_page
