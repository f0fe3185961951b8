#include "app/ctl/names.h"
#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "core/session/workspace.h"
#include "core/transport/curve.h"

#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

/// One of the things that are done about a key.
struct Action {
    const char *name;
    const char *help;
    bool takesNode = false;
    bool takesGateway = false;
    bool takesReplaced = false;
};

constexpr std::array<Action, 6> kActions{{
    {"approve", "Lets a key in: a node's own, or with --gateway one that speaks for several", true, true, false},
    {"reject", "Turns a waiting key down; it stays known and is not asked about again", false, false, false},
    {"revoke", "Cuts an approved key off at once", false, false, false},
    {"retire", "Cuts a key off, and its node is gone for good: not expected, not shown", false, false, false},
    {"move", "Lets a node's key speak for another node from now on; the old one is retired", true, false, false},
    {"rekey", "Lets a waiting key take over the node of an older one, which is revoked", false, false, true},
}};

struct Given {
    std::string key;
    std::string node;
    std::string replaces;
    std::vector<std::string> gateway;
    std::string note;
    std::string by;
};

std::string whatItSpeaksFor(const json &key)
{
    if (key.at("kind") == "gateway") {
        return fmt::format("gateway {} ({} heard)", fmt::join(key.at("declared").get<std::vector<std::string>>(), ","),
                           key.at("speaks_for").get<std::uint64_t>());
    }
    return key.at("node").is_null() ? "" : key.at("node").get<std::string>();
}

std::string shortTime(const json &time)
{
    return time.is_null() ? "never" : time.get<std::string>().substr(0, 19);
}

void printKeys(const json &list)
{
    Table table({"STATE", "FINGERPRINT", "SPEAKS FOR", "ADDRESS", "LAST SEEN", "TOO FAST", "DECIDED BY", "NOTE"}, {});
    for (const json &key : list.at("keys")) {
        table.add({key.at("state").get<std::string>(), key.at("fingerprint").get<std::string>(),
                   printable(whatItSpeaksFor(key)), printable(key.at("address").get<std::string>()),
                   shortTime(key.at("last_seen")), grouped(key.at("rate_limited").get<std::uint64_t>()),
                   printable(key.at("decided_by").get<std::string>()), printable(key.at("note").get<std::string>())});
    }
    table.print();
    if (const auto turnedAway = list.at("pending_turned_away").get<std::uint64_t>(); turnedAway > 0) {
        fmt::print("{} attempts of further unknown keys, which the list has no room for\n", grouped(turnedAway));
    }
}

int runList(const Environment &environment)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    const auto list = (*owner)->ask({{"do", "keys"}});
    if (!list) {
        return report(environment, list.error());
    }
    if (environment.isJson) {
        printJson(*list);
    } else if (list->at("keys").empty()) {
        fmt::print("no key has knocked and none was decided; \"isochronectl network\" tells whether the hub is on the "
                   "network\n");
    } else {
        printKeys(*list);
    }
    return kOk;
}

int decide(const Environment &environment, const Action &action, const Given &given)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    json request{{"do", "key-decide"},
                 {"action", action.name},
                 {"key", given.key},
                 {"node", given.node},
                 {"replaces", given.replaces},
                 {"note", given.note},
                 {"by", given.by.empty() ? userName() : given.by}};
    if (!given.gateway.empty()) {
        request["kind"] = "gateway";
        request["declared"] = given.gateway;
    }
    const auto decided = (*owner)->ask(std::move(request));
    if (!decided) {
        return report(environment, decided.error());
    }
    if (environment.isJson) {
        printJson(*decided);
    } else {
        const std::string speaksFor = whatItSpeaksFor(*decided);
        fmt::print("{} is {}{}\n", decided->at("fingerprint").get<std::string>(),
                   decided->at("state").get<std::string>(), speaksFor.empty() ? "" : ": " + printable(speaksFor));
    }
    return kOk;
}

int rotate(const Environment &environment, const std::string &by)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    const auto rotated = (*owner)->ask({{"do", "hub-key-rotate"}, {"by", by.empty() ? userName() : by}});
    if (!rotated) {
        return report(environment, rotated.error());
    }
    if (environment.isJson) {
        printJson(*rotated);
    } else {
        fmt::print("the hub's key is now {}\nthe old one is kept in {}\nevery node needs the new join line: "
                   "isochronectl network\n",
                   rotated->at("hub_key").get<std::string>(), rotated->at("old_key_file").get<std::string>());
    }
    return kOk;
}

int backup(const Environment &environment, const std::filesystem::path &target)
{
    const std::filesystem::path key = session::WorkspacePaths{environment.workspace}.hubKey();
    const auto pair = transport::readKeyFile(key);
    if (!pair) {
        return report(environment, pair.error());
    }
    // It says so once a power loss would not take it away again.
    if (const Status written = transport::writeKeyFile(target, *pair); !written) {
        return report(environment, written.error());
    }
    fmt::print(
        "{} holds the hub's secret key: keep it where nobody else can read it. To restore it, copy it to {} while "
        "nothing owns the workspace\n",
        target.string(), key.string());
    return kOk;
}

void addDecision(CLI::App &keys, const Action &action, const std::shared_ptr<Given> &given)
{
    CLI::App *command = keys.add_subcommand(action.name, action.help);
    command->add_option("key", given->key, "The key, or the beginning of its fingerprint")->required();
    CLI::Option *node = nullptr;
    if (action.takesNode) {
        node = command->add_option("--node", given->node, "The node; otherwise its first message names it");
        node->required(std::string_view(action.name) == "move");
    }
    if (action.takesGateway) {
        command
            ->add_option("--gateway", given->gateway,
                         "It speaks for these nodes: names, or beginnings of names followed by *")
            ->delimiter(',')
            ->excludes(node);
    }
    if (action.takesReplaced) {
        command->add_option("--replaces", given->replaces, "The older key, or the beginning of its fingerprint")
            ->required();
    }
    command->add_option("--note", given->note, "Why, for the ledger");
    command->add_option("--by", given->by, "Who, for the ledger; default: the user who runs this");
}

} // namespace

Verb addKeys(CLI::App &app)
{
    CLI::App *keys = app.add_subcommand("keys", "Who may connect from the network: lists keys; decides about them");
    keys->require_subcommand(0, 1);
    const auto given = std::make_shared<Given>();
    const auto target = std::make_shared<std::string>();
    keys->add_subcommand("list", "All keys: those that wait for a decision first (also without a word)");
    for (const Action &action : kActions) {
        addDecision(*keys, action, given);
    }
    CLI::App *backupCommand = keys->add_subcommand("backup", "Copies the hub's secret key to a file");
    backupCommand->add_option("file", *target, "Must not exist yet")->required();
    CLI::App *rotateCommand = keys->add_subcommand("rotate", "Gives the hub a new key; every node must join anew");
    rotateCommand->add_option("--by", given->by, "Who, for the ledger; default: the user who runs this");
    return {keys, [keys, given, target, backupCommand, rotateCommand](const Environment &environment) {
                if (backupCommand->parsed()) {
                    return backup(environment, *target);
                }
                if (rotateCommand->parsed()) {
                    return rotate(environment, given->by);
                }
                for (const Action &action : kActions) {
                    if (keys->get_subcommand(action.name)->parsed()) {
                        return decide(environment, action, *given);
                    }
                }
                return runList(environment);
            }};
}

} // namespace iso::ctl
