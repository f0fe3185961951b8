#include "app/ctl/nodes.h"

#include "app/ctl/filter_text.h"
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

json byName(const json &nodes)
{
    std::vector<json> sorted(nodes.begin(), nodes.end());
    std::sort(sorted.begin(), sorted.end(), [](const json &a, const json &b) { return a.at("node") < b.at("node"); });
    return sorted;
}

namespace
{

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

} // namespace

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
    fmt::print("{}{} of {} serving\n", isFiltered ? fmt::format("{} shown; fleet: ", grouped(shown.size())) : "",
               grouped(answer.at("serving").get<std::uint64_t>()), grouped(answer.at("total").get<std::uint64_t>()));
}

namespace
{

int run(const Environment &environment, const std::vector<std::string> &words)
{
    const std::string filter = fmt::format("{}", fmt::join(words, " "));
    if (const Status checked = checkFilter(filter); !checked) {
        report(environment, checked.error());
        return kUsage;
    }
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    auto answer = (*owner)->ask({{"do", "nodes"}, {"filter", filter}});
    if (!answer) {
        return report(environment, answer.error());
    }
    (*answer)["nodes"] = byName(answer->at("nodes"));
    if (environment.isJson) {
        printJson(*answer);
    } else {
        printNodes(*answer, answer->at("nodes"), !filter.empty());
    }
    return kOk;
}

} // namespace

Verb addNodes(CLI::App &app)
{
    auto words = std::make_shared<std::vector<std::string>>();
    CLI::App *command = app.add_subcommand("nodes", "The nodes as they are now, ordered by name");
    command->add_option("FILTER", *words, "Only these: \"region:eu and (p95>300ms or service:stalled)\"");
    return {command, [words](const Environment &environment) { return run(environment, *words); }};
}

} // namespace iso::ctl
