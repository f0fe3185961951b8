#include "app/ctl/nodes.h"
#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "core/replay/reconstruction.h"
#include "core/session/json_view.h"
#include "core/session/workspace.h"

#include <fmt/format.h>
#include <memory>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

struct Options {
    std::string time;
    std::string what = "nodes";
};

/// The state as "nodes" shows that of now, and what it stands on.
json viewOf(const replay::Reconstruction &replay)
{
    const fleet::FleetSnapshot &snapshot = *replay.snapshot();
    const replay::Coverage &coverage = replay.coverage();
    json nodes = json::array();
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        if (!node->identity->retired) {
            nodes.push_back(session::toJson(*node, snapshot.takenAt));
        }
    }
    return {{"taken_at", toRfc3339(snapshot.takenAt)},
            {"hub_known", coverage.isHubKnown},
            {"hub_since", coverage.hubSince.isValid() ? json(toRfc3339(coverage.hubSince)) : json()},
            {"samples_read", coverage.samples},
            {"damaged_rows", coverage.damage.rows},
            {"fleet", session::toJson(snapshot.fleet)},
            {"serving", snapshot.fleet.serving},
            {"total", snapshot.fleet.nodes},
            {"nodes", byName(nodes)}};
}

int run(const Environment &environment, const Options &options)
{
    const auto moment = parseUtcOrAge(options.time, environment.clock.utcNow());
    if (!moment) {
        report(environment, moment.error().withContext("TIME"));
        return kUsage;
    }
    if (const Status checked = checkWorkspace(environment); !checked) {
        return report(environment, checked.error());
    }
    // From the files, also while their owner writes them: nobody has to wait for a long answer.
    auto replay = replay::Reconstruction::open(session::WorkspacePaths{environment.workspace}.history());
    if (!replay) {
        return report(environment, replay.error());
    }
    const history::CancelToken never;
    if (const Status moved = (*replay)->moveTo(HubTime::fromNanoseconds(*moment), never); !moved) {
        return report(environment, moved.error());
    }
    const json view = viewOf(**replay);
    if (environment.isJson) {
        printJson(view);
        return kOk;
    }
    printNodes(view, view.at("nodes"), false);
    if (!(*replay)->coverage().isHubKnown) {
        fmt::print("no hub was running at this moment: nothing is known of any node\n");
    }
    if ((*replay)->coverage().damage.rows > 0) {
        fmt::print("part of the history of this moment is damaged and missing here\n");
    }
    return kOk;
}

} // namespace

Verb addAt(CLI::App &app)
{
    auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("at", "The fleet as it was at a moment, built from history");
    command->add_option("TIME", options->time, "UTC time such as 2026-03-14T09:26:53Z, or an age such as 10m")
        ->required();
    command->add_option("WHAT", options->what, "What to show")->check(CLI::IsMember({"nodes"}))->capture_default_str();
    return {command, [options](const Environment &environment) { return run(environment, *options); }};
}

} // namespace iso::ctl
