// What history costs: samples a second into the file, bytes a sample on disk, time of the usual query. Wall time
// depends on what else runs, CPU time much less: both are printed.

#include "core/history/history_loop.h"
#include "core/history/history_reader.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>
#include <random>
#include <stdlib.h>

using namespace iso;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace
{

constexpr int kNodes = 2000;
constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kNoon_ns = 1'773'489'600 * kSecond_ns; // 2026-03-14T12:00:00Z

struct Spent {
    double wall_s = 0;
    double cpu_s = 0;
};

class Watch
{
public:
    [[nodiscard]] Spent spent() const { return {wall_s() - m_wall_s, cpu_s() - m_cpu_s}; }

private:
    static double seconds(clockid_t id)
    {
        timespec now{};
        clock_gettime(id, &now);
        return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
    }
    static double wall_s() { return seconds(CLOCK_MONOTONIC); }
    static double cpu_s() { return seconds(CLOCK_PROCESS_CPUTIME_ID); }

    double m_wall_s = wall_s();
    double m_cpu_s = cpu_s();
};

/// A fleet whose values wander as real ones do: 13 scalars and two histograms of about 20 buckets.
class Fleet
{
public:
    explicit Fleet(std::uint32_t seed)
        : m_random(seed)
    {
        for (int node = 0; node < kNodes; ++node) {
            m_ids.push_back(NodeId::fromText(fmt::format("node-{:05}", node)).value());
            std::array<std::uint8_t, 16> bytes{};
            std::generate(bytes.begin(), bytes.end(), [this] { return static_cast<std::uint8_t>(m_random()); });
            m_boots.emplace_back(bytes);
        }
    }

    [[nodiscard]] const NodeId &id(int node) const { return m_ids[static_cast<std::size_t>(node)]; }

    history::AcceptedSample sample(int node, std::uint64_t seq)
    {
        const auto index = static_cast<std::size_t>(node);
        const auto jitter_ns = static_cast<std::int64_t>(m_random() % 1'000'000);
        wire::Envelope envelope;
        envelope.header.node = m_ids[index];
        envelope.header.boot = m_boots[index];
        envelope.header.seq = seq;
        envelope.header.time = NodeTime::fromNanoseconds(kNoon_ns + static_cast<std::int64_t>(seq) * kSecond_ns +
                                                         node * 500'000 + jitter_ns);
        envelope.payload = content();
        return {m_ids[index],
                m_boots[index],
                seq,
                envelope.header.time,
                HubTime::fromNanoseconds(envelope.header.time.toNanoseconds() + 20'000'000),
                false,
                false,
                wire::encode(envelope)};
    }

private:
    telemetry::Sample content()
    {
        using telemetry::MetricId;
        std::uniform_real_distribution<double> ratio(0, 1);
        std::lognormal_distribution<double> latency(-1.5, 0.25);
        telemetry::Sample sample;
        sample.interval = 1s;
        sample.service = telemetry::ServiceState::Serving;
        for (const MetricId id : {MetricId::CpuUtilization, MetricId::GpuUtilization, MetricId::Load,
                                  MetricId::KvCacheUsage, MetricId::PrefixCacheHit}) {
            sample.metrics.set(id, ratio(m_random));
        }
        for (const MetricId id :
             {MetricId::GpuTemperature, MetricId::GpuPower, MetricId::RequestsRunning, MetricId::RequestsWaiting,
              MetricId::RequestsOk, MetricId::TokensIn, MetricId::TokensOut, MetricId::EngineSteps}) {
            sample.metrics.set(id, std::floor(100 * ratio(m_random)));
        }
        for (std::size_t i = 0; i < 2; ++i) {
            telemetry::LatencyHistogram histogram;
            for (int n = 0; n < 30; ++n) {
                histogram.record(latency(m_random));
            }
            sample.latencies[i] = histogram;
        }
        return sample;
    }

    std::mt19937 m_random;
    std::vector<NodeId> m_ids;
    std::vector<BootId> m_boots;
};

class StoredCount
{
public:
    void add(const std::vector<history::StoredNumber> &numbers)
    {
        const std::lock_guard lock(m_mutex);
        for (const history::StoredNumber &number : numbers) {
            m_count += number.toSeq - number.fromSeq + 1;
        }
        m_changed.notify_all();
    }
    void waitFor(std::uint64_t count)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_count >= count; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_count = 0;
};

std::uint64_t size_bytes(const fs::path &folder)
{
    std::uint64_t size = 0;
    for (const auto &entry : fs::directory_iterator(folder)) {
        size += entry.file_size();
    }
    return size;
}

void require(const Status &status)
{
    if (!status) {
        fmt::print(stderr, "{}\n", status.error().message);
        std::exit(1);
    }
}

struct Folder {
    fs::path path;
    Folder()
    {
        std::string name = (fs::temp_directory_path() / "bench-history-XXXXXX").string();
        require(mkdtemp(name.data()) == nullptr ? Status(failure(ErrorCode::Io, "no temporary folder")) : Status());
        path = name;
    }
    ~Folder() { fs::remove_all(path); }
};

/// As fast as it takes them: commits of 4 MB.
void measureThroughput(Fleet &fleet, const Clock &clock, Logger &logger)
{
    constexpr std::uint64_t kSeconds = 100;
    std::vector<history::AcceptedSample> samples;
    std::uint64_t envelope_bytes = 0;
    for (std::uint64_t seq = 1; seq <= kSeconds; ++seq) {
        for (int node = 0; node < kNodes; ++node) {
            samples.push_back(fleet.sample(node, seq));
            envelope_bytes += samples.back().envelope.size();
        }
    }
    const Folder folder;
    StoredCount stored;
    history::HistoryOptions options;
    options.directory = folder.path;
    options.queue_bytes = 1024 * 1024 * 1024;
    auto loop = history::HistoryLoop::open(options, clock, logger, [&](const auto &n) { stored.add(n); });
    require(loop ? Status() : Status(failure(loop.error())));
    const Watch watch;
    for (history::AcceptedSample &sample : samples) {
        (*loop)->submit(std::move(sample));
    }
    stored.waitFor(samples.size());
    const Spent spent = watch.spent();
    loop->reset();
    const auto count = static_cast<double>(samples.size());
    fmt::print("ingest, 4 MB commits: {} samples of {:.0f} bytes: {:.0f} samples/s wall, {:.0f} samples/s of CPU, "
               "{:.1f} bytes a sample on disk ({:.2f} of the envelopes)\n",
               samples.size(), static_cast<double>(envelope_bytes) / count, count / spent.wall_s, count / spent.cpu_s,
               static_cast<double>(size_bytes(folder.path)) / count,
               static_cast<double>(size_bytes(folder.path)) / static_cast<double>(envelope_bytes));
}

/// The middle of the times of one query for 41 nodes.
template<typename Query>
Spent median(const Query &query)
{
    std::vector<Spent> times;
    for (int i = 0; i < 41; ++i) {
        const Watch watch;
        query(i * 47);
        times.push_back(watch.spent());
    }
    Spent middle;
    std::sort(times.begin(), times.end(), [](const Spent &a, const Spent &b) { return a.wall_s < b.wall_s; });
    middle.wall_s = times[times.size() / 2].wall_s;
    std::sort(times.begin(), times.end(), [](const Spent &a, const Spent &b) { return a.cpu_s < b.cpu_s; });
    middle.cpu_s = times[times.size() / 2].cpu_s;
    return middle;
}

/// One node, a site, and the fleet as one, in steps of 2 s.
void measureGroups(history::HistoryReader &reader, const Fleet &fleet, NodeTime from, std::int64_t seconds)
{
    for (const int nodes : {1, 14, kNodes}) {
        history::GroupQuery query;
        for (int node = 0; node < nodes; ++node) {
            query.nodes.push_back(fleet.id(node));
        }
        query.from = from;
        query.step = 2s;
        query.steps = static_cast<std::size_t>(seconds / 2 + 5);
        const Watch watch;
        const auto result = reader.group(query, history::CancelToken());
        require(result ? Status() : Status(failure(result.error())));
        const Spent spent = watch.spent();
        fmt::print(
            "query of {} nodes as one, {} s: {} samples, {:.0f} ms wall, {:.0f} ms CPU, {:.0f} samples/s of CPU\n",
            nodes, seconds, result->samples, spent.wall_s * 1e3, spent.cpu_s * 1e3,
            static_cast<double>(result->samples) / spent.cpu_s);
    }
}

void measureQueries(const Fleet &fleet, const fs::path &folder, std::int64_t seconds)
{
    const auto reader = history::HistoryReader::open(folder);
    require(reader ? Status() : Status(failure(reader.error())));
    const NodeTime from = NodeTime::fromNanoseconds(kNoon_ns);
    const NodeTime to = NodeTime::fromNanoseconds(kNoon_ns + (seconds + 10) * kSecond_ns);
    std::size_t found = 0;
    const Spent samples = median([&](int node) {
        const auto result = (*reader)->samples({fleet.id(node), from, to}, history::CancelToken());
        require(result ? Status() : Status(failure(result.error())));
        found += result->samples.size();
    });
    const Spent series = median([&](int node) {
        const auto result = (*reader)->series({fleet.id(node), from, to, 300}, history::CancelToken());
        require(result ? Status() : Status(failure(result.error())));
    });
    fmt::print("query of one node of {}, {} s ({} samples): samples() {:.1f} ms wall, {:.1f} ms CPU; "
               "series() {:.1f} ms wall, {:.1f} ms CPU\n",
               kNodes, seconds, found / 41, samples.wall_s * 1e3, samples.cpu_s * 1e3, series.wall_s * 1e3,
               series.cpu_s * 1e3);
    measureGroups(**reader, fleet, from, seconds);
}

/// As a live fleet writes: at 1 Hz a commit each half second holds a sample of every second node.
void measureLiveCommits(Fleet &fleet, const Clock &clock, Logger &logger)
{
    constexpr std::uint64_t kSeconds = 600;
    const Folder folder;
    StoredCount stored;
    history::HistoryOptions options;
    options.directory = folder.path;
    options.commitInterval = 10ms;
    auto loop = history::HistoryLoop::open(options, clock, logger, [&](const auto &n) { stored.add(n); });
    require(loop ? Status() : Status(failure(loop.error())));
    std::uint64_t count = 0;
    std::uint64_t envelope_bytes = 0;
    double cpu_s = 0;
    for (std::uint64_t seq = 1; seq <= kSeconds; ++seq) {
        for (int half = 0; half < 2; ++half) {
            std::vector<history::AcceptedSample> samples;
            for (int node = half * kNodes / 2; node < (half + 1) * kNodes / 2; ++node) {
                samples.push_back(fleet.sample(node, seq));
                envelope_bytes += samples.back().envelope.size();
            }
            const Watch watch;
            for (history::AcceptedSample &sample : samples) {
                (*loop)->submit(std::move(sample));
            }
            count += samples.size();
            stored.waitFor(count);
            cpu_s += watch.spent().cpu_s;
        }
    }
    measureQueries(fleet, folder.path, kSeconds);
    loop->reset();
    const auto samples = static_cast<double>(count);
    fmt::print(
        "ingest, commits of {} nodes: {:.1f} us CPU a sample ({:.1f} % of one core at {} samples/s), {:.1f} bytes "
        "a sample on disk ({:.2f} of the envelopes)\n",
        kNodes / 2, cpu_s / samples * 1e6, cpu_s / samples * kNodes * 100, kNodes,
        static_cast<double>(size_bytes(folder.path)) / samples,
        static_cast<double>(size_bytes(folder.path)) / static_cast<double>(envelope_bytes));
}

} // namespace

int main()
{
    const SystemClock clock;
    Logger logger(clock, stderrSink());
    Fleet fleet(20260314);
    measureThroughput(fleet, clock, logger);
    measureLiveCommits(fleet, clock, logger);
    return 0;
}
