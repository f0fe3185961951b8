#include "app/ctl/names.h"
#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "app/ctl/query_group.h"
#include "core/history/history_reader.h"
#include "core/session/json_view.h"
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
    std::vector<std::string> nodes;
    bool isAllNodes = false;
    bool isNumbers = false;
    std::string from = "10m";
    std::string to;
    std::size_t limit = 100'000;
    bool isMerged = false;
    GroupOptions group;
};

/// Node time, both in nanoseconds since 1970.
struct Range {
    std::int64_t from_ns = 0;
    std::int64_t to_ns = INT64_MAX;
};

/// Where samples come from: the owner of the workspace, or its files.
class Source
{
public:
    virtual ~Source() = default;
    virtual Result<std::vector<std::string>> nodes() = 0;
    /// {"samples", "gaps", "truncated"}
    virtual Result<json> samples(const NodeId &node, const Range &range, std::size_t limit) = 0;
};

class OwnerSource final : public Source
{
public:
    explicit OwnerSource(std::unique_ptr<Owner> owner)
        : m_owner(std::move(owner))
    {
    }
    Result<std::vector<std::string>> nodes() override
    {
        return m_owner->ask({{"do", "nodes"}}).map([](const json &answer) {
            std::vector<std::string> names;
            for (const json &node : answer.at("nodes")) {
                names.push_back(node.at("node").get<std::string>());
            }
            return names;
        });
    }
    Result<json> samples(const NodeId &node, const Range &range, std::size_t limit) override
    {
        return m_owner->ask({{"do", "query"},
                             {"node", node.text()},
                             {"from_ns", range.from_ns},
                             {"to_ns", range.to_ns},
                             {"limit", limit}},
                            std::chrono::minutes(1));
    }

private:
    std::unique_ptr<Owner> m_owner;
};

class FileSource final : public Source
{
public:
    explicit FileSource(std::unique_ptr<history::HistoryReader> reader)
        : m_reader(std::move(reader))
    {
    }
    Result<std::vector<std::string>> nodes() override
    {
        return m_reader->nodes().map([](const std::vector<NodeId> &ids) {
            std::vector<std::string> names;
            for (const NodeId &id : ids) {
                names.push_back(id.text());
            }
            return names;
        });
    }
    Result<json> samples(const NodeId &node, const Range &range, std::size_t limit) override
    {
        history::SampleQuery query;
        query.node = node;
        query.from = NodeTime::fromNanoseconds(range.from_ns);
        query.to = NodeTime::fromNanoseconds(range.to_ns);
        query.limit = limit;
        const history::CancelToken never;
        return m_reader->samples(query, never).map([](const history::SampleResult &result) {
            return session::toJson(result);
        });
    }

private:
    std::unique_ptr<history::HistoryReader> m_reader;
};

Result<std::unique_ptr<Source>> openSource(const Environment &environment)
{
    if (session::isOwned(environment.workspace)) {
        auto owner = Owner::reach(environment);
        if (!owner) {
            return failure(owner.error());
        }
        return std::make_unique<OwnerSource>(std::move(*owner));
    }
    if (const Status checked = checkWorkspace(environment); !checked) {
        return failure(checked.error());
    }
    auto reader = history::HistoryReader::open(session::WorkspacePaths{environment.workspace}.history());
    if (!reader) {
        return failure(reader.error());
    }
    return std::make_unique<FileSource>(std::move(*reader));
}

Result<Range> rangeOf(const Options &options, const Clock &clock)
{
    Range range;
    const auto from = parseUtcOrAge(options.from, clock.utcNow());
    if (!from) {
        return failure(from.error().withContext("--from"));
    }
    range.from_ns = *from;
    if (!options.to.empty()) {
        const auto to = parseUtcOrAge(options.to, clock.utcNow());
        if (!to) {
            return failure(to.error().withContext("--to"));
        }
        range.to_ns = *to;
    }
    if (range.to_ns <= range.from_ns) {
        return failure(ErrorCode::InvalidInput, "--to is not later than --from");
    }
    return range;
}

/// What tells samples apart and when they came, without what they measured.
json numbersOnly(const json &samples)
{
    json list = json::array();
    for (const json &sample : samples) {
        json item = json::object();
        for (const char *name : {"boot", "seq", "time_ns", "received_ns", "historical"}) {
            item[name] = sample.at(name);
        }
        list.push_back(std::move(item));
    }
    return list;
}

std::string countText(const json &metrics, const char *name)
{
    const json value = metrics.value(name, json());
    return value.is_number() ? fmt::format("{:.0f}", value.get<double>()) : "n/a";
}

void print(const std::string &node, const json &result)
{
    fmt::print("{}: {} samples{}\n", node, grouped(result.at("samples").size()),
               result.at("truncated").get<bool>() ? ", and there are more: raise --limit or narrow the range" : "");
    Table table({"TIME", "NUMBER", "SERVICE", "TTFT P50", "TTFT P95", "LOAD", "RUNNING", "OK", "FAILED", ""},
                {1, 3, 4, 5, 6, 7, 8});
    for (const json &sample : result.at("samples")) {
        const json ttft = sample.at("latencies").value("ttft", json());
        const json &metrics = sample.at("metrics");
        table.add({sample.at("time").get<std::string>(), std::to_string(sample.at("seq").get<std::uint64_t>()),
                   sample.at("service").get<std::string>(), ttft.is_null() ? "n/a" : latencyText(ttft.at("p50")),
                   ttft.is_null() ? "n/a" : latencyText(ttft.at("p95")),
                   percentText(metrics.value("load_ratio", json())), countText(metrics, "requests_running"),
                   countText(metrics, "requests_ok"), countText(metrics, "requests_failed"),
                   sample.at("historical").get<bool>() ? "back-filled" : ""});
    }
    table.print();
    for (const json &gap : result.at("gaps")) {
        fmt::print("lost for ever: numbers {} to {} of boot {}\n", gap.at("from_seq").get<std::uint64_t>(),
                   gap.at("to_seq").get<std::uint64_t>(), gap.at("boot").get<std::string>());
    }
}

