#pragma once

// Private to core/problems: one row for each cause.

#include "core/problems/causes.h"

#include <string>
#include <vector>

namespace iso::problems
{

/// Nodes that have one problem together.
struct Group {
    ProblemKind kind = ProblemKind::Lost;
    Extent extent = Extent::Node;
    std::string where;
    std::string site;
    std::string region;
    std::vector<fleet::NodeIndex> nodes;
};
std::string idOf(const Group &group);

/// Turns causes of single nodes into rows: a lost path takes the lost nodes on it; where most of a site, a region or
/// the fleet has the same, that is one row. `previous` keeps rows together that stood together at the last look.
std::vector<Group> groupCauses(const fleet::FleetSnapshot &snapshot, const NodeCauses &causes,
                               const ProblemList &previous);

} // namespace iso::problems
