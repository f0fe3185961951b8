#include "app/node/node_agent.h"
#include "app/node/verbs.h"
#include "core/wire/codec.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace iso::app
{

int runOnce(const Setting &setting)
{
    const NodeConfiguration &configuration = setting.configuration;
    const SystemClock clock;
    SystemIdSource ids;
    const auto measurer = agent::Measurer::create(configuration.measurer, clock);
    if (!measurer) {
        return fail(kUsage, measurer.error().message);
    }
    // Differences need two readings.
    (*measurer)->measure(configuration.interval);
    const SteadyTime before = clock.steadyNow();
    std::this_thread::sleep_for(configuration.interval);
    telemetry::Sample sample = (*measurer)->measure(configuration.interval);
    sample.interval = clock.steadyNow() - before;

    wire::Envelope envelope;
    envelope.header.node = configuration.id;
    envelope.header.boot = ids.newBootId();
    envelope.header.seq = 1;
    envelope.header.time = NodeTime::fromNanoseconds(clock.utcNow().toNanoseconds());
    envelope.header.stream = wire::Stream::Control;
    envelope.payload = birthOf(configuration, (*measurer)->birthParts(), configuration.interval);
    fmt::print("{}\n", nlohmann::ordered_json::parse(wire::encodeJson(envelope)).dump(2));
    envelope.header.stream = wire::Stream::Telemetry;
    envelope.payload = std::move(sample);
    fmt::print("{}\n", nlohmann::ordered_json::parse(wire::encodeJson(envelope)).dump(2));
    return 0;
}

} // namespace iso::app
