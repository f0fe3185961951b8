#include "app/ctl/query_group.h"

#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "core/history/history_reader.h"
#include "core/session/group_json.h"
#include "core/session/workspace.h"

#include <fmt/format.h>
#include <functional>
#include <unistd.h>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

constexpr std::uint64_t kPage_samples = 250'000;

/// One page: {"points", "read_from_ns", ...} of the steps that the request names.
using Ask = std::function<Result<json>(const json &request)>;

Result<Ask> askOwner(const Environment &environment)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return failure(owner.error());
    }
    return Ask([owner = std::shared_ptr<Owner>(std::move(*owner))](const json &request) {
        return owner->ask(request, std::chrono::minutes(5));
    });
}

Result<Ask> askFiles(const Environment &environment, const GroupOptions &options)
{
    if (const Status checked = checkWorkspace(environment); !checked) {
        return failure(checked.error());
    }
    if (!options.region.empty() || !options.site.empty()) {
        return failure(ErrorCode::NotFound,
                       "regions and sites are known to a running hub only: start it, or name nodes");
    }
    auto opened = history::HistoryReader::open(session::WorkspacePaths{environment.workspace}.history());
    if (!opened) {
        return failure(opened.error());
    }
    const std::shared_ptr<history::HistoryReader> reader = std::move(*opened);
    return Ask([reader](const json &request) -> Result<json> {
        json complete = request;
        if (!complete.contains("nodes")) {
            const auto nodes = reader->nodes();
            if (!nodes) {
                return failure(nodes.error());
            }
            for (const NodeId &node : *nodes) {
                complete["nodes"].push_back(node.text());
            }
        }
        const auto query = session::groupQueryFromJson(complete, {});
        if (!query) {
            return failure(query.error());
        }
        const history::CancelToken never;
        return reader->group(*query, never).map([&](const auto &result) { return session::toJson(result, *query); });
    });
}

json requestOf(const GroupOptions &options)
{
    // Whole seconds, so that steps begin at times people can read.
    constexpr std::int64_t kSecond_ns = 1'000'000'000;
    const std::int64_t range_ns = (options.to - options.from).count();
    const auto steps = static_cast<std::int64_t>(options.steps);
    const std::int64_t step_s = std::max<std::int64_t>(1, (range_ns + steps * kSecond_ns - 1) / (steps * kSecond_ns));
    json request{{"do", "query-group"},
                 {"from_ns", options.from.toNanoseconds() / kSecond_ns * kSecond_ns},
                 {"step_ms", step_s * 1000},
                 {"steps", (range_ns / kSecond_ns + step_s - 1) / step_s},
                 {"sample_budget", kPage_samples}};
    for (const NodeId &node : options.nodes) {
        request["nodes"].push_back(node.text());
    }
    if (!options.region.empty()) {
        request["region"] = options.region;
    }
    if (!options.site.empty()) {
        request["site"] = options.site;
    }
    return request;
}

/// All pages as if they had been one.
Result<json> readAll(const Ask &ask, json request)
{
    const bool tellsProgress = ::isatty(STDERR_FILENO) != 0;
    const auto steps = request.at("steps").get<std::int64_t>();
    const std::int64_t from_ns = request.at("from_ns").get<std::int64_t>();
    const std::int64_t step_ns = request.at("step_ms").get<std::int64_t>() * 1'000'000;
    json whole;
    for (std::int64_t left = steps; left > 0;) {
        request["steps"] = left;
        auto page = ask(request);
        if (!page) {
            return failure(page.error());
        }
        const std::int64_t rest = (page->at("read_from_ns").get<std::int64_t>() - from_ns) / step_ns;
        if (rest >= left) {
            return failure(ErrorCode::Io, "the answer does not get on");
        }
        left = rest;
        if (whole.is_null()) {
            whole = std::move(*page);
        } else {
            json points = std::move(page->at("points"));
            for (json &point : whole.at("points")) {
                points.push_back(std::move(point));
            }
            whole["points"] = std::move(points);
            whole["samples"] = whole.at("samples").get<std::uint64_t>() + page->at("samples").get<std::uint64_t>();
            whole["read_from_ns"] = page->at("read_from_ns");
            whole["damage"] = page->at("damage");
        }
        if (tellsProgress) {
            fmt::print(stderr, "\rread {} %  ", 100 * (steps - left) / steps);
        }
    }
    if (tellsProgress) {
        fmt::print(stderr, "\r            \r");
    }
    return whole;
}

