#pragma once

#include "core/wire/command_descriptor.h"

#include <string_view>
#include <vector>

namespace iso::commands
{

inline constexpr std::string_view kStatusCommand = "status";
inline constexpr std::string_view kDrainCommand = "drain";
inline constexpr std::string_view kResumeCommand = "resume";
inline constexpr std::string_view kSetIntervalCommand = "set-interval";
inline constexpr std::string_view kCancelCommand = "cancel";
inline constexpr std::string_view kProbeCommand = "probe";

// Their parameters.
inline constexpr std::string_view kIntervalParameter = "interval_ms";
inline constexpr std::string_view kCommandParameter = "command";
inline constexpr std::string_view kTargetParameter = "target";
inline constexpr std::string_view kCountParameter = "count";

/// The commands that every node of this build understands, for its birth.
std::vector<wire::CommandDescriptor> builtinCatalogue();

} // namespace iso::commands
