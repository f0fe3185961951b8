#pragma once

#include "core/history/history_loop.h"
#include "core/history/history_reader.h"
#include "core/wire/codec.h"
#include "tests/support/fixed_id_source.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_workspace.h"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <sqlite3.h>

namespace iso::test
{

inline constexpr std::int64_t kSecond_ns = 1'000'000'000;
inline constexpr std::int64_t kDay_ns = 86'400 * kSecond_ns;
/// 2026-03-14T00:00:00Z, and an hour of that day at which most samples are taken.
inline constexpr std::int64_t kMidnight_ns = 1'773'446'400 * kSecond_ns;
inline constexpr std::int64_t kNoon_ns = kMidnight_ns + 12 * 3600 * kSecond_ns;

inline NodeId nodeId(int n)
{
    return NodeId::fromText("node-" + std::to_string(n)).value();
}
inline BootId bootId(std::uint32_t n)
{
    return FixedIdSource::bootId(n);
}

/// Second `seq` of a node's boot after `start_ns`; everything in it follows from its numbers.
inline telemetry::Sample sampleContent(int node, std::uint64_t seq)
{
    telemetry::Sample sample;
    sample.interval = std::chrono::seconds(1);
    sample.service = telemetry::ServiceState::Serving;
    sample.metrics.set(telemetry::MetricId::RequestsRunning, static_cast<double>(seq % 50));
    sample.metrics.set(telemetry::MetricId::TokensOut, static_cast<double>(100 + node));
    sample.metrics.set(telemetry::MetricId::EngineSteps, static_cast<double>(seq * 10));
    telemetry::LatencyHistogram ttft;
    ttft.record(0.1 + 0.01 * static_cast<double>(seq % 7), 3);
    sample.latencies[0] = ttft;
    return sample;
}

inline history::AcceptedSample acceptedSample(int node, std::uint32_t boot, std::uint64_t seq,
                                              std::int64_t start_ns = kNoon_ns)
{
    history::AcceptedSample accepted;
    accepted.node = nodeId(node);
    accepted.boot = bootId(boot);
    accepted.seq = seq;
    accepted.nodeTime = NodeTime::fromNanoseconds(start_ns + static_cast<std::int64_t>(seq) * kSecond_ns);
    accepted.received = HubTime::fromNanoseconds(accepted.nodeTime.toNanoseconds() + 20'000'000);
    wire::Envelope envelope;
    envelope.header.node = accepted.node;
    envelope.header.boot = accepted.boot;
    envelope.header.seq = seq;
    envelope.header.time = accepted.nodeTime;
    envelope.payload = sampleContent(node, seq);
    accepted.envelope = wire::encode(envelope);
    return accepted;
}

inline history::AcceptedBirth acceptedBirth(int node, std::uint32_t boot, const std::string &software = "sim 1")
{
    history::AcceptedBirth accepted{nodeId(node), bootId(boot), HubTime::fromNanoseconds(kNoon_ns), {}};
    accepted.birth.region = RegionId::fromText("north").value();
    accepted.birth.site = SiteId::fromText("oslo-1").value();
    accepted.birth.interval = std::chrono::seconds(1);
    accepted.birth.software = software;
    return accepted;
}

inline std::string bytesOf(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::map<std::string, std::string> contentsOf(const std::filesystem::path &folder)
{
    std::map<std::string, std::string> contents;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        contents[entry.path().filename().string()] = bytesOf(entry.path());
    }
    return contents;
}

/// As somebody with another program would: the first column of the first row, or 0.
inline std::int64_t runSql(const std::filesystem::path &file, const std::string &sql)
{
    sqlite3 *handle = nullptr;
    std::int64_t value = 0;
    char *message = nullptr;
    const auto take = [](void *out, int, char **values, char **) {
        *static_cast<std::int64_t *>(out) = values[0] == nullptr ? 0 : std::atoll(values[0]);
        return 0;
    };
    if (sqlite3_open(file.c_str(), &handle) != SQLITE_OK ||
        sqlite3_exec(handle, sql.c_str(), take, &value, &message) != SQLITE_OK) {
        qFatal("%s: %s", sql.c_str(), message);
    }
    sqlite3_close(handle);
    return value;
}

/// A history folder, and what a HistoryLoop on it said.
class HistoryFixture
{
public:
    [[nodiscard]] std::filesystem::path folder() const { return m_workspace.path() / "history"; }
    [[nodiscard]] std::filesystem::path raw(const std::string &day = "20260314") const
    {
        return folder() / ("raw-" + day + ".db");
    }

    Result<std::unique_ptr<history::HistoryLoop>> open(history::HistoryOptions options = {})
    {
        options.directory = folder();
        return history::HistoryLoop::open(
            options, clock, logger,
            [this](const auto &numbers) {
                const std::lock_guard lock(m_mutex);
                for (const history::StoredNumber &number : numbers) {
                    m_stored.push_back(number);
                    m_numbers += number.toSeq - number.fromSeq + 1;
                }
                m_changed.notify_all();
            },
            [this] {
                const std::lock_guard lock(m_mutex);
                ++m_syncs;
                m_changed.notify_all();
            });
    }
    /// Until it was told that what is stored survives a power loss; false after a minute.
    bool waitForSync()
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::minutes(1), [&] { return m_syncs > 0; });
    }
    int syncs()
    {
        const std::lock_guard lock(m_mutex);
        return m_syncs;
    }

    /// Opens, submits, and closes again, so that all of it is committed.
    void write(std::vector<history::HistoryItem> items)
    {
        auto loop = open();
        if (!loop) {
            qFatal("%s", loop.error().message.c_str());
        }
        for (history::HistoryItem &item : items) {
            if (!(*loop)->submit(std::move(item))) {
                qFatal("queue full");
            }
        }
    }

    /// Until the listener has named so many numbers in all, duplicates included; false after a minute.
    bool waitForNumbers(std::uint64_t count)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::minutes(1), [&] { return m_numbers >= count; });
    }

    std::vector<history::StoredNumber> stored()
    {
        const std::lock_guard lock(m_mutex);
        return m_stored;
    }
    std::string log()
    {
        const std::lock_guard lock(m_mutex);
        return m_log;
    }

    /// All samples of a node, ever.
    Result<history::SampleResult> read(int node) const
    {
        auto reader = history::HistoryReader::open(folder());
        if (!reader) {
            return failure(reader.error());
        }
        return (*reader)->samples(
            {nodeId(node), NodeTime::fromNanoseconds(INT64_MIN), NodeTime::fromNanoseconds(INT64_MAX)},
            history::CancelToken());
    }
    static std::vector<std::uint64_t> seqs(const Result<history::SampleResult> &result)
    {
        std::vector<std::uint64_t> seqs;
        for (const history::StoredSample &sample : result.value().samples) {
            seqs.push_back(sample.seq);
        }
        return seqs;
    }

    ManualClock clock;

private:
    TempWorkspace m_workspace;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<history::StoredNumber> m_stored;
    std::uint64_t m_numbers = 0;
    int m_syncs = 0;
    std::string m_log;

public:
    Logger logger{clock, [this](const LogEntry &entry) {
                      const std::lock_guard lock(m_mutex);
                      m_log += entry.message + "\n";
                  }};
};

} // namespace iso::test
