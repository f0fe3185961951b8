#include "app/ctl/names.h"
#include "app/ctl/output.h"
#include "app/ctl/owner.h"

#include <fmt/format.h>
#include <thread>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

constexpr Duration kLongestWait = std::chrono::seconds(20);

void printNetwork(const json &network)
{
    const bool isListening = network.at("listening").get<bool>();
    if (!network.at("wanted").get<bool>()) {
        fmt::print("nodes on other machines are not accepted; to accept them: isochronectl network on\n");
    } else if (isListening) {
        fmt::print("nodes on other machines are accepted on {} and {}\n", network.at("telemetry").get<std::string>(),
                   network.at("control").get<std::string>());
        fmt::print("unknown keys are kept out: {}\n",
                   network.at("proven").get<bool>() ? "tested" : "the test is still running");
    }
    if (const std::string problem = network.at("problem").get<std::string>(); !problem.empty()) {
        fmt::print("PROBLEM: {}\n", printable(problem));
    }
    if (network.at("crowded").get<bool>()) {
        fmt::print("PROBLEM: nearly all descriptors are in use, so newcomers wait; raise the limit of open files\n");
    }
    fmt::print("the hub's key  {}\nfingerprint    {}\n", network.at("hub_key").get<std::string>(),
               network.at("hub_fingerprint").get<std::string>());
    if (isListening) {
        fmt::print("\nOn the node, one of these (the address is the one the node can reach):\n");
        for (const json &line : network.at("join_lines")) {
            fmt::print("  isochrone-node --join '{}'\n", line.get<std::string>());
        }
    }
}

/// Switching on takes a moment: the answer is what came of it.
Result<json> ask(const Environment &environment, const std::optional<bool> &accept)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return failure(owner.error());
    }
    json request{{"do", "network"}};
    if (accept) {
        request["accept"] = *accept;
        request["by"] = userName();
    }
    auto network = (*owner)->ask(request);
    const SteadyTime until = environment.clock.steadyNow() + kLongestWait;
    while (accept && network && network->at("listening") != *accept && network->at("problem") == "" &&
           environment.clock.steadyNow() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        network = (*owner)->ask({{"do", "network"}});
    }
    return network;
}

int run(const Environment &environment, const std::optional<bool> &accept)
{
    const auto network = ask(environment, accept);
    if (!network) {
        return report(environment, network.error());
    }
    if (environment.isJson) {
        printJson(*network);
    } else {
        printNetwork(*network);
    }
    return accept && network->at("listening") != *accept ? kFailed : kOk;
}

} // namespace

Verb addNetwork(CLI::App &app)
{
    CLI::App *network =
        app.add_subcommand("network", "Whether nodes on other machines are accepted, and how they join; on, off");
    network->require_subcommand(0, 1);
    CLI::App *on = network->add_subcommand("on", "Accepts nodes from the network; each key waits for approval");
    CLI::App *off = network->add_subcommand("off", "Leaves the network; nodes on this machine stay");
    return {network, [on, off](const Environment &environment) {
                std::optional<bool> accept;
                if (on->parsed()) {
                    accept = true;
                } else if (off->parsed()) {
                    accept = false;
                }
                return run(environment, accept);
            }};
}

} // namespace iso::ctl
