#pragma once

#include "app/node/configuration.h"

#include <csignal>
#include <optional>
#include <string>

namespace iso::app
{

// Exit codes, as --help lists them.
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2; ///< also a bad configuration
inline constexpr int kCheckFailed = 3;
inline constexpr int kState = 4;

/// The configuration a verb works with, and where it came from.
struct Setting {
    NodeConfiguration configuration;
    std::optional<std::filesystem::path> file; ///< nothing: there is none, and the defaults count
};

/// Says a line on standard error, and returns the code.
int fail(int code, const std::string &message);
/// Where and how the hubs of a configuration are reached. Where one has a key, this node's own is read, or made.
Result<transport::NodeLoopOptions> linksOf(const NodeConfiguration &configuration);

/// Measures and reports until SIGINT or SIGTERM, which are blocked in every thread.
int runAgent(const Setting &setting, const sigset_t &signals);
/// Tries everything once and prints what works and what does not.
int runCheck(const Setting &setting);
/// Prints the birth and one sample as they would be sent, in the canonical JSON mapping.
int runOnce(const Setting &setting);

} // namespace iso::app
