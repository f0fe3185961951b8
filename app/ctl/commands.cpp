#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "core/ledger/ledger_reader.h"
#include "core/session/command_json.h"
#include "core/session/workspace.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <vector>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

struct Options {
    std::size_t limit = 100;
    std::string node;
};

constexpr std::size_t kMostCommands = 20'000;

Result<json> fromOwner(const Environment &environment)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return failure(owner.error());
    }
    return (*owner)->ask({{"do", "commands"}}).map([](const json &answer) { return answer.at("commands"); });
}

Result<json> fromLedger(const Environment &environment)
{
    if (const Status checked = checkWorkspace(environment); !checked) {
        return failure(checked.error());
    }
    const auto reader = ledger::LedgerReader::open(session::WorkspacePaths{environment.workspace}.ledger());
    if (!reader) {
        return failure(reader.error());
    }
    const auto records = (*reader)->newestBySubject("command", kMostCommands);
    if (!records) {
        return failure(records.error());
    }
    json list = json::array();
    for (const ledger::Record &record : *records) {
        const auto command = session::commandFromJson(record.entry.body);
        if (!command) {
            return failure(command.error().withContext(fmt::format("ledger record {}", record.number)));
        }
        list.push_back(session::toJson(*command));
    }
    return list;
}

/// Newest first, the same from both sources; commands that were made together stand in the order of their nodes.
bool isBefore(const json &a, const json &b)
{
    const auto created = [](const json &command) { return command.at("created_ns").get<std::int64_t>(); };
    return created(a) != created(b) ? created(a) > created(b) : a.at("node") < b.at("node");
}

void print(const json &list)
{
    Table table({"CREATED", "NODE", "COMMAND", "STATE", "ISSUER", "ID", "MESSAGE"}, {});
    for (const json &command : list) {
        const json &last = command.at("steps").back();
        table.add({command.at("steps").front().at("at").get<std::string>(), command.at("node").get<std::string>(),
                   command.at("name").get<std::string>(), command.at("state").get<std::string>(),
                   command.at("issuer").get<std::string>(), command.at("id").get<std::string>(),
                   last.at("message").get<std::string>()});
    }
    table.print();
}

int run(const Environment &environment, const Options &options)
{
    const auto all = session::isOwned(environment.workspace) ? fromOwner(environment) : fromLedger(environment);
    if (!all) {
        return report(environment, all.error());
    }
    std::vector<json> sorted(all->begin(), all->end());
    std::stable_sort(sorted.begin(), sorted.end(), isBefore);
    json shown = json::array();
    for (const json &command : sorted) {
        if (shown.size() < options.limit && (options.node.empty() || command.at("node") == options.node)) {
            shown.push_back(command);
        }
    }
    if (environment.isJson) {
        printJson({{"commands", std::move(shown)}});
    } else {
        print(shown);
    }
    return kOk;
}

} // namespace

Verb addCommands(CLI::App &app)
{
    auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("commands", "The newest commands and their states, newest first");
    command->add_option("--limit", options->limit, "At most this many")->capture_default_str();
    command->add_option("--node", options->node, "Only those to this node");
    return {command, [options](const Environment &environment) { return run(environment, *options); }};
}

} // namespace iso::ctl
