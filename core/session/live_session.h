#pragma once

#include "core/base/log.h"
#include "core/session/configuration.h"
#include "core/session/session.h"
#include "core/session/workspace.h"
#include "core/transport/context.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace iso::session
{

struct SessionOptions {
    std::filesystem::path workspace;
    std::string program;                  ///< named to others who want the same workspace
    std::optional<std::string> telemetry; ///< instead of the configuration's endpoints; port * is any free one
    std::optional<std::string> control;
    std::optional<bool> acceptFromNetwork{}; ///< instead of what was decided before
    std::optional<std::string> networkTelemetry{};
    std::optional<std::string> networkControl{};
};

/// A session with a hub in this process: binds the sockets, owns the workspace, stores, dispatches. Its threads are io,
/// history, ledger, query and a query thread for the local endpoint.
class LiveSession : public Session
{
public:
    /// Takes the workspace, opens its databases, binds, and starts. Nothing is left running after an error.
    static Result<std::unique_ptr<LiveSession>> open(transport::Context &context, const SessionOptions &options,
                                                     const Clock &clock, Logger &logger);

    /// Where nodes connect, with real ports.
    [[nodiscard]] virtual const std::string &telemetryEndpoint() const = 0;
    [[nodiscard]] virtual const std::string &controlEndpoint() const = 0;
    [[nodiscard]] virtual const Configuration &configuration() const = 0;
    [[nodiscard]] virtual const WorkspacePaths &paths() const = 0;
};

} // namespace iso::session
