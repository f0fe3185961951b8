#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "core/telemetry/sample.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

struct Filter {
    std::string region;
    std::string site;
    std::string service;

    [[nodiscard]] bool isEmpty() const { return region.empty() && site.empty() && service.empty(); }
    [[nodiscard]] bool admits(const json &node) const
    {
        const auto fits = [&node](const std::string &wanted, const char *name) {
            return wanted.empty() || node.at(name).get<std::string>() == wanted;
        };
        return fits(region, "region") && fits(site, "site") && fits(service, "service");
    }
};

std::vector<std::string> serviceNames()
{
    std::vector<std::string> names;
    for (int i = 0; i <= static_cast<int>(telemetry::ServiceState::Misconfigured); ++i) {
        names.emplace_back(telemetry::toText(static_cast<telemetry::ServiceState>(i)));
    }
    return names;
}

json filtered(const json &nodes, const Filter &filter)
{
    std::vector<json> kept;
    for (const json &node : nodes) {
        if (filter.admits(node)) {
            kept.push_back(node);
        }
    }
    std::sort(kept.begin(), kept.end(), [](const json &a, const json &b) { return a.at("node") < b.at("node"); });
    return kept;
}

std::string ageText(const json &age_ms)
{
    return age_ms.is_number()
               ? toShortText(std::chrono::milliseconds(std::max<std::int64_t>(age_ms.get<std::int64_t>(), 0)))
               : "-";
}

/// What one should know of a node besides its figures.
std::string notesOn(const json &node)
{
    std::vector<std::string> notes;
    if (!node.at("verified").get<bool>()) {
        notes.emplace_back("unverified");
    }
    if (node.value("clock_wrong", false)) {
        const json &offset_ms = node.at("clock_offset_ms");
        notes.push_back(
            offset_ms.is_null()
                ? "its clock is wrong"
                : fmt::format("its clock is {} off",
                              toShortText(std::chrono::milliseconds(std::llround(std::abs(offset_ms.get<double>()))))));
    }
    return fmt::format("{}", fmt::join(notes, ", "));
}

bool isServing(const json &node)
{
    const std::string link = node.at("link").get<std::string>();
    const std::string service = node.at("service").get<std::string>();
    return (link == "live" || link == "late") && (service == "serving" || service == "idle" || service == "busy");
}

void printNodes(const json &answer, const json &shown, bool isFiltered)
{
    Table table({"NODE", "REGION", "SITE", "LINK", "SERVICE", "TTFT P95", "LOAD", "AGE", "NOTE"}, {5, 6, 7});
    for (const json &node : shown) {
        const json &ttft = node.at("latencies_last_minute").at("ttft");
        table.add({node.at("node").get<std::string>(), node.at("region").get<std::string>(),
                   node.at("site").get<std::string>(), node.at("link").get<std::string>(),
                   node.at("service").get<std::string>(), ttft.is_null() ? "n/a" : latencyText(ttft.at("p95")),
                   percentText(node.at("metrics").value("load_ratio", json())), ageText(node.at("sample_age_ms")),
                   notesOn(node)});
    }
    table.print();
    // Counted here, since the fleet's own figures are renewed once a second and may not know the newest node yet.
    const json &all = answer.at("nodes");
    const auto serving = static_cast<std::uint64_t>(std::count_if(all.begin(), all.end(), isServing));
    fmt::print("{}{} of {} serving\n", isFiltered ? fmt::format("{} shown; fleet: ", grouped(shown.size())) : "",
               grouped(serving), grouped(all.size()));
}

int run(const Environment &environment, const Filter &filter)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    auto answer = (*owner)->ask({{"do", "nodes"}});
    if (!answer) {
        return report(environment, answer.error());
    }
    json shown = filtered(answer->at("nodes"), filter);
    if (environment.isJson) {
        (*answer)["nodes"] = std::move(shown);
        printJson(*answer);
    } else {
        printNodes(*answer, shown, !filter.isEmpty());
    }
    return kOk;
}

} // namespace

Verb addNodes(CLI::App &app)
{
    auto filter = std::make_shared<Filter>();
    CLI::App *command = app.add_subcommand("nodes", "The nodes as they are now, ordered by name");
    command->add_option("--region", filter->region, "Only nodes of this region");
    command->add_option("--site", filter->site, "Only nodes of this site");
    command->add_option("--service", filter->service, "Only nodes in this state of service")
        ->check(CLI::IsMember(serviceNames()));
    return {command, [filter](const Environment &environment) { return run(environment, *filter); }};
}

} // namespace iso::ctl
