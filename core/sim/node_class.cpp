#include "core/sim/node_class.h"

#include <algorithm>

namespace iso::sim
{

namespace
{

using telemetry::Absence;
using telemetry::MetricId;

constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;

// What the engines leave out, by their own documentation: Text Generation Inference has no time to first token, no
// KV-cache gauge and no preemption counter; Triton's core has counters and GPU gauges only, its histograms are of the
// first chunk and off by default; llama.cpp has no latency histogram, no request counter and no longer a KV gauge.
constexpr Blind kTgiBlind[] = {{MetricId::KvCacheUsage, Absence::NotExported},
                               {MetricId::PrefixCacheHit, Absence::NotExported},
                               {MetricId::Preemptions, Absence::NotExported}};
constexpr Blind kTritonBlind[] = {{MetricId::KvCacheUsage, Absence::NotExported},
                                  {MetricId::PrefixCacheHit, Absence::NotExported},
                                  {MetricId::Preemptions, Absence::NotExported},
                                  {MetricId::TokensIn, Absence::NotExported},
                                  {MetricId::TokensOut, Absence::NotExported}};
constexpr Blind kLlamaBlind[] = {{MetricId::KvCacheUsage, Absence::NotExported},
                                 {MetricId::PrefixCacheHit, Absence::NotExported},
                                 {MetricId::Preemptions, Absence::NotExported},
                                 {MetricId::RequestsOk, Absence::NotExported},
                                 {MetricId::RequestsFailed, Absence::NotExported}};
// Older than the rename of vllm:gpu_cache_usage_perc.
constexpr Blind kOldVllmBlind[] = {{MetricId::KvCacheUsage, Absence::Renamed}};
constexpr Blind kNoPrefixCache[] = {{MetricId::PrefixCacheHit, Absence::FlagOff}};

constexpr std::array<bool, 4> kAll{true, true, true, true};
constexpr std::array<bool, 4> kNoInterToken{true, false, true, true};
constexpr std::array<bool, 4> kTgiLatencies{false, false, true, true};
constexpr std::array<bool, 4> kNone{false, false, false, false};

constexpr NodeClass kClasses[] = {
    {"AMD EPYC 9354P", 32, 256 * kGiB, "NVIDIA L40S", 2,     48 * kGiB, 190, 880,  "vLLM", "0.11.0",
     "llama-3-8b",     "", 64,         0.085,         0.017, 260,       820, kAll, {},     0.22},
    {"AMD EPYC 9354P", 32,           256 * kGiB, "NVIDIA L40S", 2,     48 * kGiB, 190, 880,  "vLLM", "0.11.0",
     "qwen2.5-7b",     "mistral-7b", 64,         0.090,         0.018, 240,       760, kAll, {},     0.08},
    {"Intel Xeon Gold 6442Y",
     24,
     128 * kGiB,
     "NVIDIA L4",
     1,
     24 * kGiB,
     95,
     210,
     "vLLM",
     "0.10.2",
     "llama-3.2-3b",
     "",
     40,
     0.080,
     0.019,
     180,
     540,
     kNoInterToken,
     kNoPrefixCache,
     0.16},
    {"Intel Xeon Gold 6442Y",
     24,
     128 * kGiB,
     "NVIDIA L4",
     1,
     24 * kGiB,
     95,
     210,
     "vLLM",
     "0.9.1",
     "qwen2.5-3b",
     "",
     40,
     0.082,
     0.019,
     180,
     540,
     kAll,
     kOldVllmBlind,
     0.09},
    {"AMD EPYC 7443P", 24, 128 * kGiB, "NVIDIA A10", 1,     24 * kGiB, 110, 330,  "SGLang", "0.5.3",
     "llama-3-8b",     "", 48,         0.092,        0.020, 210,       700, kAll, {},       0.17},
    {"AMD EPYC 7443P", 24, 128 * kGiB, "NVIDIA A10", 1,     24 * kGiB, 110, 330,           "TGI",     "3.3.4",
     "mistral-7b",     "", 40,         0.098,        0.021, 200,       640, kTgiLatencies, kTgiBlind, 0.09},
    {"Intel Xeon D-2796TE", 20, 64 * kGiB, "NVIDIA T4", 1,     16 * kGiB, 70,  150,   "Triton",     "2.60.0",
     "phi-3-mini",          "", 24,        0.110,       0.022, 120,       400, kNone, kTritonBlind, 0.05},
    {"NVIDIA Jetson AGX Orin", 12, 64 * kGiB, "NVIDIA Orin", 1,     64 * kGiB, 14,  58,    "llama.cpp", "b6730",
     "llama-3.2-3b",           "", 8,         0.180,         0.034, 140,       320, kNone, kLlamaBlind, 0.09},
    {"AMD EPYC 8324P", 32, 96 * kGiB, "",    0,     0,   75,  200,   "llama.cpp", "b6730",
     "qwen2.5-1.5b",   "", 6,         0.240, 0.040, 120, 260, kNone, kLlamaBlind, 0.05},
};

} // namespace

std::vector<std::string> reportedNames(const NodeClass &kind)
{
    std::vector<std::string> names;
    for (const telemetry::MetricInfo &info : telemetry::metricCatalogue()) {
        const bool isBlind = std::any_of(kind.blind.begin(), kind.blind.end(),
                                         [&](const Blind &blind) { return blind.metric == info.id; });
        const bool needsGpu = info.name.starts_with("gpu.");
        if (!isBlind && !(needsGpu && kind.gpus == 0)) {
            names.emplace_back(info.name);
        }
    }
    for (const telemetry::LatencyInfo &info : telemetry::latencyCatalogue()) {
        if (kind.reportsLatency[static_cast<std::size_t>(info.id)]) {
            names.emplace_back(info.name);
        }
    }
    return names;
}

std::span<const NodeClass> nodeClasses()
{
    return kClasses;
}

} // namespace iso::sim
