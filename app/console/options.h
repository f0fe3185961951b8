#pragma once

#include "ui/theme/theme.h"

#include <QSize>
#include <filesystem>
#include <optional>
#include <string>

namespace iso::console
{

/// What a program ends with; --help lists them.
enum class ExitCode : int {
    Ok = 0,
    Failed = 1,        ///< anything else: a port in use, a disk that refuses
    Usage = 2,         ///< the command line
    Configuration = 3, ///< the workspace's configuration file
    Workspace = 4,     ///< owned by another program, or written by a newer version
};

/// The command line of the console.
struct Options {
    std::filesystem::path workspace;
    std::optional<std::string> telemetry; ///< endpoints instead of the configuration's
    std::optional<std::string> control;
    std::optional<theme::ThemeKind> theme;
    std::optional<QSize> size;
    std::filesystem::path screenshot; ///< empty: none
    std::optional<double> quitAfter_s;
    bool isViewer = false; ///< nothing can be commanded or decided from this console
    std::string select; ///< the node to inspect once it is there; empty: none
};

/// The options, or the exit code after --help, --version and mistakes, which are answered here.
struct ParsedOptions {
    std::optional<Options> options;
    ExitCode exit = ExitCode::Ok;
};
ParsedOptions parseOptions(int argc, const char *const *argv);

} // namespace iso::console
