// The agent of a real edge node.

#include "app/node/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace
{

using namespace iso;

const char *const kFooter =
    "Without a verb it runs. Without --config it reads ~/.config/isochrone/isochrone-node.toml, else\n"
    "/etc/isochrone/isochrone-node.toml, else it reports this host to a hub on this machine.\n"
    "Every key is explained in isochrone-node.example.toml.\n"
    "Exit codes: 0 ended on request, or all is well, 1 failed, 2 wrong usage or bad configuration,\n"
    "3 check found something that fails, 4 the state folder is in use, damaged or of a newer version.";

Result<app::Setting> settingOf(const std::string &file)
{
    app::Setting setting;
    setting.file = file.empty() ? app::findConfiguration() : std::optional<std::filesystem::path>(file);
    if (!setting.file) {
        setting.configuration = app::defaultConfiguration();
        return setting;
    }
    auto configuration = app::readConfiguration(*setting.file);
    if (!configuration) {
        return failure(configuration.error());
    }
    setting.configuration = std::move(*configuration);
    return setting;
}

Result<app::Setting> settingOf(const std::string &file, const std::string &join)
{
    auto setting = settingOf(file);
    if (setting && !join.empty()) {
        const auto line = enrolment::joinLineFromText(join);
        if (!line) {
            return failure(line.error().withContext("--join"));
        }
        setting->configuration.hubs = {app::hubOf(*line)};
    }
    return setting;
}
} // namespace

int main(int argc, char **argv)
{
    std::string file;
    std::string join;
    CLI::App app("Isochrone node: measures this machine and its inference engines, reports to hubs, takes commands.");
    app.set_version_flag("--version", std::string("isochrone-node ") + ISOCHRONE_VERSION);
    app.add_option("--config", file, "Configuration file (TOML)");
    app.add_option(
        "--join", join,
        "Report to this hub instead of the configured ones: the line that \"isochronectl network\" shows, in "
        "single quotes");
    app.fallthrough();
    app.require_subcommand(0, 1);
    app.add_subcommand("run", "Report until SIGINT or SIGTERM (the default)");
    const CLI::App *check = app.add_subcommand("check", "Try everything once; print what works and what to do");
    const CLI::App *once = app.add_subcommand("once", "Print the birth and one sample, as JSON, and send nothing");
    app.footer(kFooter);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success &asked) {
        return app.exit(asked); // --help or --version
    } catch (const CLI::ParseError &error) {
        return app::fail(app::kUsage, error.what());
    }

    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (!check->parsed() && !once->parsed()) {
        pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    }
    const auto setting = settingOf(file, join);
    if (!setting) {
        return app::fail(app::kUsage, setting.error().message);
    }
    if (check->parsed()) {
        return app::runCheck(*setting);
    }
    return once->parsed() ? app::runOnce(*setting) : app::runAgent(*setting, signals);
}
