// How long replay takes to show a moment: a jump, a step of one second, and the search for the moment in a day's file.

#include "core/history/history_loop.h"
#include "core/replay/reconstruction.h"
#include "core/wire/codec.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <malloc.h>
#include <random>
#include <thread>
#include <unistd.h>

namespace
{
using namespace iso;
using namespace std::chrono_literals;
using Timer = std::chrono::steady_clock;

constexpr std::int64_t kStart_ns = 1'773'489'600LL * 1'000'000'000;
constexpr int kSeconds = 170;

telemetry::Sample sampleOf(std::mt19937_64 &random, std::uint64_t seq)
{
    telemetry::Sample sample;
    sample.interval = 1s;
    sample.service = telemetry::ServiceState::Serving;
    sample.metrics.set(telemetry::MetricId::RequestsRunning, 12);
    sample.metrics.set(telemetry::MetricId::RequestsOk, 20);
    sample.metrics.set(telemetry::MetricId::TokensOut, 900);
    sample.metrics.set(telemetry::MetricId::Load, 0.6);
    sample.metrics.set(telemetry::MetricId::GpuPower, 290);
    sample.metrics.set(telemetry::MetricId::EngineSteps, static_cast<double>(seq * 30));
    std::lognormal_distribution<double> latency(-1.8, 0.4);
    for (std::size_t i = 0; i < 2; ++i) {
        telemetry::LatencyHistogram histogram;
        for (int request = 0; request < 20; ++request) {
            histogram.record(latency(random));
        }
        sample.latencies[i] = histogram;
    }
    return sample;
}

void write(const std::filesystem::path &folder, int nodes, const Clock &clock, Logger &logger)
{
    history::HistoryOptions options;
    options.directory = folder;
    auto loop = history::HistoryLoop::open(options, clock, logger, {});
    std::mt19937_64 random(7);
    // The same few samples again and again: what counts is how many there are, and that they do not compress away.
    std::vector<telemetry::Sample> samples;
    for (std::uint64_t i = 0; i < 500; ++i) {
        samples.push_back(sampleOf(random, i));
    }
    for (int node = 0; node < nodes; ++node) {
        history::AcceptedBirth birth{NodeId::fromText(fmt::format("edge-{:05}", node)).value(),
                                     uuidFromBytes<BootId>(std::string(16, 'b')).value(),
                                     HubTime::fromNanoseconds(kStart_ns),
                                     {}};
        birth.birth.region = RegionId::fromText(fmt::format("region-{}", node % 8)).value();
        birth.birth.site = SiteId::fromText(fmt::format("site-{}", node % 700)).value();
        birth.birth.interval = 1s;
        (*loop)->submit(std::move(birth));
    }
    for (int second = 1; second <= kSeconds; ++second) {
        for (int node = 0; node < nodes; ++node) {
            history::AcceptedSample accepted;
            accepted.node = NodeId::fromText(fmt::format("edge-{:05}", node)).value();
            accepted.boot = uuidFromBytes<BootId>(std::string(16, 'b')).value();
            accepted.seq = static_cast<std::uint64_t>(second);
            const std::int64_t at_ns = kStart_ns + second * 1'000'000'000LL + node * 90'000LL;
            accepted.nodeTime = NodeTime::fromNanoseconds(at_ns);
            accepted.received = HubTime::fromNanoseconds(at_ns + 1'000'000);
            wire::Envelope envelope;
            envelope.header.node = accepted.node;
            envelope.header.boot = accepted.boot;
            envelope.header.seq = accepted.seq;
            envelope.header.time = accepted.nodeTime;
            envelope.payload = samples[static_cast<std::size_t>(node + second * 31) % samples.size()];
            accepted.envelope = wire::encode(envelope);
            while (!(*loop)->submit(accepted)) {
                std::this_thread::sleep_for(1ms);
            }
        }
    }
}

double memory_mb()
{
    return static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd) / 1e6;
}

void measure(int nodes)
{
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / fmt::format("isochrone-bench-replay-{}", getpid());
    const SystemClock clock;
    Logger logger(clock, [](const LogEntry &) {});
    write(folder, nodes, clock, logger);
    auto replay = replay::Reconstruction::open(folder).value();
    const history::CancelToken never;
    const auto at = [](int second) { return HubTime::fromNanoseconds(kStart_ns + second * 1'000'000'000LL); };
    const auto time = [&](HubTime moment) {
        const auto began = Timer::now();
        if (const Status moved = replay->moveTo(moment, never); !moved) {
            fmt::print("  {}\n", moved.error().message);
        }
        return std::chrono::duration<double>(Timer::now() - began).count();
    };
    const double before_mb = memory_mb();
    const double jump_s = time(at(150));
    const auto samples = replay->coverage().samples;
    const double step_s = time(at(151));
    const double tenth_s = time(at(151) + 100ms);
    const double ten_s = time(at(161) + 100ms);
    const double back_s = time(at(145));
    fmt::print(
        "{:>6} nodes: jump {:7.2f} s ({} samples, {:.0f} thousand a second), back {:7.2f} s, on by 0.1 s {:6.3f} "
        "s, by 1 s {:6.3f} s, by 10 s {:6.3f} s; {:.0f} MB\n",
        nodes, jump_s, samples, static_cast<double>(samples) / jump_s / 1e3, back_s, tenth_s, step_s, ten_s,
        memory_mb() - before_mb);
    std::fflush(stdout);
    replay.reset();
    std::error_code error;
    std::filesystem::remove_all(folder, error);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1) {
        measure(std::atoi(argv[1]));
        return 0;
    }
    for (const int nodes : {200, 2'000, 10'000}) {
        measure(nodes);
    }
}
