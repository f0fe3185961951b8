#include "app/ctl/filter_text.h"
#include "app/ctl/names.h"
#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "core/commands/life_cycle.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <tuple>
#include <unistd.h>

namespace iso::ctl
{
using commands::CommandState;
using nlohmann::json;

namespace
{

constexpr Duration kPollEvery = std::chrono::milliseconds(200);
constexpr Duration kPollTimeout = std::chrono::seconds(2);

struct Options {
    std::vector<std::string> words; ///< NODE COMMAND ARGUMENT…; without NODE when there is a filter
    std::optional<std::string> where;
    bool isSure = false;
    std::vector<std::string> moreTargets;
    std::string reason;
    std::string issuer;
    std::string expires = "60s";
    std::optional<double> wait_s;
};

/// Commands that were sent and what is known of each.
class Sent
{
public:
    Sent(const Environment &environment, const json &commands)
        : m_environment(environment)
    {
        for (const json &command : commands) {
            m_order.push_back(command.at("id").get<std::string>());
            m_records[m_order.back()] = {{"id", command.at("id")}, {"node", command.at("node")}, {"state", nullptr}};
        }
    }

    /// Asks for those that are not final. A failure changes nothing: the owner may be starting again.
    void refresh()
    {
        if (m_owner == nullptr) {
            auto reached = Owner::reach(m_environment);
            if (!reached) {
                return;
            }
            m_owner = std::move(*reached);
        }
        json ids = json::array();
        for (const std::string &id : m_order) {
            if (const auto state = stateOf(id); !state || !commands::isFinal(*state)) {
                ids.push_back(id);
            }
        }
        const auto answer = m_owner->ask({{"do", "commands"}, {"ids", std::move(ids)}}, kPollTimeout);
        if (!answer) {
            m_owner.reset();
            return;
        }
        for (const json &record : answer->at("commands")) {
            const std::string id = record.at("id").get<std::string>();
            if (m_records.contains(id)) {
                if (!m_environment.isJson) {
                    printNewSteps(id, record);
                }
                m_records[id] = record;
            }
        }
    }

    /// The state as published; nothing before the first step is in the ledger.
    [[nodiscard]] std::optional<CommandState> stateOf(const std::string &id) const
    {
        const json &state = m_records.at(id).at("state");
        return state.is_string() ? commands::commandStateByText(state.get<std::string>()) : std::nullopt;
    }

    /// How many are in states for which `isCounted` says true.
    template<typename Predicate>
    [[nodiscard]] std::size_t count(Predicate isCounted) const
    {
        std::size_t n = 0;
        for (const std::string &id : m_order) {
            n += isCounted(stateOf(id)) ? 1U : 0U;
        }
        return n;
    }
    [[nodiscard]] std::size_t size() const { return m_order.size(); }

    /// Only who got which id.
    void printTaken() const
    {
        if (m_environment.isJson) {
            printAsJson();
            return;
        }
        for (const std::string &id : m_order) {
            fmt::print("{}  {}\n", m_records.at(id).at("node").get<std::string>(), id);
        }
    }

    void print() const
    {
        if (m_environment.isJson) {
            printAsJson();
            return;
        }
        for (const std::string &id : m_order) {
            const json &record = m_records.at(id);
            for (const json &result : record.value("results", json::array())) {
                fmt::print("{}  {} = {}\n", record.at("node").get<std::string>(),
                           printable(result.at("name").get<std::string>()),
                           printable(result.at("value").get<std::string>()));
            }
        }
    }

private:
    void printAsJson() const
    {
        json list = json::array();
        for (const std::string &id : m_order) {
            list.push_back(m_records.at(id));
        }
        printJson({{"commands", std::move(list)}});
    }

