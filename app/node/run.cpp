#include "app/node/node_agent.h"
#include "app/node/state_directory.h"
#include "app/node/verbs.h"
#include "core/enrolment/key_record.h"
#include "core/node/file_intent_store.h"
#include "core/transport/context.h"

#include <algorithm>
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

bool needsKeys(const NodeConfiguration &configuration)
{
    return std::any_of(configuration.hubs.begin(), configuration.hubs.end(),
                       [](const transport::HubAddress &hub) { return !hub.key.isEmpty(); });
}

Result<transport::NodeLoopOptions> linksOf(const NodeConfiguration &configuration)
{
    transport::NodeLoopOptions options;
    options.sendHighWater = 1000; // one node, whose ring has what does not fit
    options.hubs = configuration.hubs;
    if (needsKeys(configuration)) {
        auto keys = transport::loadOrCreateKeyFile(configuration.stateDirectory / "key");
        if (!keys) {
            return failure(keys.error());
        }
        options.keys = std::move(*keys);
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
        return fail(kState, links.error().message);
    }
    if (links->keys) {
        logger.info("node", "this node's key has the fingerprint {}; a hub lets it in once that is approved there",
                    enrolment::fingerprintOf(links->keys->publicKey));
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
