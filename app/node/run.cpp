#include "app/node/node_agent.h"
#include "app/node/state_directory.h"
#include "app/node/verbs.h"
#include "core/node/file_intent_store.h"
#include "core/transport/context.h"

#include <cstdio>
#include <fmt/format.h>
#include <thread>

namespace iso::app
{

namespace
{

int exitCodeOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Busy:
    case ErrorCode::Corrupt:
    case ErrorCode::Unsupported:
        return kState;
    case ErrorCode::InvalidInput:
    case ErrorCode::Refused:
        return kUsage;
    default:
        return kFailed;
    }
}

int failWith(const Error &error)
{
    return fail(exitCodeOf(error), error.message);
}

} // namespace

int fail(int code, const std::string &message)
{
    fmt::print(stderr, "isochrone-node: {}\n", message);
    return code;
}

Result<transport::NodeLoopOptions> linksOf(const NodeConfiguration &configuration)
{
    transport::NodeLoopOptions options;
    options.sendHighWater = 1000; // one node, whose ring has what does not fit
    for (const HubEntry &hub : configuration.hubs) {
        // Here the node's own key and the hub's belong to a link, once core/transport takes them. Until then nobody may
        // believe to be protected.
        if (!hub.serverKey.empty()) {
            return failure(
                ErrorCode::Refused,
                fmt::format("hub {}: server_key is given, but this version cannot encrypt yet", hub.address.control));
        }
        options.hubs.push_back(hub.address);
    }
    return options;
}

int runAgent(const Setting &setting, const sigset_t &signals)
{
    const NodeConfiguration &configuration = setting.configuration;
    const SystemClock clock;
    Logger logger(clock, stderrSink());
    SystemIdSource ids;
    transport::Context context;
    if (const Status prepared = prepareStateDirectory(configuration.stateDirectory); !prepared) {
        return fail(kState, prepared.error().message);
    }
    const auto intents = node::FileIntentStore::open(configuration.stateDirectory / "intents", clock.utcNow(), logger);
    if (!intents) {
        return failWith(intents.error());
    }
    auto measurer = agent::Measurer::create(configuration.measurer, clock);
    if (!measurer) {
        return failWith(measurer.error());
    }
    const auto links = linksOf(configuration);
    if (!links) {
        return failWith(links.error());
    }
    const auto loop = transport::NodeLoop::open(context, *links, clock, logger);
    if (!loop) {
        return failWith(loop.error());
    }
    NodeAgent agent(configuration, **loop, std::move(*measurer), **intents, clock, ids, logger);
    fmt::print("reporting node={} hubs={} configuration={}\n", configuration.id.text(), configuration.hubs.size(),
               setting.file ? setting.file->string() : "(defaults)");
    std::fflush(stdout);

    std::thread io([&] { (*loop)->run(agent); });
    int signal = 0;
    sigwait(&signals, &signal);
    agent.requestStop();
    io.join();
    return 0;
}

} // namespace iso::app
