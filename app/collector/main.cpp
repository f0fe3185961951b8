// The hub without a window: the console's composition less everything that shows.

#include "core/base/log.h"
#include "core/session/live_session.h"
#include "core/transport/context.h"
#include "core/transport/endpoint.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <sys/stat.h>

namespace
{

constexpr int kUsage = 2;
constexpr int kConfiguration = 3;
constexpr int kWorkspace = 4;
constexpr int kFailed = 1;

const char *const kFooter = "Exit codes: 0 ended on request, 1 failed, 2 wrong usage, 3 bad configuration,\n"
                            "4 the workspace is in use, damaged or of a newer version.";

struct Options {
    std::string workspace = iso::session::defaultWorkspace().string();
    int telemetryPort = -1;
    int controlPort = -1;
    bool acceptFromNetwork = false;
    std::string networkTelemetry;
    std::string networkControl;
    double seconds = 0;
};

std::string endpointOf(int port)
{
    return port == 0 ? std::string("tcp://127.0.0.1:*") : fmt::format("tcp://127.0.0.1:{}", port);
}

std::string networkEndpoint(const std::string &text)
{
    return iso::transport::isTcp(text) ? std::string() : std::string("must be like tcp://*:5557");
}

int exitCodeOf(const iso::Error &error)
{
    switch (error.code) {
    case iso::ErrorCode::InvalidInput:
    case iso::ErrorCode::Refused:
        return kConfiguration;
    case iso::ErrorCode::Busy:
    case iso::ErrorCode::Corrupt:
    case iso::ErrorCode::Unsupported:
        return kWorkspace;
    default:
        return kFailed;
    }
}

/// Waits for SIGINT or SIGTERM, which main has blocked for every thread, or until the time is over.
void waitForTheEnd(const sigset_t &signals, double seconds)
{
    if (seconds <= 0) {
        int signal = 0;
        sigwait(&signals, &signal);
        return;
    }
    timespec timeout{};
    timeout.tv_sec = static_cast<time_t>(seconds);
    timeout.tv_nsec = static_cast<long>((seconds - static_cast<double>(timeout.tv_sec)) * 1e9);
    sigtimedwait(&signals, nullptr, &timeout);
}

int run(const Options &options, const sigset_t &signals)
{
    const iso::SystemClock clock;
    iso::Logger logger(clock, iso::stderrSink());
    iso::transport::raiseDescriptorLimit();
    iso::transport::Context context;

    iso::session::SessionOptions session{options.workspace, "isochrone-collector", {}, {}};
    if (options.telemetryPort >= 0) {
        session.telemetry = endpointOf(options.telemetryPort);
    }
    if (options.controlPort >= 0) {
        session.control = endpointOf(options.controlPort);
    }
    if (options.acceptFromNetwork) {
        session.acceptFromNetwork = true;
    }
    if (!options.networkTelemetry.empty()) {
        session.networkTelemetry = options.networkTelemetry;
    }
    if (!options.networkControl.empty()) {
        session.networkControl = options.networkControl;
    }
    const auto live = iso::session::LiveSession::open(context, session, clock, logger);
    if (!live) {
        fmt::print(stderr, "isochrone-collector: {}\n", live.error().message);
        return exitCodeOf(live.error());
    }
    fmt::print("listening telemetry={} control={}\n", (*live)->telemetryEndpoint(), (*live)->controlEndpoint());
    std::fflush(stdout);
    waitForTheEnd(signals, options.seconds);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    Options options;
    CLI::App app("Isochrone collector: receives a fleet's telemetry, stores it and passes on commands.");
    app.set_version_flag("--version", std::string("isochrone-collector ") + ISOCHRONE_VERSION);
    app.add_option("--workspace", options.workspace, "Folder with keys, configuration and databases")
        ->capture_default_str();
    app.add_option("--telemetry-port", options.telemetryPort, "Telemetry port on 127.0.0.1; 0 takes any free one")
        ->check(CLI::Range(0, 65535));
    app.add_option("--control-port", options.controlPort, "Control port on 127.0.0.1; 0 takes any free one")
        ->check(CLI::Range(0, 65535));
    app.add_flag("--accept-from-network", options.acceptFromNetwork,
                 "Accept nodes on other machines, encrypted, each key after approval");
    app.add_option("--network-telemetry", options.networkTelemetry, "Where for telemetry, such as tcp://*:5557")
        ->check(networkEndpoint);
    app.add_option("--network-control", options.networkControl, "Where for control, such as tcp://*:5558")
        ->check(networkEndpoint);
    app.add_option("--seconds", options.seconds, "End after this time")->check(CLI::PositiveNumber);
    app.footer(kFooter);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : kUsage;
    }

    umask(0077); // databases hold who commanded what, and when
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return run(options, signals);
}
