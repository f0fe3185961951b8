// Everything from the shell: asks the program that owns the workspace, or reads the workspace itself.

#include "app/ctl/output.h"
#include "app/ctl/verb.h"
#include "core/session/workspace.h"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace
{

using namespace iso::ctl;

const char *const kFooter = "Exit codes: 0 done, 1 failed, 2 wrong usage,\n"
                            "3 not found or refused (also: no program owns the workspace),\n"
                            "4 the workspace is damaged or of a newer version, or its owner is too busy to answer,\n"
                            "5 a command ended rejected, failed, cancelled or expired,\n"
                            "6 what became of a command is not known (yet), 7 the ledger is broken.";

int runVerb(const std::vector<Verb> &verbs, const Environment &environment)
{
    const auto chosen =
        std::find_if(verbs.begin(), verbs.end(), [](const Verb &verb) { return verb.command->parsed(); });
    if (chosen == verbs.end()) {
        fmt::print(stderr, "isochronectl: say what to do: nodes, watch, problems, acknowledge, events, note, send, "
                           "commands, query, status, "
                           "isochrone, at, keys, network or ledger verify; --help tells more\n");
        return kUsage;
    }
    try {
        return chosen->run(environment);
    } catch (const nlohmann::json::exception &error) {
        return report(environment,
                      {iso::ErrorCode::Unsupported,
                       fmt::format("the answer of the workspace's owner is not understood: {}", error.what())});
    } catch (const std::exception &error) {
        fmt::print(stderr, "isochronectl: {}\n", error.what());
        return kFailed;
    }
}

} // namespace

int main(int argc, char **argv)
{
    std::string workspace = iso::session::defaultWorkspace().string();
    bool isJson = false;
    CLI::App app("Isochrone from the shell: shows nodes, sends commands, reads history, checks the ledger.");
    app.set_version_flag("--version", std::string("isochronectl ") + ISOCHRONE_VERSION);
    app.add_option("--workspace", workspace, "Folder with keys, configuration and databases")->capture_default_str();
    app.add_flag("--json", isJson, "One JSON document instead of text (watch: one a line)");
    app.footer(kFooter);
    app.fallthrough();
    // One verb: in "send NODE status" the last word is a command, although a verb has the same name.
    app.require_subcommand(0, 1);
    const std::vector<Verb> verbs{addNodes(app),   addWatch(app),     addSend(app),         addCommands(app),
                                  addQuery(app),   addStatus(app),    addLedgerVerify(app), addKeys(app),
                                  addNetwork(app), addProblems(app),  addAcknowledge(app),  addEvents(app),
                                  addAt(app),      addIsochrone(app), addNote(app)};
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? kOk : kUsage;
    }
    const iso::SystemClock clock;
    iso::transport::Context context;
    return runVerb(verbs, {workspace, isJson, clock, context});
}
