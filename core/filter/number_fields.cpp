#include "core/filter/fields.h"
#include "core/fleet/believable.h"

#include <chrono>
#include <fmt/format.h>
#include <map>

namespace iso::filter
{

namespace
{

using fleet::NodeSnapshot;
using telemetry::MetricId;
using telemetry::MetricKind;
using telemetry::QuantileBounds;
using telemetry::Unit;

constexpr double kWindow_s = 60; // of NodeSnapshot's counts of requests

double seconds(Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

Dimension dimensionOf(Unit unit)
{
    switch (unit) {
    case Unit::Ratio:
        return Dimension::Ratio;
    case Unit::Bytes:
        return Dimension::Bytes;
    case Unit::Celsius:
        return Dimension::Celsius;
    case Unit::Watts:
        return Dimension::Power;
    case Unit::Joules:
        return Dimension::Energy;
    case Unit::Seconds:
        return Dimension::Time;
    case Unit::Requests:
    case Unit::Tokens:
    case Unit::Count:
        return Dimension::Count;
    }
    return Dimension::Count;
}

const std::map<std::string_view, std::vector<std::string_view>> &shortNames()
{
    static const std::map<std::string_view, std::vector<std::string_view>> names{
        {"ttft.p50", {"p50"}},
        {"ttft.p95", {"p95"}},
        {"ttft.p99", {"p99"}},
        {"cpu.utilization", {"cpu"}},
        {"memory.used", {"memory"}},
        {"disk.used", {"disk"}},
        {"gpu.utilization", {"gpu.util"}},
        {"gpu.power", {"power"}},
        {"requests.running", {"running"}},
        {"requests.waiting", {"waiting"}},
        {"kv.usage", {"kv"}},
        {"tokens.out", {"tokens"}},
    };
    return names;
}

void addLatencies(std::vector<NumberField> &fields)
{
    struct Quantile {
        const char *name;
        QuantileBounds fleet::LatencyFigures::*figure;
    };
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        for (const Quantile &quantile : {Quantile{"p50", &fleet::LatencyFigures::p50},
                                         {"p95", &fleet::LatencyFigures::p95},
                                         {"p99", &fleet::LatencyFigures::p99}}) {
            NumberField field;
            field.name = fmt::format("{}.{}", info.name, quantile.name);
            field.title = fmt::format("{}, {} of the last minute", info.title, quantile.name);
            field.dimension = Dimension::Time;
            field.read = [id = info.id, figure = quantile.figure](const NodeSnapshot &node,
                                                                  const Moment &moment) -> std::optional<double> {
                if (!fleet::isBelievable(node, moment.now) || node.latency(id).count == 0) {
                    return std::nullopt;
                }
                return (node.latency(id).*figure).estimate;
            };
            fields.push_back(std::move(field));
        }
    }
}

void addMetrics(std::vector<NumberField> &fields)
{
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        NumberField field;
        field.name = info.name;
        field.isRate = info.kind == MetricKind::Delta;
        field.title = fmt::format("{}{}", info.title, field.isRate ? ", per second" : "");
        field.dimension = dimensionOf(info.unit);
        field.read = [id = info.id, isRate = field.isRate](const NodeSnapshot &node,
                                                           const Moment &moment) -> std::optional<double> {
            const auto value = node.metrics.value(id);
            if (!value || !fleet::isBelievable(node, moment.now)) {
                return std::nullopt;
            }
            if (!isRate) {
                return value;
            }
            const double interval_s = seconds(node.interval);
            return interval_s > 0 ? std::optional(*value / interval_s) : std::nullopt;
        };
        fields.push_back(std::move(field));
    }
}

std::optional<double> sinceWhen(HubTime when, const Moment &moment)
{
    return when.isValid() ? std::optional(seconds(moment.now - when)) : std::nullopt;
}

void addOthers(std::vector<NumberField> &fields)
{
    fields.push_back({"errors",
                      "Share of the last minute's requests that failed",
                      Dimension::Ratio,
                      false,
                      [](const NodeSnapshot &node, const Moment &moment) -> std::optional<double> {
                          if (!fleet::isBelievable(node, moment.now) || node.requestsInWindow == 0) {
                              return std::nullopt;
                          }
                          return static_cast<double>(node.failedInWindow) / static_cast<double>(node.requestsInWindow);
                      },
                      {}});
    fields.push_back({"requests",
                      "Requests of the last minute, per second",
                      Dimension::Count,
                      true,
                      [](const NodeSnapshot &node, const Moment &moment) -> std::optional<double> {
                          return fleet::isBelievable(node, moment.now)
                                     ? std::optional(static_cast<double>(node.requestsInWindow) / kWindow_s)
                                     : std::nullopt;
                      },
                      {}});
    fields.push_back({"missing",
                      "Samples of this boot that have not come",
                      Dimension::Count,
                      false,
                      [](const NodeSnapshot &node, const Moment &) -> std::optional<double> {
                          return static_cast<double>(node.missing);
                      },
                      {}});
    fields.push_back({"lost-samples",
                      "Samples that the node no longer has",
                      Dimension::Count,
                      false,
                      [](const NodeSnapshot &node, const Moment &) -> std::optional<double> {
                          return static_cast<double>(node.lostForEver);
                      },
                      {}});
    fields.push_back(
        {"age",
         "Time since its newest sample came",
         Dimension::Time,
         false,
         [](const NodeSnapshot &node, const Moment &moment) { return sinceWhen(node.lastSampleReceived, moment); },
         {}});
    fields.push_back(
        {"service.for",
         "Time in this state of service",
         Dimension::Time,
         false,
         [](const NodeSnapshot &node, const Moment &moment) { return sinceWhen(node.serviceSince, moment); },
         {}});
    fields.push_back({"link.for",
                      "Time in this state of the link",
                      Dimension::Time,
                      false,
                      [](const NodeSnapshot &node, const Moment &moment) { return sinceWhen(node.linkSince, moment); },
                      {}});
    fields.push_back({"clock.offset",
                      "How far its clock is off, either way",
                      Dimension::Time,
                      false,
                      [](const NodeSnapshot &node, const Moment &) -> std::optional<double> {
                          return node.clock.isKnown ? std::optional(std::abs(seconds(node.clock.offset)))
                                                    : std::nullopt;
                      },
                      {}});
}

std::vector<NumberField> makeNumberFields()
{
    std::vector<NumberField> fields;
    addLatencies(fields);
    addMetrics(fields);
    addOthers(fields);
    for (NumberField &field : fields) {
        if (const auto names = shortNames().find(field.name); names != shortNames().end()) {
            field.aliases = names->second;
        }
    }
    return fields;
}

} // namespace

const std::vector<NumberField> &numberFields()
{
    static const std::vector<NumberField> fields = makeNumberFields();
    return fields;
}

} // namespace iso::filter
