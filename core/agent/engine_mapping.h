#pragma once

#include "core/agent/engine_version.h"
#include "core/base/result.h"
#include "core/telemetry/metric.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::agent
{

/// Only series whose label has one of these values count; a value that ends in '*' stands for all that begin so.
struct LabelFilter {
    std::string label;
    std::vector<std::string> values;

    [[nodiscard]] bool matches(std::string_view value) const;
};

/// One name that a quantity has had, and the versions that had it.
struct SeriesRule {
    std::string name;
    std::string of; ///< the divisor of a ratio
    std::optional<EngineVersion> since;
    std::optional<EngineVersion> until; ///< the first version without it
    std::vector<LabelFilter> where;

    /// True when nothing is known of the version too.
    [[nodiscard]] bool isIn(const std::optional<EngineVersion> &version) const;
};

struct MetricRule {
    enum class Kind {
        Gauge,
        Counter,
        Steps, ///< a counter that moves while the engine works
        Ratio, ///< of two counters' differences
    };

    telemetry::MetricId id{};
    Kind kind = Kind::Gauge;
    bool takesHighest = false; ///< of several engine cores; else their sum
    std::vector<SeriesRule> series;
    std::string flag; ///< what must be switched on for the engine to export it; empty: nothing
};

struct LatencyRule {
    telemetry::LatencyId id{};
    std::vector<SeriesRule> series; ///< names of histograms, without "_bucket"
    std::string flag;
};

struct SleepRule {
    std::string series;
    std::string label;
    std::string awake; ///< the label's value of the series that is 1 while the engine is awake
};

/// How the series of one kind of engine become metrics of the catalogue, by version. Data: resources/engines describes
/// the format.
struct EngineMapping {
    std::string engine; ///< "vllm", as in configuration files
    std::string title;  ///< "vLLM"
    std::string seriesPrefix;
    std::optional<EngineVersion> checkedUntil; ///< the newest version that it was checked against
    std::string metricsPath = "/metrics";
    std::string versionPath; ///< empty: the engine does not tell
    std::string modelLabel;
    std::string startSeries;
    std::string statisticsFlag; ///< what to do when the engine exports none of its series
    std::vector<MetricRule> metrics;
    std::vector<LatencyRule> latencies;
    std::optional<SleepRule> sleep;

    /// `source` names the text in errors, which tell the line.
    static Result<EngineMapping> fromToml(std::string_view text, std::string_view source);
    static Result<EngineMapping> fromFile(const std::string &path);
    /// One that is compiled in, for example "vllm". NotFound for any other.
    static Result<EngineMapping> builtIn(std::string_view engine);
    /// Names of those that are compiled in.
    static std::vector<std::string_view> builtInNames();
};

} // namespace iso::agent
