#pragma once

#include "core/base/time.h"
#include "core/transport/context.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>

namespace iso::ctl
{

/// What the program says when it ends; --help and README.md list the same.
enum ExitCode {
    kOk = 0,
    kFailed = 1,
    kUsage = 2,
    kNotFound = 3,     ///< no such node, command or workspace, no program that owns it, or refused
    kWorkspace = 4,    ///< in use, damaged, of a newer version, or its owner does not answer
    kCommandEnded = 5, ///< a command ended rejected, failed, cancelled or expired
    kCommandOpen = 6,  ///< what became of a command is not known (yet)
    kLedgerBroken = 7,
};

/// What every verb works with.
struct Environment {
    std::filesystem::path workspace;
    bool isJson = false;
    const Clock &clock;
    transport::Context &context;
};

/// A verb of the command line; `run` returns an ExitCode.
struct Verb {
    CLI::App *command = nullptr;
    std::function<int(const Environment &)> run;
};

// One file each.
Verb addNodes(CLI::App &app);
Verb addWatch(CLI::App &app);
Verb addSend(CLI::App &app);
Verb addCommands(CLI::App &app);
Verb addQuery(CLI::App &app);
Verb addLedgerVerify(CLI::App &app);
Verb addStatus(CLI::App &app);
Verb addIsochrone(CLI::App &app);
Verb addKeys(CLI::App &app);
Verb addNetwork(CLI::App &app);
Verb addProblems(CLI::App &app);
Verb addAcknowledge(CLI::App &app);
Verb addEvents(CLI::App &app);
Verb addNote(CLI::App &app);
Verb addAt(CLI::App &app);

} // namespace iso::ctl
