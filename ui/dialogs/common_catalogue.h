#pragma once

#include "core/fleet/snapshot.h"
#include "core/wire/command_descriptor.h"

#include <vector>

namespace iso::dialogs
{

/// The commands that every one of the nodes understands, in the order of the first node's catalogue. Where their
/// parameters differ, what all of them accept is kept: the narrower range, the choices in common, the higher hazard.
struct CommonCatalogue {
    std::vector<wire::CommandDescriptor> commands;
    std::size_t leftOut = 0; ///< commands that only some of the nodes understand
};
CommonCatalogue commonCatalogue(const std::vector<fleet::NodeRecord> &nodes);

} // namespace iso::dialogs
