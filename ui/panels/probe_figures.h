#pragma once

#include "core/commands/command_record.h"
#include "core/commands/probe_results.h"

#include <QString>
#include <optional>
#include <vector>

namespace iso::panels
{

/// What a probe measured, read from the results of its receipt (core/wire/README.md, "Results of a probe").
struct ProbeFigures {
    struct Latency {
        QString title;
        std::optional<double> p50_ms;
        std::optional<double> p95_ms;
        std::optional<double> p99_ms;
        std::optional<double> min_ms;
        std::optional<double> max_ms;
        std::vector<commands::HistogramBar> bars; ///< ascending; empty when there is no histogram that can be read
    };

    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    QString error; ///< of the last request that failed
    std::vector<Latency> latencies;
    std::vector<wire::Argument> others; ///< what is not of a known form, to be shown as it is

    /// Nothing when the command is no probe, or does not say how many requests went well and how many did not.
    static std::optional<ProbeFigures> of(const commands::CommandRecord &record);

    /// "9 of 10 requests went well · 1 failed: connection refused".
    [[nodiscard]] QString summary() const;
};

} // namespace iso::panels