/// Prints one node's part at once, so that a large answer never stands in memory as a whole.
class Answer
{
public:
    Answer(const Environment &environment, bool isNumbers)
        : m_environment(environment)
        , m_isNumbers(isNumbers)
    {
        if (m_environment.isJson) {
            fmt::print("{{\"nodes\":[");
        }
    }
    void add(const std::string &node, json result)
    {
        if (!m_environment.isJson) {
            print(node, result);
            return;
        }
        if (m_isNumbers) {
            result["samples"] = numbersOnly(result.at("samples"));
        }
        result["node"] = node;
        addJson(result);
    }
    void addError(const std::string &node, const Error &error)
    {
        fmt::print(stderr, "isochronectl: {}\n", printable(error.message));
        if (m_environment.isJson) {
            addJson({{"node", node}, {"error", session::toJson(error)}});
        }
    }
    void finish() const
    {
        if (m_environment.isJson) {
            fmt::print("]}}\n");
        }
    }

private:
    void addJson(const json &part)
    {
        fmt::print("{}{}", m_isFirst ? "" : ",\n", part.dump(-1, ' ', false, json::error_handler_t::replace));
        m_isFirst = false;
    }

    const Environment &m_environment;
    bool m_isNumbers;
    bool m_isFirst = true;
};

int runMerged(const Environment &environment, const Options &options)
{
    GroupOptions group = options.group;
    auto nodes = nodesFromTexts(options.nodes);
    const bool isByPlace = !group.region.empty() || !group.site.empty();
    if (nodes && int{!nodes->empty()} + int{options.isAllNodes} + int{isByPlace} != 1) {
        nodes = failure(ErrorCode::InvalidInput, "name nodes, or give --region and --site, or --all-nodes");
    }
    const auto range = rangeOf(options, environment.clock);
    if (!nodes || !range) {
        report(environment, nodes ? range.error() : nodes.error());
        return kUsage;
    }
    group.nodes = std::move(*nodes);
    group.from = NodeTime::fromNanoseconds(range->from_ns);
    group.to =
        NodeTime::fromNanoseconds(options.to.empty() ? environment.clock.utcNow().toNanoseconds() : range->to_ns);
    return queryGroup(environment, group);
}

int run(const Environment &environment, const Options &options)
{
    if (options.isMerged) {
        return runMerged(environment, options);
    }
    auto nodes = nodesFromTexts(options.nodes);
    if (nodes && nodes->empty() != options.isAllNodes) {
        nodes = failure(ErrorCode::InvalidInput, "name nodes, or give --all-nodes");
    }
    const auto range = rangeOf(options, environment.clock);
    if (!nodes || !range) {
        report(environment, nodes ? range.error() : nodes.error());
        return kUsage;
    }
    auto source = openSource(environment);
    if (!source) {
        return report(environment, source.error());
    }
    if (options.isAllNodes) {
        const auto names = (*source)->nodes();
        nodes = names ? nodesFromTexts(*names) : failure(names.error());
        if (!nodes) {
            return report(environment, nodes.error());
        }
    }
    Answer answer(environment, options.isNumbers);
    int code = kOk;
    for (const NodeId &node : *nodes) {
        auto result = (*source)->samples(node, *range, options.limit);
        if (result) {
            answer.add(node.text(), std::move(*result));
        } else {
            answer.addError(node.text(), result.error());
            code = exitCodeOf(result.error());
        }
    }
    answer.finish();
    return code;
}

} // namespace

Verb addQuery(CLI::App &app)
{
    const auto latencyNames = [] {
        std::vector<std::string> names;
        for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
            names.emplace_back(info.name);
        }
        return names;
    };
    auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("query", "Stored samples of nodes, by node time");
    command->add_option("NODE", options->nodes, "Nodes, also separated by commas");
    command->add_flag("--all-nodes", options->isAllNodes, "Every node that was ever stored");
    command->add_option("--from", options->from, "UTC time such as 2026-03-14T09:26:53Z, or an age such as 10m")
        ->capture_default_str();
    command->add_option("--to", options->to, "The same; default: no end");
    command->add_option("--limit", options->limit, "At most this many samples of each node, the oldest")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_flag("--numbers", options->isNumbers, "With --json: only boot, number and times of each sample");
    auto *merged = command->add_flag("--merged", options->isMerged,
                                     "All nodes as one, in steps: percentiles from merged histograms, with coverage");
    command->add_option("--region", options->group.region, "With --merged: the nodes of a region")->needs(merged);
    command->add_option("--site", options->group.site, "With --merged: the nodes of a site")->needs(merged);
    command->add_option("--steps", options->group.steps, "With --merged: into how many steps the range is cut")
        ->needs(merged)
        ->check(CLI::Range(1, 5000))
        ->capture_default_str();
    command->add_option("--latency", options->group.latency, "With --merged: which latency the table shows")
        ->needs(merged)
        ->check(CLI::IsMember(latencyNames()))
        ->capture_default_str();
    command->add_flag("--csv", options->group.isCsv, "With --merged: comma-separated values, all latencies")
        ->needs(merged);
    return {command, [options](const Environment &environment) { return run(environment, *options); }};
}

} // namespace iso::ctl
