#pragma once

#include "core/telemetry/metric.h"
#include "core/wire/birth.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace iso::sim
{

/// What its engine does not tell. Latencies have no reason on the wire; the birth and the missing histogram tell it.
struct Blind {
    telemetry::MetricId metric;
    telemetry::Absence reason;
};

/// One kind of machine with its engine and model. Speeds are of the order that such machines reach with such models;
/// they make a believable fleet and are no benchmark of anybody's product.
struct NodeClass {
    std::string_view cpu;
    std::uint32_t cores;
    double memory_bytes;
    std::string_view gpu; ///< empty: none
    std::uint32_t gpus;
    double gpuMemory_bytes; ///< each
    double idle_watts;      ///< whole machine
    double full_watts;
    std::string_view engine;
    std::string_view engineVersion;
    std::string_view model;
    std::string_view secondModel; ///< empty: none; takes a third of the requests
    std::uint32_t maxConcurrent;  ///< requests at once
    double prefill_s;             ///< median time of a request's first token on an idle machine
    double interToken_s;          ///< median between two tokens on an idle machine
    double tokensOut;             ///< mean of a request
    double tokensIn;
    std::array<bool, telemetry::kLatencyCount> reportsLatency; ///< TTFT, ITL, E2E, queue
    std::span<const Blind> blind;
    double share; ///< of a fleet

    /// Between two tokens with every slot taken.
    [[nodiscard]] double fullInterToken_s() const { return interToken_s * (1 + kBatchCost); }
    /// One request from its first to its last moment on the machine, at this utilisation.
    [[nodiscard]] double service_s(double utilization) const
    {
        return prefill_s * (1 + kPrefillCost * utilization) + tokensOut * interToken_s * (1 + kBatchCost * utilization);
    }
    /// Requests per second that it can serve for ever.
    [[nodiscard]] double capacity_rps() const { return maxConcurrent / service_s(1); }

    /// How much slower a full batch is than a single request.
    static constexpr double kBatchCost = 0.6;
    static constexpr double kPrefillCost = 0.5;
};

/// Names of all metrics and latencies that a machine of this kind reports, for its birth.
std::vector<std::string> reportedNames(const NodeClass &kind);

/// All kinds; their shares add up to 1.
std::span<const NodeClass> nodeClasses();

} // namespace iso::sim
