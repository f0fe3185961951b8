#include "core/session/event_json.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::session
{
using events::Event;
using events::EventKind;
using nlohmann::json;

namespace
{

/// Requests come from programs of the same user, but a bound costs nothing.
constexpr std::size_t kMostEvents = 100'000;

json textOrNull(const std::string &text)
{
    return text.empty() ? json(nullptr) : json(text);
}

} // namespace

json toJson(const Event &event)
{
    return {{"at", toRfc3339(event.at)},
            {"kind", toText(event.kind)},
            {"severity", event.severity == 0 ? json(nullptr) : json(event.severity)},
            {"node", textOrNull(event.node.text())},
            {"subject", textOrNull(event.subject)},
            {"text", event.text}};
}

json toJson(const events::EventResult &result)
{
    json list = json::array();
    for (const Event &event : result.events) {
        list.push_back(toJson(event));
    }
    json whole{{"events", std::move(list)}, {"truncated", result.truncated}};
    if (!result.buckets.empty()) {
        json buckets = json::array();
        for (const events::EventBucket &bucket : result.buckets) {
            json counts = json::object();
            for (std::size_t kind = 0; kind < events::kEventKindCount; ++kind) {
                if (bucket.byKind[kind] > 0) {
                    counts[std::string(toText(static_cast<EventKind>(kind)))] = bucket.byKind[kind];
                }
            }
            buckets.push_back(std::move(counts));
        }
        whole["buckets"] = std::move(buckets);
        whole["step_ms"] = std::chrono::duration<double, std::milli>(result.step).count();
    }
    return whole;
}

Result<events::EventQuery> eventQueryFromJson(const json &request)
{
    events::EventQuery query;
    query.from = HubTime::fromNanoseconds(request.at("from_ns").get<std::int64_t>());
    query.to = HubTime::fromNanoseconds(request.at("to_ns").get<std::int64_t>());
    query.limit = std::min(request.value("limit", std::size_t{10'000}), kMostEvents);
    query.buckets = request.value("buckets", std::size_t{0});
    if (const std::string name = request.value("node", ""); !name.empty()) {
        const auto node = NodeId::fromText(name);
        if (!node) {
            return failure(node.error());
        }
        query.node = *node;
    }
    for (const json &name : request.value("kinds", json::array())) {
        const auto kind = events::kindFromText(name.get<std::string>());
        if (!kind) {
            std::vector<std::string_view> all;
            for (std::size_t i = 0; i < events::kEventKindCount; ++i) {
                all.push_back(toText(static_cast<EventKind>(i)));
            }
            return failure(ErrorCode::InvalidInput, fmt::format("\"{}\" is no kind of event: allowed are {}",
                                                                name.get<std::string>(), fmt::join(all, ", ")));
        }
        query.kinds |= kindBit(*kind);
    }
    return query;
}

} // namespace iso::session
