#include "core/session/group_json.h"

#include <cmath>

namespace iso::session
{
using history::GroupFigure;
using nlohmann::json;

namespace
{

constexpr std::array<std::string_view, history::kGroupFigureCount> kFigureNames = {"load_ratio",
                                                                                   "gpu_utilization_ratio",
                                                                                   "kv_cache_usage_ratio",
                                                                                   "cpu_utilization_ratio",
                                                                                   "requests_running",
                                                                                   "requests_waiting",
                                                                                   "power_watts",
                                                                                   "tokens_out_per_second",
                                                                                   "requests_per_second",
                                                                                   "errors_ratio",
                                                                                   "energy_joules_per_token"};

json toJson(const telemetry::QuantileBounds &bounds)
{
    return {{"lower_ms", bounds.lower * 1e3},
            {"estimate_ms", bounds.estimate * 1e3},
            // The last bucket of explicit bounds has no end.
            {"upper_ms", std::isfinite(bounds.upper) ? json(bounds.upper * 1e3) : json(nullptr)}};
}

json toJson(const history::LatencyPoint &latency)
{
    json value{{"count", latency.count},
               {"coverage_ratio", latency.coverage_ratio ? json(*latency.coverage_ratio) : json(nullptr)}};
    if (latency.p50 && latency.p95 && latency.p99) {
        value["p50"] = toJson(*latency.p50);
        value["p95"] = toJson(*latency.p95);
        value["p99"] = toJson(*latency.p99);
    }
    return value;
}

json toJson(const std::vector<history::GroupPoint> &points)
{
    json list = json::array();
    for (const history::GroupPoint &point : points) {
        json item{{"time", toRfc3339(point.start)},
                  {"time_ns", point.start.toNanoseconds()},
                  {"samples", point.samples},
                  {"nodes", point.nodes}};
        json &latencies = item["latencies"] = json::object();
        for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
            latencies[std::string(info.name)] = toJson(point.latency(info.id));
        }
        for (std::size_t i = 0; i < history::kGroupFigureCount; ++i) {
            item[std::string(kFigureNames[i])] = point.figures[i] ? json(*point.figures[i]) : json(nullptr);
        }
        list.push_back(std::move(item));
    }
    return list;
}

} // namespace

std::string_view nameOf(GroupFigure figure)
{
    return kFigureNames.at(static_cast<std::size_t>(figure));
}

Result<history::GroupQuery> groupQueryFromJson(const json &request, const fleet::FleetSnapshot &snapshot)
{
    history::GroupQuery query;
    if (request.contains("nodes")) {
        for (const json &name : request.at("nodes")) {
            auto node = NodeId::fromText(name.get<std::string>());
            if (!node) {
                return failure(node.error());
            }
            query.nodes.push_back(std::move(*node));
        }
    } else {
        const std::string region = request.value("region", "");
        const std::string site = request.value("site", "");
        for (const fleet::NodeRecord &node : snapshot.nodes) {
            const fleet::NodeIdentity &identity = *node->identity;
            if (!identity.retired && (region.empty() || identity.region.text() == region) &&
                (site.empty() || identity.site.text() == site)) {
                query.nodes.push_back(identity.id);
            }
        }
        if (query.nodes.empty()) {
            return failure(ErrorCode::NotFound, "no node is in that region and site");
        }
    }
    query.from = NodeTime::fromNanoseconds(request.at("from_ns").get<std::int64_t>());
    const auto step_ms = request.at("step_ms").get<std::int64_t>();
    if (step_ms < 1 || step_ms > INT64_MAX / 1'000'000) {
        return failure(ErrorCode::InvalidInput, "step_ms is out of range");
    }
    query.step = std::chrono::milliseconds(step_ms);
    query.steps = request.at("steps").get<std::size_t>();
    query.eachNode = request.value("each", false);
    query.sampleBudget = request.value("sample_budget", UINT64_MAX);
    return query;
}

json toJson(const history::GroupResult &result, const history::GroupQuery &query)
{
    json each = json::object();
    for (std::size_t i = 0; i < result.eachNode.size(); ++i) {
        each[query.nodes[i].text()] = toJson(result.eachNode[i]);
    }
    json unknown = json::array();
    for (const NodeId &node : result.unknown) {
        unknown.push_back(node.text());
    }
    return {
        {"from_ns", query.from.toNanoseconds()},
        {"step_ms", query.step.count() / 1'000'000},
        {"nodes", query.nodes.size()},
        {"read_from_ns", result.readFrom.toNanoseconds()},
        {"samples", result.samples},
        {"points", toJson(result.points)},
        {"each", std::move(each)},
        {"unknown", std::move(unknown)},
        {"damage", {{"rows", result.damage.rows}, {"samples", result.damage.samples}, {"files", result.damage.files}}}};
}

} // namespace iso::session
