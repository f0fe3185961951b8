#include "app/ctl/output.h"
#include "app/ctl/owner.h"

#include <fmt/format.h>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

std::uint64_t number(const json &object, const char *name)
{
    return object.at(name).get<std::uint64_t>();
}

void printStatus(const json &status)
{
    const json &fleet = status.at("fleet");
    const json &hub = status.at("hub");
    fmt::print("{}\n", printable(status.at("session").get<std::string>()));
    fmt::print("nodes      {} of {} serving, TTFT p95 {}\n", grouped(number(fleet, "serving")),
               grouped(number(fleet, "nodes")),
               fleet.at("ttft").is_null() ? "n/a" : latencyText(fleet.at("ttft").at("p95")));
    fmt::print("listening  telemetry {} control {}\n", hub.at("telemetry").get<std::string>(),
               hub.at("control").get<std::string>());
    fmt::print("received   {} messages, {:.0f} a second; {} samples, {} back-filled, {} duplicates\n",
               grouped(number(hub, "messages")), hub.at("messages_per_s").get<double>(),
               grouped(number(hub, "samples")), grouped(number(hub, "historical")), grouped(number(hub, "duplicates")));
    fmt::print("missing    {} now, {} for ever\n", grouped(number(hub, "missing")),
               grouped(number(hub, "lost_for_ever")));
    fmt::print("stored     {} samples; queues dropped {} for history, {} for screens\n", grouped(number(hub, "stored")),
               grouped(number(hub, "history_dropped")), grouped(number(hub, "live_dropped")));
    for (const auto &[reason, count] : hub.at("refused").items()) {
        if (count.get<std::uint64_t>() > 0) {
            fmt::print("refused    {} {}\n", grouped(count.get<std::uint64_t>()), reason);
        }
    }
    const std::string problem =
        hub.at("history_problem").is_string() ? hub.at("history_problem").get<std::string>() : std::string();
    if (!problem.empty()) {
        fmt::print("problem    history: {}\n", printable(problem));
    }
}

int run(const Environment &environment)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    const auto status = (*owner)->ask({{"do", "status"}});
    if (!status) {
        return report(environment, status.error());
    }
    if (environment.isJson) {
        printJson(*status);
    } else {
        printStatus(*status);
    }
    return kOk;
}

} // namespace

Verb addStatus(CLI::App &app)
{
    return {app.add_subcommand("status", "How the hub itself is doing"), run};
}

} // namespace iso::ctl
