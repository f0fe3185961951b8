#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/commands/command_record.h"
#include "core/fleet/snapshot.h"

#include <vector>

namespace iso::session
{

/// Turns a request into one command for each target: all or none. Each target must be known, and its own catalogue must
/// have the command and allow the arguments. The error names the first target that does not fit.
Result<std::vector<commands::CommandRecordPtr>> prepareCommands(const commands::CommandRequest &request,
                                                                const fleet::FleetSnapshot &snapshot,
                                                                const Clock &clock, IdSource &ids);

} // namespace iso::session
