#pragma once

#include "app/ctl/verb.h"
#include "core/base/result.h"
#include "core/transport/local_client.h"

#include <memory>
#include <nlohmann/json.hpp>

namespace iso::ctl
{

/// The program that owns the workspace, reached through its local endpoint.
class Owner
{
public:
    /// NotFound, saying what to start, when no program owns the workspace.
    static Result<std::unique_ptr<Owner>> reach(const Environment &environment);

    /// Sends one request and waits for its answer. The requests stand in core/session/README.md. Busy when no answer
    /// comes in time.
    Result<nlohmann::json> ask(nlohmann::json request, Duration timeout = std::chrono::seconds(10));

private:
    Owner(std::unique_ptr<transport::LocalClient> client, const Clock &clock);

    std::unique_ptr<transport::LocalClient> m_client;
    const Clock &m_clock;
    std::uint64_t m_number = 0;
};

/// NotFound when there is no such folder.
Status checkWorkspace(const Environment &environment);

} // namespace iso::ctl