std::string figureText(const json &value, double factor, int decimals)
{
    return value.is_number() ? fmt::format("{:.{}f}", value.get<double>() * factor, decimals) : "n/a";
}

void printTable(const json &whole, const GroupOptions &options)
{
    fmt::print("{} nodes as one, {} samples, steps of {} s, {}\n", whole.at("nodes").get<std::size_t>(),
               grouped(whole.at("samples").get<std::uint64_t>()), whole.at("step_ms").get<std::int64_t>() / 1000,
               options.latency);
    Table table({"TIME", "NODES", "P50", "P95", "P99", "COVERAGE", "LOAD", "WAITING", "TOKENS/S", "POWER W", "ERRORS"},
                {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    for (const json &point : whole.at("points")) {
        const json &latency = point.at("latencies").at(options.latency);
        table.add({point.at("time").get<std::string>(), std::to_string(point.at("nodes").get<std::uint32_t>()),
                   latencyText(latency.value("p50", json())), latencyText(latency.value("p95", json())),
                   latencyText(latency.value("p99", json())), percentText(latency.at("coverage_ratio")),
                   percentText(point.at("load_ratio")), figureText(point.at("requests_waiting"), 1, 0),
                   figureText(point.at("tokens_out_per_second"), 1, 0), figureText(point.at("power_watts"), 1, 0),
                   percentText(point.at("errors_ratio"))});
    }
    table.print();
}

std::string csvCell(const json &value)
{
    return value.is_number() ? value.dump() : "";
}

void printCsv(const json &whole)
{
    std::string heading = "time,samples,nodes";
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        for (const char *part : {"count", "coverage_ratio"}) {
            heading += fmt::format(",{}_{}", info.name, part);
        }
        for (const char *which : {"p50", "p95", "p99"}) {
            for (const char *bound : {"lower_ms", "estimate_ms", "upper_ms"}) {
                heading += fmt::format(",{}_{}_{}", info.name, which, bound);
            }
        }
    }
    for (std::size_t i = 0; i < history::kGroupFigureCount; ++i) {
        heading += fmt::format(",{}", session::nameOf(static_cast<history::GroupFigure>(i)));
    }
    fmt::print("{}\n", heading);
    for (const json &point : whole.at("points")) {
        std::string line =
            point.at("time").get<std::string>() + ',' + point.at("samples").dump() + ',' + point.at("nodes").dump();
        for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
            const json &latency = point.at("latencies").at(std::string(info.name));
            line += ',' + csvCell(latency.at("count")) + ',' + csvCell(latency.at("coverage_ratio"));
            for (const char *which : {"p50", "p95", "p99"}) {
                const json bounds = latency.value(which, json::object());
                for (const char *bound : {"lower_ms", "estimate_ms", "upper_ms"}) {
                    line += ',' + csvCell(bounds.value(bound, json()));
                }
            }
        }
        for (std::size_t i = 0; i < history::kGroupFigureCount; ++i) {
            line += ',' + csvCell(point.at(std::string(session::nameOf(static_cast<history::GroupFigure>(i)))));
        }
        fmt::print("{}\n", line);
    }
}

} // namespace

int queryGroup(const Environment &environment, const GroupOptions &options)
{
    const auto ask = session::isOwned(environment.workspace) ? askOwner(environment) : askFiles(environment, options);
    if (!ask) {
        return report(environment, ask.error());
    }
    const auto whole = readAll(*ask, requestOf(options));
    if (!whole) {
        return report(environment, whole.error());
    }
    if (environment.isJson) {
        printJson(*whole);
    } else if (options.isCsv) {
        printCsv(*whole);
    } else {
        printTable(*whole, options);
    }
    for (const json &node : whole->at("unknown")) {
        fmt::print(stderr, "isochronectl: nothing of node {} is stored\n", printable(node.get<std::string>()));
    }
    return kOk;
}

} // namespace iso::ctl
