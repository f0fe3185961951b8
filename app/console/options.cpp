#include "app/console/options.h"

#include "core/session/workspace.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace iso::console
{

namespace
{

constexpr const char *kFooter = "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 wrong configuration, "
                                "4 workspace owned by another program or written by a newer version.";

std::optional<QSize> sizeOf(const std::string &text)
{
    const std::size_t cross = text.find('x');
    if (cross == std::string::npos) {
        return std::nullopt;
    }
    const auto number = [](const std::string &part) {
        const bool isNumber =
            !part.empty() && part.size() <= 5 && part.find_first_not_of("0123456789") == std::string::npos;
        return isNumber ? std::stoi(part) : 0;
    };
    const QSize size(number(text.substr(0, cross)), number(text.substr(cross + 1)));
    return size.width() >= 640 && size.height() >= 400 ? std::optional(size) : std::nullopt;
}

/// An endpoint on this machine only; port 0 is any free one.
std::string loopback(int port)
{
    return port == 0 ? std::string("tcp://127.0.0.1:*") : fmt::format("tcp://127.0.0.1:{}", port);
}

} // namespace

ParsedOptions parseOptions(int argc, const char *const *argv)
{
    Options options;
    options.workspace = session::defaultWorkspace();
    std::string workspace = options.workspace.string();
    std::string screenshot;
    std::string themeName;
    std::string size;
    std::optional<int> telemetryPort;
    std::optional<int> controlPort;
    double quitAfter = 0;

    CLI::App app("Isochrone: operations console for fleets of AI-inference edge nodes.", "isochrone");
    app.footer(kFooter);
    app.set_version_flag("--version", std::string("isochrone " ISOCHRONE_VERSION));
    app.add_option("--workspace", workspace, "folder with configuration and databases")
        ->type_name("DIR")
        ->capture_default_str();
    const CLI::Range ports(0, 65535);
    app.add_option("--telemetry-port", telemetryPort, "port on 127.0.0.1 for telemetry; 0 is any free one")
        ->check(ports)
        ->type_name("PORT");
    app.add_option("--control-port", controlPort, "port on 127.0.0.1 for control; 0 is any free one")
        ->check(ports)
        ->type_name("PORT");
    app.add_option("--theme", themeName, "colours: dark or light; remembered otherwise")
        ->check(CLI::IsMember({"dark", "light"}))
        ->type_name("NAME");
    app.add_option("--size", size, "size of the window, from 640x400")
        ->check([](const std::string &text) {
            return sizeOf(text) ? std::string() : std::string("must be WIDTHxHEIGHT from 640x400, as 1920x1080");
        })
        ->type_name("WxH");
    app.add_option("--select", options.select, "inspect this node once it is there")->type_name("NODE");
    app.add_option("--screenshot", screenshot, "write a picture of the window: before it quits, else after 5 s")
        ->type_name("FILE");
    app.add_flag("--viewer", options.isViewer, "only look: nothing can be commanded or decided from this console");
    const auto *quit = app.add_option("--quit-after", quitAfter, "end by itself after so many seconds")
                           ->check(CLI::PositiveNumber)
                           ->type_name("SECONDS");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return {std::nullopt, app.exit(error) == 0 ? ExitCode::Ok : ExitCode::Usage};
    }
    options.workspace = workspace;
    options.screenshot = screenshot;
    if (telemetryPort) {
        options.telemetry = loopback(*telemetryPort);
    }
    if (controlPort) {
        options.control = loopback(*controlPort);
    }
    if (!themeName.empty()) {
        options.theme = themeName == "dark" ? theme::ThemeKind::Dark : theme::ThemeKind::Light;
    }
    options.size = sizeOf(size);
    if (quit->count() > 0) {
        options.quitAfter_s = quitAfter;
    }
    return {options, ExitCode::Ok};
}

} // namespace iso::console
