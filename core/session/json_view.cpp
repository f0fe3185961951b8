#include "core/session/json_view.h"

#include "core/wire/codec.h"

namespace iso::session
{
using nlohmann::json;
using telemetry::LatencyId;

namespace
{

template<typename Tag>
json timeOrNull(UtcTime<Tag> time)
{
    return time.isValid() ? json(toRfc3339(time)) : json(nullptr);
}

template<typename T>
json valueOrNull(const std::optional<T> &value)
{
    return value ? json(*value) : json(nullptr);
}

json toMilliseconds(const telemetry::QuantileBounds &bounds)
{
    return {
        {"lower_ms", bounds.lower * 1000}, {"estimate_ms", bounds.estimate * 1000}, {"upper_ms", bounds.upper * 1000}};
}

json toJson(const fleet::LatencyFigures &figures)
{
    if (figures.count == 0) {
        return nullptr;
    }
    return {{"count", figures.count},
            {"p50", toMilliseconds(figures.p50)},
            {"p95", toMilliseconds(figures.p95)},
            {"p99", toMilliseconds(figures.p99)}};
}

json metricsToJson(const telemetry::MetricSet &metrics)
{
    json values = json::object();
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        if (const auto value = metrics.value(info.id)) {
            values[std::string(info.field)] = *value;
        } else if (metrics.absence(info.id) != telemetry::Absence::NotReported) {
            values[std::string(info.field)] = {{"absent", telemetry::toText(metrics.absence(info.id))}};
        }
    }
    return values;
}

json latenciesToJson(const telemetry::LatencySet &latencies)
{
    json values = json::object();
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        const auto &histogram = latencies[static_cast<std::size_t>(info.id)];
        if (histogram && !histogram->isEmpty()) {
            values[std::string(info.name)] = {{"count", histogram->count()},
                                              {"sum_s", histogram->sum()},
                                              {"p50", toMilliseconds(*histogram->quantile(0.50))},
                                              {"p95", toMilliseconds(*histogram->quantile(0.95))},
                                              {"p99", toMilliseconds(*histogram->quantile(0.99))}};
        }
    }
    return values;
}

} // namespace

json toJson(const fleet::NodeSnapshot &node, HubTime now)
{
    const fleet::NodeIdentity &identity = *node.identity;
    json models = json::array();
    for (const wire::Model &model : identity.birth.models) {
        models.push_back({{"name", model.name}, {"engine", model.engine}});
    }
    json commandNames = json::array();
    for (const wire::CommandDescriptor &command : identity.birth.commands) {
        commandNames.push_back(command.name);
    }
    json latencies = json::object();
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        latencies[std::string(info.name)] = toJson(node.latency(info.id));
    }
    return {{"node", identity.id.text()},
            {"region", identity.region.text()},
            {"site", identity.site.text()},
            {"place", identity.birth.placeName},
            {"latitude_deg", identity.birth.place ? json(identity.birth.place->latitude_deg) : json(nullptr)},
            {"longitude_deg", identity.birth.place ? json(identity.birth.place->longitude_deg) : json(nullptr)},
            {"verified", identity.verified},
            {"boot", identity.boot.isNull() ? json(nullptr) : json(toText(identity.boot))},
            {"link", telemetry::toText(node.link)},
            {"link_since", timeOrNull(node.linkSince)},
            {"service", telemetry::toText(node.service)},
            {"service_since", timeOrNull(node.serviceSince)},
            {"last_heard", timeOrNull(node.lastHeard)},
            {"sample_age_ms", node.lastSampleReceived.isValid()
                                  ? json((now - node.lastSampleReceived).count() / 1'000'000)
                                  : json(nullptr)},
            {"metrics", metricsToJson(node.metrics)},
            {"latencies_last_minute", std::move(latencies)},
            {"requests_last_minute", node.requestsInWindow},
            {"failed_last_minute", node.failedInWindow},
            {"last_seq", node.lastSeq},
            {"missing", node.missing},
            {"lost_for_ever", node.lostForEver},
            {"clock_offset_ms",
             node.clock.isKnown ? json(static_cast<double>(node.clock.offset.count()) / 1e6) : json(nullptr)},
            {"clock_error_ms",
             node.clock.isKnown ? json(static_cast<double>(node.clock.error.count()) / 1e6) : json(nullptr)},
            {"clock_wrong", fleet::hasWrongClock(node.clock)},
            {"models", std::move(models)},
            {"commands", std::move(commandNames)}};
}

