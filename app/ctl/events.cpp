#include "app/ctl/names.h"
#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "core/history/history_reader.h"
#include "core/session/event_json.h"
#include "core/session/workspace.h"

#include <cstdint>
#include <fmt/format.h>
#include <memory>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

struct Options {
    std::string since = "1h";
    std::string until;
    std::string node;
    std::vector<std::string> kinds;
    std::size_t limit = 10'000;
    std::size_t buckets = 0;
};

Result<json> requestFor(const Options &options, const Clock &clock)
{
    const auto from = parseUtcOrAge(options.since, clock.utcNow());
    if (!from) {
        return failure(from.error().withContext("--since"));
    }
    // What happens while this runs belongs to it.
    std::int64_t to_ns = (clock.utcNow() + std::chrono::minutes(1)).toNanoseconds();
    if (!options.until.empty()) {
        const auto to = parseUtcOrAge(options.until, clock.utcNow());
        if (!to) {
            return failure(to.error().withContext("--until"));
        }
        to_ns = *to;
    }
    if (to_ns <= *from) {
        return failure(ErrorCode::InvalidInput, "--until is not later than --since");
    }
    return json{{"do", "events"},
                {"from_ns", *from},
                {"to_ns", to_ns},
                {"node", options.node},
                {"kinds", options.kinds},
                {"limit", options.limit},
                {"buckets", options.buckets}};
}

/// From the owner of the workspace, or from its files.
Result<json> eventsOf(const Environment &environment, const json &request)
{
    if (session::isOwned(environment.workspace)) {
        auto owner = Owner::reach(environment);
        return owner ? (*owner)->ask(request, std::chrono::minutes(1)) : failure(owner.error());
    }
    if (const Status checked = checkWorkspace(environment); !checked) {
        return failure(checked.error());
    }
    const auto query = session::eventQueryFromJson(request);
    if (!query) {
        return failure(query.error());
    }
    auto reader = history::HistoryReader::open(session::WorkspacePaths{environment.workspace}.history());
    if (!reader) {
        return failure(reader.error());
    }
    const history::CancelToken never;
    return (*reader)->events(*query, never).map([](const events::EventResult &result) {
        return session::toJson(result);
    });
}

void print(const json &result)
{
    // Oldest first, as a log is read.
    const json &list = result.at("events");
    for (auto event = list.rbegin(); event != list.rend(); ++event) {
        const json &node = event->at("node");
        fmt::print("{}  {:<13}  {:<20}  {}\n", event->at("at").get<std::string>().substr(0, 19),
                   event->at("kind").get<std::string>(), node.is_null() ? "-" : node.get<std::string>(),
                   printable(event->at("text").get<std::string>()));
    }
    if (list.empty()) {
        fmt::print("nothing happened\n");
    }
    if (result.at("truncated").get<bool>()) {
        fmt::print("older ones are left out: --limit\n");
    }
}

int run(const Environment &environment, const Options &options)
{
    const auto request = requestFor(options, environment.clock);
    if (!request) {
        return report(environment, request.error());
    }
    const auto result = eventsOf(environment, *request);
    if (!result) {
        return report(environment, result.error());
    }
    if (environment.isJson) {
        printJson(*result);
    } else {
        print(*result);
    }
    return kOk;
}

} // namespace

Verb addEvents(CLI::App &app)
{
    CLI::App *command = app.add_subcommand("events", "What happened: births and changes, links, services, commands, "
                                                     "keys, problems");
    const auto options = std::make_shared<Options>();
    command->add_option("--since", options->since, "UTC time or age, e.g. 30m or 2026-03-14T09:00:00Z")
        ->capture_default_str();
    command->add_option("--until", options->until, "UTC time or age; default: now");
    command->add_option("--node", options->node, "Only of this node");
    command->add_option("--kind", options->kinds, "Only of these kinds, e.g. link,problem-began")->delimiter(',');
    command->add_option("--limit", options->limit, "At most this many, the newest")->capture_default_str();
    command->add_option("--buckets", options->buckets, "With --json: cut the time into so many steps and count");
    return {command, [options](const Environment &environment) { return run(environment, *options); }};
}

} // namespace iso::ctl
