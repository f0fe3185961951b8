#include "app/ctl/owner.h"

#include "core/session/workspace.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

std::optional<ErrorCode> codeByText(const std::string &text)
{
    for (const ErrorCode code : {ErrorCode::InvalidInput, ErrorCode::NotFound, ErrorCode::Refused, ErrorCode::Busy,
                                 ErrorCode::Io, ErrorCode::Corrupt, ErrorCode::Unsupported, ErrorCode::Cancelled}) {
        if (text == toText(code)) {
            return code;
        }
    }
    return std::nullopt;
}

Result<json> resultOf(const json &reply)
{
    if (reply.at("ok").get<bool>()) {
        return reply.at("result");
    }
    const json &error = reply.at("error");
    return failure(codeByText(error.at("code").get<std::string>()).value_or(ErrorCode::Unsupported),
                   error.at("message").get<std::string>());
}

} // namespace

Status checkWorkspace(const Environment &environment)
{
    std::error_code error;
    if (!std::filesystem::is_directory(environment.workspace, error)) {
        return failure(ErrorCode::NotFound, fmt::format("there is no workspace {}", environment.workspace.string()));
    }
    return {};
}

Owner::Owner(std::unique_ptr<transport::LocalClient> client, const Clock &clock)
    : m_client(std::move(client))
    , m_clock(clock)
{
}

Result<std::unique_ptr<Owner>> Owner::reach(const Environment &environment)
{
    if (!session::isOwned(environment.workspace)) {
        return failure(ErrorCode::NotFound,
                       fmt::format("no program owns the workspace {0}: start \"isochrone-collector --workspace {0}\" "
                                   "or open it in the console",
                                   environment.workspace.string()));
    }
    const auto socket = session::localSocket(environment.workspace);
    if (!socket) {
        return failure(socket.error());
    }
    auto client = transport::LocalClient::connect(environment.context, socket->string());
    if (!client) {
        return failure(client.error());
    }
    return std::unique_ptr<Owner>(new Owner(std::move(*client), environment.clock));
}

Result<json> Owner::ask(json request, Duration timeout)
{
    const std::uint64_t number = ++m_number;
    request["id"] = number;
    if (const Status sent = m_client->send(request.dump()); !sent) {
        return failure(sent.error());
    }
    const SteadyTime end = m_clock.steadyNow() + timeout;
    while (true) {
        const Duration left = std::max(end - m_clock.steadyNow(), Duration(0));
        const auto text = m_client->receive(left);
        if (!text) {
            return failure(text.error());
        }
        try {
            const json reply = json::parse(*text);
            // One that is late belongs to an earlier request, which was given up.
            if (reply.value("id", std::uint64_t{0}) == number) {
                return resultOf(reply);
            }
        } catch (const json::exception &error) {
            return failure(ErrorCode::Unsupported,
                           fmt::format("the answer of the workspace's owner is not understood: {}", error.what()));
        }
    }
}

} // namespace iso::ctl