json toJson(const fleet::GroupSummary &group)
{
    json services = json::object();
    for (std::size_t i = 0; i < group.byService.size(); ++i) {
        services[std::string(telemetry::toText(static_cast<telemetry::ServiceState>(i)))] = group.byService[i];
    }
    json links = json::object();
    for (std::size_t i = 0; i < group.byLink.size(); ++i) {
        links[std::string(telemetry::toText(static_cast<telemetry::LinkState>(i)))] = group.byLink[i];
    }
    return {{"name", group.name},
            {"nodes", group.nodes},
            {"serving", group.serving},
            {"by_service", std::move(services)},
            {"by_link", std::move(links)},
            {"ttft", toJson(group.ttft)},
            {"itl", toJson(group.interToken)},
            {"e2e", toJson(group.endToEnd)},
            // Both are shares of the requests, so they are known together.
            {"ttft_coverage_ratio", group.errors_ratio ? json(group.ttftCoverage_ratio) : json(nullptr)},
            {"load_ratio", valueOrNull(group.load_ratio)},
            {"errors_ratio", valueOrNull(group.errors_ratio)},
            {"tokens_out_per_s", valueOrNull(group.tokensOutPerSecond)},
            {"power_watts", valueOrNull(group.power_watts)},
            {"joules_per_token", valueOrNull(group.joulesPerToken)}};
}

json toJson(const fleet::HubHealth &health)
{
    json refused = json::object();
    for (std::size_t i = 0; i < health.refused.size(); ++i) {
        refused[std::string(wire::toText(static_cast<wire::RefusalReason>(i)))] = health.refused[i];
    }
    return {{"telemetry", health.telemetryEndpoint},
            {"control", health.controlEndpoint},
            {"messages", health.messages},
            {"bytes", health.bytes},
            {"messages_per_s", health.messagesPerSecond},
            {"samples", health.samples},
            {"historical", health.historical},
            {"duplicates", health.duplicates},
            {"missing", health.missing},
            {"lost_for_ever", health.lostForEver},
            {"history_dropped", health.historyDropped},
            {"live_dropped", health.liveDropped},
            {"stored", health.stored},
            {"history_problem", health.historyProblem},
            {"refused", std::move(refused)}};
}

json toJson(const RefusedMessage &refused)
{
    return {{"at", toRfc3339(refused.at)},
            {"node", refused.node},
            {"reason", refused.reason},
            {"detail", refused.detail},
            {"first_bytes", refused.firstBytes}};
}

json toJson(const history::StoredSample &stored)
{
    json custom = json::array();
    for (const telemetry::CustomMetric &metric : stored.sample.custom) {
        custom.push_back({{"name", metric.name}, {"unit", metric.unit}, {"value", metric.value}});
    }
    return {{"time", toRfc3339(stored.nodeTime)},
            {"time_ns", stored.nodeTime.toNanoseconds()},
            {"time_corrected", stored.isTimeCorrected},
            {"received_ns", stored.received.toNanoseconds()},
            {"boot", toText(stored.boot)},
            {"seq", stored.seq},
            {"historical", stored.historical},
            {"service", telemetry::toText(stored.sample.service)},
            {"metrics", metricsToJson(stored.sample.metrics)},
            {"custom", std::move(custom)},
            {"latencies", latenciesToJson(stored.sample.latencies)}};
}

json toJson(const history::SampleResult &result)
{
    json samples = json::array();
    for (const history::StoredSample &stored : result.samples) {
        samples.push_back(toJson(stored));
    }
    json gaps = json::array();
    for (const history::GapRecord &gap : result.gaps) {
        gaps.push_back({{"boot", toText(gap.boot)}, {"from_seq", gap.fromSeq}, {"to_seq", gap.toSeq}});
    }
    return {{"samples", std::move(samples)}, {"gaps", std::move(gaps)}, {"truncated", result.truncated}};
}

json toJson(const ledger::Verification &verification)
{
    return {{"intact", verification.isIntact()},
            {"records", verification.records},
            {"first_bad", valueOrNull(verification.firstBad)},
            {"explanation", verification.explanation},
            {"head", ledger::toHex(verification.head)}};
}

json toJson(const Error &error)
{
    return {{"code", toText(error.code)}, {"message", error.message}};
}

} // namespace iso::session
