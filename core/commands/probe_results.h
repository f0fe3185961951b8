#pragma once

#include "core/wire/command_descriptor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::commands
{

// How a probe's receipt tells what was measured; core/wire/README.md documents it ("Results of a probe").

// Latencies of a probe. A host:port has the first, an OpenAI-compatible URL the others.
inline constexpr std::string_view kConnectLatency = "connect"; ///< to open a TCP connection
inline constexpr std::string_view kTtftLatency = "ttft";       ///< from the request to the first token
inline constexpr std::string_view kItlLatency = "itl";         ///< between two tokens
inline constexpr std::string_view kE2eLatency = "e2e";         ///< from the request to the last token

/// What the requests of a probe measured.
struct ProbeTally {
    struct Latency {
        std::string_view name;
        std::vector<double> values_ms; ///< of the requests that went well
    };

    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    std::string error; ///< of the last one that failed
    std::vector<Latency> latencies;

    void add(std::string_view latency, double value_ms);
};

/// "ok", "failed", "error" where something failed; for each latency with values its min, p50, p95, p99 and max
/// ("ttft_p95_ms") and its histogram ("ttft_histogram_ms").
std::vector<wire::Argument> probeResults(const ProbeTally &tally);
/// "9 of 10 requests to 10.0.0.1:443 went well, connect p95 12.5 ms".
std::string probeSummary(const ProbeTally &tally, std::string_view target);

struct HistogramBar {
    double from_ms = 0;
    double upTo_ms = 0;
    std::uint64_t count = 0;
    bool operator==(const HistogramBar &) const = default;
};
/// Reads a "..._histogram_ms" for drawing; nothing when it is not of that form.
std::optional<std::vector<HistogramBar>> readProbeHistogram(std::string_view text);

} // namespace iso::commands
