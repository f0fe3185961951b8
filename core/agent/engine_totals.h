#pragma once

#include "core/agent/engine_mapping.h"
#include "core/agent/measured.h"
#include "core/agent/prometheus_text.h"

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace iso::agent
{

/// A Prometheus histogram since the engine's start: cumulative[i] counts what is at most bounds[i], the last one all.
struct HistogramTotals {
    std::vector<double> bounds;
    std::vector<double> cumulative; ///< bounds.size() + 1
    double sum = 0;

    bool operator==(const HistogramTotals &) const = default;
};

/// What one scrape says of a model: levels as they are, counters since the engine's start.
struct ModelTotals {
    std::string model;
    std::array<std::optional<double>, telemetry::kMetricCount> values;
    std::array<std::optional<double>, telemetry::kMetricCount> divisors; ///< of ratios
    std::array<std::optional<HistogramTotals>, telemetry::kLatencyCount> latencies;
};

/// What one scrape says of an engine, in the words of the catalogue.
struct EngineTotals {
    std::vector<ModelTotals> models;
    ModelTotals shared; ///< of series that do not tell the model
    std::array<std::optional<Missing>, telemetry::kMetricCount> missingMetrics;
    std::array<std::optional<Missing>, telemetry::kLatencyCount> missingLatencies;
    std::optional<double> start_s; ///< UTC, when the process started
    bool isAsleep = false;
    bool hasSeries = false;  ///< at least one of this kind of engine
    std::size_t leftOut = 0; ///< series of models whose name cannot be reported, or of too many models
};

/// Reads scrapes by a mapping. Of one thread; the mapping must outlive it.
class TotalsReader
{
public:
    explicit TotalsReader(const EngineMapping &mapping);

    EngineTotals read(const PrometheusText &text, const std::optional<EngineVersion> &version);

    /// As many as a sample may carry.
    static constexpr std::size_t kMostModels = 256;

private:
    enum class Part { Value, Divisor, Bucket, Sum, Count, Start, Sleep };
    /// One thing that a series name is good for.
    struct Use {
        Part part;
        std::size_t rule;   ///< index in metrics or latencies
        std::size_t choice; ///< index in the rule's series
    };
    struct Name {
        std::vector<Use> uses;
        bool isPresent = false;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    class Collector;

    void addNames();
    Name &name(const std::string &text) { return m_names[text]; }
    void findPresent(const PrometheusText &text, EngineTotals &totals);
    [[nodiscard]] bool isPresent(const SeriesRule &series, bool isHistogram) const;
    template<typename Rule>
    Measured<std::size_t> choose(const Rule &rule, const std::optional<EngineVersion> &version, bool isHistogram) const;

    const EngineMapping &m_mapping;
    std::unordered_map<std::string, Name, Hash, std::equal_to<>> m_names;
    std::vector<Name *> m_nameOf; ///< of each series of the body; null for what nobody asks for
};

} // namespace iso::agent
