// Time to decode one sample, beside the bare Protobuf parse of the same bytes in the same run.
#include "core/wire/codec.h"
#include "core/wire/proto/isochrone.pb.h" // the yardstick; nobody but core/wire uses it otherwise

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace
{

using namespace iso;
using namespace iso::telemetry;

LatencyHistogram latency(double first_s)
{
    LatencyHistogram histogram;
    for (int i = 0; i < 24; ++i) {
        histogram.record(first_s * (1 + 0.09 * i), 1 + static_cast<std::uint64_t>(i) % 5);
    }
    return histogram;
}

void fill(MetricSet &metrics, LatencySet &latencies)
{
    constexpr MetricId kMeasured[] = {MetricId::Load,         MetricId::RequestsRunning, MetricId::RequestsWaiting,
                                      MetricId::KvCacheUsage, MetricId::RequestsOk,      MetricId::TokensIn,
                                      MetricId::TokensOut,    MetricId::EngineSteps};
    for (const MetricId id : kMeasured) {
        metrics.set(id, 0.5);
    }
    latencies[0] = latency(0.2);
    latencies[1] = latency(0.01);
}

std::string message(bool byModel)
{
    Sample sample;
    sample.interval = std::chrono::seconds(1);
    sample.service = ServiceState::Serving;
    for (const MetricId id : {MetricId::CpuUtilization, MetricId::MemoryUsed, MetricId::GpuUtilization,
                              MetricId::GpuTemperature, MetricId::GpuPower}) {
        sample.metrics.set(id, 0.5);
    }
    if (byModel) {
        sample.models.resize(1);
        sample.models[0].model = "llama-3.1-8b-instruct";
        fill(sample.models[0].metrics, sample.models[0].latencies);
    } else {
        fill(sample.metrics, sample.latencies);
    }
    wire::Envelope envelope;
    envelope.header.node = *NodeId::fromText("osl-0042");
    envelope.header.boot = BootId({1, 2, 3});
    envelope.header.seq = 4711;
    envelope.header.time = NodeTime::fromNanoseconds(1'773'480'413'589'000'000);
    envelope.payload = sample;
    return wire::encode(envelope);
}

/// The fastest of many short rounds: what the work costs when nobody disturbs it.
template<typename Work>
double nanosecondsPerCall(Work work)
{
    constexpr int kRounds = 200;
    constexpr int kCalls = 500;
    double best_ns = 1e18;
    for (int round = 0; round < kRounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < kCalls; ++i) {
            work();
        }
        const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
        best_ns = std::min(best_ns, spent.count() / kCalls);
    }
    return best_ns;
}

bool measure(const char *title, const std::string &bytes)
{
    wire::v1::Envelope parsed;
    wire::Decoder decoder;
    bool allGood = true;
    const double parse_ns = nanosecondsPerCall([&] { allGood &= parsed.ParseFromString(bytes); });
    const double decode_ns = nanosecondsPerCall([&] { allGood &= decoder.decode(bytes).has_value(); });
    std::printf("%s, %zu bytes: decode %.0f ns, bare parse %.0f ns, ratio %.2f\n", title, bytes.size(), decode_ns,
                parse_ns, decode_ns / parse_ns);
    return allGood;
}

} // namespace

int main()
{
    const bool good = measure("13 metrics and 2 histograms of the node", message(false)) &&
                      measure("13 metrics and 2 histograms, 8 and 2 of them of one model", message(true));
    if (!good) {
        std::fprintf(stderr, "a message was not accepted; the figures are worthless\n");
    }
    return good ? 0 : 1;
}
