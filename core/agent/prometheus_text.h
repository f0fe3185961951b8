#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace iso::agent
{

/// What a body may hold at most. A vLLM with one model has 60 KB and 800 series.
struct PrometheusLimits {
    std::size_t body_bytes = std::size_t{4} << 20;
    std::size_t lines = 100'000;
    std::size_t series = 50'000;
    std::size_t labels = 32;           ///< of one series
    std::size_t labelsInAll = 200'000; ///< bounds the memory: 32 bytes each
    std::size_t name_bytes = 256;      ///< of a series or a label
    std::size_t labelValue_bytes = 1024;
};

enum class SeriesType : std::uint8_t { Untyped, Counter, Gauge, Histogram, Summary };

struct Label {
    std::string_view name;
    std::string_view value; ///< unescaped

    bool operator==(const Label &) const = default;
};

/// One line with a value. NaN and the infinities are values here.
struct SeriesValue {
    std::string_view name; ///< as written, "..._bucket" included
    std::span<const Label> labels;
    double value = 0;
    std::optional<std::int64_t> timestamp_ms;

    /// The value of a label; empty when the series lacks it, which means the same (Prometheus data model).
    [[nodiscard]] std::string_view label(std::string_view labelName) const;
};

/// Prometheus's text format 0.0.4 (prometheus.io, "Exposition formats"), read strictly: a body with one wrong line is
/// refused, since half of a scrape looks like a quiet engine. Taken beyond the letter of the format: "\r\n", and types
/// that OpenMetrics added, which count as untyped. A body that does not end with a line feed was cut off.
/// Keeps its memory between bodies: of one thread.
class PrometheusText
{
public:
    explicit PrometheusText(PrometheusLimits limits = {});
    PrometheusText(const PrometheusText &) = delete;
    PrometheusText &operator=(const PrometheusText &) = delete;

    /// Replaces what was read before. Errors name the line. Nothing is left after a failure.
    Status parse(std::string_view body);

    /// In the order of the body. Valid until the next parse().
    [[nodiscard]] std::span<const SeriesValue> series() const { return m_series; }
    /// Of a family, "vllm:iteration_tokens_total" for its "..._bucket" lines too; Untyped when the body did not say.
    [[nodiscard]] SeriesType typeOf(std::string_view family) const;

    /// True when a body begins as this format does, with "# HELP" or "# TYPE". JSON and web pages do not.
    static bool looksLikeIt(std::string_view body);

private:
    struct Family {
        std::string_view name;
        SeriesType type;
    };

    Status parseLine(std::string_view line);
    Status parseComment(std::string_view line);
    Status parseSeries(std::string_view line);
    Status parseLabels(std::string_view &rest);
    Status parseValueAndTime(std::string_view rest, SeriesValue &series);
    /// A label's value with its escapes resolved; `rest` stands behind its closing quote afterwards.
    Result<std::string_view> takeLabelValue(std::string_view &rest);

    PrometheusLimits m_limits;
    std::vector<char> m_body;    ///< what the views point into
    std::vector<char> m_escaped; ///< label values that had escapes; never grows while views point into it
    std::vector<Label> m_labels;
    std::vector<SeriesValue> m_series;
    std::vector<std::size_t> m_labelCounts; ///< of each series, until the labels stay where they are
    std::vector<Family> m_families;
};

} // namespace iso::agent
