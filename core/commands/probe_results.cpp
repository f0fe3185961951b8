#include "core/commands/probe_results.h"

#include "core/telemetry/histogram.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace iso::commands
{

namespace
{

using telemetry::ExponentialHistogram;

constexpr double kMsPerS = 1000;
/// Shorter than any clock here can tell; an exponential histogram has no bucket for 0.
constexpr double kShortest_ms = 0.001;

/// With three digits or more.
std::string textOf(double value_ms)
{
    return value_ms >= 100 ? fmt::format("{:.0f}", value_ms)
           : value_ms >= 1 ? fmt::format("{:.1f}", value_ms)
                           : fmt::format("{:.3f}", value_ms);
}

std::string boundText(double bound_ms)
{
    return bound_ms >= 1000 ? fmt::format("{:.0f}", bound_ms) : fmt::format("{:.4g}", bound_ms);
}

/// Nearest rank; `sorted` is not empty.
double quantile(const std::vector<double> &sorted, double q)
{
    const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

std::string textOf(const ExponentialHistogram &histogram)
{
    std::string text;
    std::optional<std::int32_t> last;
    for (const ExponentialHistogram::Bucket &bucket : histogram.buckets()) {
        const double from_ms = kMsPerS * ExponentialHistogram::lowerEdge(bucket.index, histogram.scale());
        const double upTo_ms = kMsPerS * ExponentialHistogram::lowerEdge(bucket.index + 1, histogram.scale());
        if (last != bucket.index - 1) {
            text += fmt::format("{}{}:0", text.empty() ? "" : ",", boundText(from_ms));
        }
        text += fmt::format(",{}:{}", boundText(upTo_ms), bucket.count);
        last = bucket.index;
    }
    return text;
}

/// As fine as a text on the wire can be.
std::string histogramText(const std::vector<double> &values_ms)
{
    ExponentialHistogram histogram;
    for (const double value_ms : values_ms) {
        histogram.record(std::max(value_ms, kShortest_ms) / kMsPerS);
    }
    std::string text = textOf(histogram);
    while (text.size() > wire::kMaxString_bytes && histogram.scale() > ExponentialHistogram::kMinScale) {
        histogram.downscaleTo(histogram.scale() - 1);
        text = textOf(histogram);
    }
    return text;
}

/// At most so much as a text on the wire may have, without half a character at its end (UTF-8).
std::string cut(std::string text)
{
    if (text.size() > wire::kMaxString_bytes) {
        std::size_t end = wire::kMaxString_bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text.resize(end);
    }
    return text;
}

template<typename Number>
bool readNumber(std::string_view text, Number &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace

void ProbeTally::add(std::string_view latency, double value_ms)
{
    const auto known =
        std::find_if(latencies.begin(), latencies.end(), [&](const Latency &l) { return l.name == latency; });
    Latency &series = known == latencies.end() ? latencies.emplace_back(Latency{latency, {}}) : *known;
    series.values_ms.push_back(value_ms);
}

std::vector<wire::Argument> probeResults(const ProbeTally &tally)
{
    std::vector<wire::Argument> results{{"ok", std::to_string(tally.ok)}, {"failed", std::to_string(tally.failed)}};
    if (tally.failed > 0 && !tally.error.empty()) {
        results.push_back({"error", cut(tally.error)});
    }
    for (const ProbeTally::Latency &latency : tally.latencies) {
        std::vector<double> sorted = latency.values_ms;
        std::sort(sorted.begin(), sorted.end());
        const std::array<std::pair<const char *, double>, 5> figures{{{"min", sorted.front()},
                                                                      {"p50", quantile(sorted, 0.5)},
                                                                      {"p95", quantile(sorted, 0.95)},
                                                                      {"p99", quantile(sorted, 0.99)},
                                                                      {"max", sorted.back()}}};
        for (const auto &[name, value_ms] : figures) {
            results.push_back({fmt::format("{}_{}_ms", latency.name, name), textOf(value_ms)});
        }
        results.push_back({fmt::format("{}_histogram_ms", latency.name), histogramText(sorted)});
    }
    return results;
}

std::string probeSummary(const ProbeTally &tally, std::string_view target)
{
    std::string text = fmt::format("{} of {} requests to {} went well", tally.ok, tally.ok + tally.failed, target);
    for (const ProbeTally::Latency &latency : tally.latencies) {
        if (latency.name == kItlLatency) {
            continue; // one figure more than a line can take
        }
        std::vector<double> sorted = latency.values_ms;
        std::sort(sorted.begin(), sorted.end());
        text += fmt::format(", {} p95 {} ms", latency.name, textOf(quantile(sorted, 0.95)));
    }
    return cut(std::move(text));
}

std::optional<std::vector<HistogramBar>> readProbeHistogram(std::string_view text)
{
    std::vector<HistogramBar> bars;
    double last_ms = 0;
    for (bool isFirst = true; !text.empty(); isFirst = false) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view pair = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        const std::size_t colon = pair.find(':');
        HistogramBar bar;
        if (colon == std::string_view::npos || !readNumber(pair.substr(0, colon), bar.upTo_ms) ||
            !readNumber(pair.substr(colon + 1), bar.count) || !std::isfinite(bar.upTo_ms) || bar.upTo_ms < last_ms ||
            (isFirst && bar.count > 0)) {
            return std::nullopt;
        }
        bar.from_ms = last_ms;
        last_ms = bar.upTo_ms;
        if (bar.count > 0) {
            bars.push_back(bar);
        }
    }
    return bars;
}

} // namespace iso::commands