    void printNewSteps(const std::string &id, const json &record)
    {
        for (const json &step : record.at("steps")) {
            const std::string state = step.at("state").get<std::string>();
            const std::int64_t percent = step.value("percent", std::int64_t{-1});
            if (!m_printed[id].emplace(step.at("at_ns").get<std::int64_t>(), state, percent).second) {
                continue;
            }
            const std::string message = printable(step.at("message").get<std::string>());
            fmt::print("{}  {}  {}  {}{}{}\n", timeOfDay(step.at("at").get<std::string>()),
                       record.at("node").get<std::string>(), record.at("name").get<std::string>(), state,
                       percent < 0 ? "" : fmt::format(" {} %", percent), message.empty() ? "" : "  " + message);
        }
        std::fflush(stdout);
    }

    const Environment &m_environment;
    std::unique_ptr<Owner> m_owner;
    std::vector<std::string> m_order;
    std::map<std::string, json> m_records;
    std::map<std::string, std::set<std::tuple<std::int64_t, std::string, std::int64_t>>> m_printed;
};

bool isVerified(std::optional<CommandState> state)
{
    return state == CommandState::Verified;
}

bool isEnded(std::optional<CommandState> state)
{
    return state && commands::isFinal(*state);
}

/// Final, or unknown: nothing more is to be expected soon.
bool isSettled(std::optional<CommandState> state)
{
    return isEnded(state) || state == CommandState::Unknown;
}

/// With a time given, until all have ended or the time is over; else until all are settled.
void waitFor(Sent &sent, const Environment &environment, std::optional<double> wait_s)
{
    const SteadyTime start = environment.clock.steadyNow();
    while (true) {
        sent.refresh();
        const std::size_t done = wait_s ? sent.count(isEnded) : sent.count(isSettled);
        const double passed_s = static_cast<double>((environment.clock.steadyNow() - start).count()) / 1e9;
        if (done == sent.size() || (wait_s && passed_s >= *wait_s)) {
            return;
        }
        std::this_thread::sleep_for(kPollEvery);
    }
}

/// Who gets what, before it is asked for.
struct Order {
    std::vector<NodeId> targets; ///< empty until the filter was looked up
    std::string command;
    json arguments = json::object();
};

Result<Order> orderFrom(const Options &options)
{
    Order order;
    auto word = options.words.begin();
    if (!options.where) {
        if (word == options.words.end()) {
            return failure(ErrorCode::InvalidInput, "NODE is required, or --where FILTER");
        }
        std::vector<std::string> texts{*word++};
        texts.insert(texts.end(), options.moreTargets.begin(), options.moreTargets.end());
        auto nodes = nodesFromTexts(texts);
        if (!nodes) {
            return failure(nodes.error());
        }
        order.targets = *std::move(nodes);
    }
    if (word == options.words.end()) {
        return failure(ErrorCode::InvalidInput, "COMMAND is required: a name from the node's catalogue, as status");
    }
    order.command = *word++;
    for (; word != options.words.end(); ++word) {
        const std::size_t equals = word->find('=');
        if (equals == std::string::npos || equals == 0) {
            return failure(ErrorCode::InvalidInput, fmt::format("\"{}\" is not an argument: write key=value", *word));
        }
        const std::string name = word->substr(0, equals);
        if (order.arguments.contains(name)) {
            return failure(ErrorCode::InvalidInput, fmt::format("the argument \"{}\" is given twice", name));
        }
        order.arguments[name] = word->substr(equals + 1);
    }
    return order;
}

/// The nodes that the filter finds now. They are the targets whatever the filter would find later.
Result<std::vector<NodeId>> targetsFound(Owner &owner, const std::string &where)
{
    const auto answer = owner.ask({{"do", "nodes"}, {"filter", where}});
    if (!answer) {
        return failure(answer.error());
    }
    std::vector<std::string> names;
    for (const json &node : answer->at("nodes")) {
        names.push_back(node.at("node").get<std::string>());
    }
    if (names.empty()) {
        return failure(ErrorCode::NotFound, fmt::format("no node is found by {}", where));
    }
    std::sort(names.begin(), names.end());
    return nodesFromTexts(names);
}

/// A filter may find more than its author thought of: the names are shown before anything is sent.
bool isConfirmed(const Order &order)
{
    constexpr std::size_t kMostNames = 20;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(order.targets.size(), kMostNames); ++i) {
        names.push_back(order.targets[i].text());
    }
    const std::size_t more = order.targets.size() - names.size();
    fmt::print(stderr, "{} goes to {}: {}{}\n", order.command,
               order.targets.size() == 1 ? "1 node" : fmt::format("{} nodes", grouped(order.targets.size())),
               fmt::join(names, ", "), more == 0 ? "" : fmt::format(" and {} more", grouped(more)));
    if (isatty(STDIN_FILENO) == 0) {
        fmt::print(stderr, "isochronectl: nothing was sent; repeat with --yes\n");
        return false;
    }
    fmt::print(stderr, "Send it? [y/N] ");
    std::string reply;
    std::getline(std::cin, reply);
    return reply == "y" || reply == "yes";
}

Result<json> requestOf(const Order &order, const Options &options)
{
    json targets = json::array();
    for (const NodeId &node : order.targets) {
        targets.push_back(node.text());
    }
    const auto expires = parseDuration(options.expires);
    if (!expires) {
        return failure(expires.error().withContext("--expires"));
    }
    return json{{"do", "send"},
                {"targets", std::move(targets)},
                {"command", order.command},
                {"arguments", order.arguments},
                {"issuer", options.issuer.empty() ? userName() : options.issuer},
                {"reason", options.reason},
                {"expires_ms", expires->count() / 1'000'000}};
}

int run(const Environment &environment, const Options &options)
{
    auto order = orderFrom(options);
    const Status checked = options.where ? checkFilter(*options.where) : Status();
    if (!checked || !order) {
        report(environment, checked ? order.error() : checked.error());
        return kUsage;
    }
    if (const auto usable = requestOf(*order, options); !usable) {
        report(environment, usable.error());
        return kUsage;
    }
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    if (options.where) {
        auto targets = targetsFound(**owner, *options.where);
        if (!targets) {
            return report(environment, targets.error());
        }
        order->targets = *std::move(targets);
        if (!options.isSure && !isConfirmed(*order)) {
            return kUsage;
        }
    }
    const auto answer = (*owner)->ask(*requestOf(*order, options));
    if (!answer && answer.error().code == ErrorCode::Busy) {
        // The request may have arrived. Sending it again could run the command twice.
        report(environment, answer.error().withContext("whether the command was taken is not known; see "
                                                       "\"isochronectl commands\""));
        return kCommandOpen;
    }
    if (!answer) {
        return report(environment, answer.error());
    }
    Sent sent(environment, answer->at("commands"));
    if (options.wait_s == 0.0) {
        sent.printTaken();
        return kOk;
    }
    waitFor(sent, environment, options.wait_s);
    sent.print();
    if (sent.count(isEnded) > sent.count(isVerified)) {
        return kCommandEnded;
    }
    return sent.count(isVerified) == sent.size() ? kOk : kCommandOpen;
}

} // namespace

Verb addSend(CLI::App &app)
{
    auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("send", "Sends a command to one or many nodes and shows each step");
    command->add_option("NODE COMMAND ARGUMENT", options->words,
                        "Target (several are separated by commas; none with --where), name from the node's catalogue "
                        "(status, drain, ...), and key=value as its entry there allows");
    command->add_option("--where", options->where,
                        "Instead of NODE: all nodes that this filter finds, which are shown first");
    command->add_flag("--yes", options->isSure, "Send to what --where finds without asking");
    command->add_option("--node", options->moreTargets, "One more target; may be repeated")->allow_extra_args(false);
    command->add_option("--reason", options->reason, "Why, for the ledger");
    command->add_option("--issuer", options->issuer, "Who, for the ledger; default: the user who runs this");
    command->add_option("--expires", options->expires, "A node must not start it later than this after now")
        ->capture_default_str();
    command
        ->add_option("--wait", options->wait_s,
                     "Wait this many seconds for the end; 0: only until it is taken. Default: until it has ended or is "
                     "unknown")
        ->check(CLI::NonNegativeNumber);
    return {command, [options](const Environment &environment) { return run(environment, *options); }};
}

} // namespace iso::ctl
