#pragma once

#include "core/base/result.h"
#include "core/wire/command_descriptor.h"

#include <vector>

namespace iso::commands
{

/// Checks arguments against a catalogue entry: known names, no repeats, required ones there, each value of its type and
/// in its range. Returns them complete, defaults filled in, in the descriptor's order. The error names the argument and
/// what is allowed.
Result<std::vector<wire::Argument>> checkArguments(const wire::CommandDescriptor &descriptor,
                                                   const std::vector<wire::Argument> &arguments);

/// Checks one value; the console uses it while the user types.
Status checkValue(const wire::ParameterDescriptor &parameter, std::string_view value);

/// The entry called `name`, or null.
const wire::CommandDescriptor *findCommand(const std::vector<wire::CommandDescriptor> &catalogue,
                                           std::string_view name);

} // namespace iso::commands
