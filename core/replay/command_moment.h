#pragma once

#include "core/commands/command_record.h"

#include <memory>

namespace iso::replay
{

/// The commands as they stood at `moment`: without those made later, and each with the steps it had taken by then.
/// `newest` is the list of now, whose steps are those of the ledger.
std::shared_ptr<const commands::CommandList> commandsAt(const commands::CommandList &newest, HubTime moment,
                                                        std::uint64_t number);

} // namespace iso::replay
