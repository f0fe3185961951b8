// What measuring costs a node: processor time of one measure() and of all threads of the process, as a share of one
// core at 1 Hz, and memory. The goal is at most 1 % of a core and 40 MB.
#include "core/agent/measurer.h"
#include "core/wire/codec.h"
#include "tests/support/fake_engine.h"

#include <QCoreApplication>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <thread>

namespace
{

using namespace iso;

/// Processor time of the thread or of the process; getrusage() is behind by up to a tick.
double cpu_us(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

long memory_kB(const char *field)
{
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        if (line.rfind(field, 0) == 0) {
            return std::atol(line.c_str() + line.find(':') + 1);
        }
    }
    return 0;
}

std::string encoded(const telemetry::Sample &sample)
{
    wire::Envelope envelope;
    envelope.header.node = *NodeId::fromText("osl-0042");
    envelope.header.boot = BootId({1, 2, 3});
    envelope.header.seq = 1;
    envelope.header.time = NodeTime::fromNanoseconds(1'773'480'413'589'000'000);
    envelope.payload = sample;
    return wire::encode(envelope);
}

void report(const char *what, const agent::MeasurerOptions &options, const test::FakeEngine *engine)
{
    constexpr int kSamples = 200;
    constexpr auto kInterval = std::chrono::milliseconds(20); // quicker than 1 Hz, which only a share's divisor knows
    const SystemClock clock;
    auto measurer = agent::Measurer::create(options, clock);
    if (!measurer) {
        std::fprintf(stderr, "%s\n", measurer.error().message.c_str());
        std::exit(1);
    }
    const double before = cpu_us(CLOCK_PROCESS_CPUTIME_ID);
    double own_us = 0;
    std::size_t bytes = 0;
    int withEngine = 0;
    for (int i = 0; i < kSamples; ++i) {
        if (engine && i % 10 == 0) {
            engine->serve("requests=3");
        }
        std::this_thread::sleep_for(kInterval);
        const double begin = cpu_us(CLOCK_THREAD_CPUTIME_ID);
        const telemetry::Sample sample = (*measurer)->measure(kInterval);
        own_us += cpu_us(CLOCK_THREAD_CPUTIME_ID) - begin;
        bytes = std::max(bytes, encoded(sample).size());
        withEngine += sample.models.empty() ? 0 : 1;
    }
    const double all_us = (cpu_us(CLOCK_PROCESS_CPUTIME_ID) - before) / kSamples;
    std::printf("%-24s measure() %6.0f us, all threads %6.0f us = %5.2f %% of a core at 1 Hz; sample %zu bytes; "
                "engine in %d of %d\n",
                what, own_us / kSamples, all_us, all_us / 1e4, bytes, withEngine, kSamples);
    std::printf("%-24s memory %.1f MB, of that %.1f MB its own\n", "", static_cast<double>(memory_kB("VmRSS")) / 1024,
                static_cast<double>(memory_kB("RssAnon")) / 1024);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    agent::MeasurerOptions options;
    report("host", options, nullptr);
    const test::FakeEngine engine;
    options.engines.emplace_back().url = engine.url();
    report("host and one engine", options, &engine);
    engine.set("models=a,b,c,d,e,f,g,h&engines=8"); // 8,000 series
    report("8 models on 8 cores", options, &engine);
    return 0;
}
