// A simulated fleet that speaks the contract of real nodes.

#include "app/sim/stored_log.h"
#include "core/enrolment/join_line.h"
#include "core/enrolment/key_record.h"
#include "core/sim/simulated_fleet.h"
#include "core/transport/context.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <fmt/format.h>
#include <thread>

namespace
{

using namespace iso;

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kConfiguration = 3;
constexpr double kSummaryEvery_s = 10;

const char *const kFooter = "Exit codes: 0 ended on request, 1 failed, 2 wrong usage, 3 bad scenario.\n"
                            "Cities: GeoNames, CC BY 4.0. The keys of a scenario are documented in core/sim/README.md.";

struct Options {
    sim::PlanOptions plan;
    std::uint32_t interval_ms = 1000;
    transport::HubAddress hub;
    std::string join;
    std::string keyFile;
    std::string scenario;
    bool noFaults = false;
    bool ownConnections = false;
    double seconds = 0;
    std::string storedLog;
    std::size_t ringMemory_MiB = 1024;
    std::string workspace;
    bool quiet = false;
};

void addOptions(CLI::App &app, Options &options)
{
    app.set_version_flag("--version", std::string("isochrone-sim ") + ISOCHRONE_VERSION);
    app.add_option("--nodes", options.plan.nodes, "Simulated nodes")
        ->check(CLI::Range(sim::kFewestNodes, sim::kMostNodes))
        ->capture_default_str();
    app.add_option("--seed", options.plan.seed, "The same seed gives the same world")->capture_default_str();
    app.add_option("--interval-ms", options.interval_ms, "Time between a node's samples")
        ->check(CLI::Range(100, 60'000))
        ->capture_default_str();
    app.add_option("--telemetry", options.hub.telemetry, "The hub's telemetry endpoint")->capture_default_str();
    app.add_option("--control", options.hub.control, "The hub's control endpoint")->capture_default_str();
    auto *join = app.add_option("--join", options.join,
                                "A hub on the network, as \"isochronectl network\" shows it; in single quotes");
    auto *keyFile = app.add_option("--key-file", options.keyFile,
                                   "The gateway's secret key, made when it is not there; needed with --join");
    join->needs(keyFile);
    auto *scenario = app.add_option("--scenario", options.scenario,
                                    "TOML file that says what goes wrong; without one, single faults now and then");
    app.add_flag("--no-faults", options.noFaults, "Nothing goes wrong")->excludes(scenario);
    app.add_flag("--own-connections", options.ownConnections,
                 "A connection for each node instead of gateways for many");
    app.add_option("--seconds", options.seconds, "End after this time")->check(CLI::Range(0.1, 1e9));
    app.add_option("--stored-log", options.storedLog,
                   "File for a line for each sample that the hub says is stored: node boot seq node_time_ns "
                   "sent_utc_ns stored_utc_ns");
    app.add_option("--ring-memory", options.ringMemory_MiB,
                   "MiB for what can be sent again; each node keeps 15 min where it is enough")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--workspace", options.workspace, "Accepted for uniformity; the simulator keeps nothing there");
    app.add_flag("--quiet", options.quiet, "No summary every 10 s");
    app.footer(kFooter);
}

int fail(int code, const std::string &message)
{
    fmt::print(stderr, "isochrone-sim: {}\n", message);
    return code;
}

Result<sim::Scenario> scenarioOf(const Options &options)
{
    if (options.noFaults) {
        return sim::Scenario();
    }
    return options.scenario.empty() ? Result<sim::Scenario>(sim::everydayFaults())
                                    : sim::readScenario(options.scenario);
}

/// Where the hub is, and who we are to it.
Result<transport::NodeLoopOptions> connectionsOf(const Options &options)
{
    transport::NodeLoopOptions loop;
    loop.hub = options.hub;
    if (!options.join.empty()) {
        const auto line = enrolment::joinLineFromText(options.join);
        if (!line) {
            return failure(line.error().withContext("--join"));
        }
        auto keys = transport::loadOrCreateKeyFile(options.keyFile);
        if (!keys) {
            return failure(keys.error().withContext("--key-file"));
        }
        loop.hub = {line->telemetryEndpoint(), line->controlEndpoint(), line->hub};
        fmt::print(stderr, "sim: this gateway's key has the fingerprint {}\n",
                   enrolment::fingerprintOf(keys->publicKey));
        loop.keys = std::move(*keys);
    }
    return loop;
}

void printSummary(const sim::FleetCounters &counters, std::uint32_t nodes)
{
    fmt::print(
        stderr, "sim: {}/{} nodes up, {} connected, {} samples, {} sent, {} stored, {} sent again, {} commands done\n",
        counters.nodesUp.load(), nodes, counters.nodesWelcome.load(), counters.samples.value(),
        counters.published.value(), counters.stored.value(), counters.resent.value(), counters.commandsDone.value());
}

/// Waits for SIGINT or SIGTERM, which main has blocked for every thread, or until the time is over.
void waitForTheEnd(const sigset_t &signals, const Options &options, const sim::FleetCounters &counters)
{
    double left_s = options.seconds > 0 ? options.seconds : 1e18;
    while (left_s > 0) {
        const double wait_s = std::min(left_s, kSummaryEvery_s);
        timespec timeout{};
        timeout.tv_sec = static_cast<time_t>(wait_s);
        timeout.tv_nsec = static_cast<long>((wait_s - static_cast<double>(timeout.tv_sec)) * 1e9);
        if (sigtimedwait(&signals, nullptr, &timeout) > 0) {
            return;
        }
        left_s -= wait_s;
        if (!options.quiet && left_s > 0) {
            printSummary(counters, options.plan.nodes);
        }
    }
}

int simulate(const Options &options, sim::FleetWorld &world, sim::StoredObserver *stored, const sigset_t &signals)
{
    const SystemClock clock;
    Logger logger(clock, stderrSink());
    SystemIdSource ids;
    transport::raiseDescriptorLimit();
    transport::Context context;
    auto loopOptions = connectionsOf(options);
    if (!loopOptions) {
        return fail(kUsage, loopOptions.error().message);
    }
    loopOptions->links = sim::linkCount(world.plan(), options.ownConnections);
    if (!options.ownConnections) {
        // A few gateways may be impatient; thousands of nodes of their own must not storm a hub that comes back.
        loopOptions->reconnectAfter = std::chrono::milliseconds(200);
    }
    const auto loop = transport::NodeLoop::open(context, *loopOptions, clock, logger);
    if (!loop) {
        const bool badEndpoint = loop.error().code != ErrorCode::Io;
        return fail(badEndpoint ? kUsage : kFailed, "--telemetry, --control: " + loop.error().message);
    }
    sim::FleetOptions fleetOptions;
    fleetOptions.interval = std::chrono::milliseconds(options.interval_ms);
    fleetOptions.software = std::string("isochrone-sim ") + ISOCHRONE_VERSION;
    fleetOptions.ringMemory_bytes = options.ringMemory_MiB * 1024 * 1024;
    fleetOptions.stored = stored;
    sim::SimulatedFleet fleet(world, **loop, loopOptions->links, std::move(fleetOptions), clock, ids, logger);

    std::thread io([&] { (*loop)->run(fleet); });
    waitForTheEnd(signals, options, fleet.counters());
    fleet.requestStop();
    io.join();
    if (!options.quiet) {
        printSummary(fleet.counters(), options.plan.nodes);
    }
    return 0;
}

int run(const Options &options, const sigset_t &signals)
{
    auto scenario = scenarioOf(options);
    if (!scenario) {
        return fail(kConfiguration, scenario.error().message);
    }
    const auto world = sim::FleetWorld::create(options.plan, std::move(*scenario));
    if (!world) {
        return fail(kConfiguration, options.scenario + ": " + world.error().message);
    }
    std::unique_ptr<app::StoredLog> stored;
    if (!options.storedLog.empty()) {
        auto created = app::StoredLog::create(options.storedLog);
        if (!created) {
            return fail(kFailed, "--stored-log: " + created.error().message);
        }
        stored = std::move(*created);
    }
    return simulate(options, **world, stored.get(), signals);
}

} // namespace

int main(int argc, char **argv)
{
    Options options;
    CLI::App app("Isochrone simulator: a fleet of inference nodes with physics, faults and a seed.");
    addOptions(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success &asked) {
        return app.exit(asked); // --help or --version
    } catch (const CLI::ParseError &error) {
        return fail(kUsage, error.what());
    }

    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return run(options, signals);
}
