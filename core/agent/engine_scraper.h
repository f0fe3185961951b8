#pragma once

#include "core/agent/engine_totals.h"
#include "core/agent/http_client.h"
#include "core/base/latest.h"
#include "core/base/time.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace iso::agent
{

/// Where an engine is asked.
struct EngineTarget {
    std::string metricsUrl;
    std::string versionUrl;             ///< empty: not asked
    std::optional<std::string> version; ///< configured; else the engine is asked
    HttpLimits limits;

    /// From what people write: "http://127.0.0.1:8000", or the whole address of the metrics. InvalidInput for other
    /// protocols, and for addresses with a password, which would end up in logs.
    static Result<EngineTarget> fromUrl(const std::string &url, const EngineMapping &mapping);
};

/// What became of one attempt to ask an engine.
struct Scrape {
    enum class Outcome {
        Ok,
        NotAsked,      ///< no attempt yet
        Unreachable,   ///< nobody listens
        NoAnswer,      ///< too slow, or broken off
        ServerError,   ///< HTTP 5xx
        Misconfigured, ///< something answers, but not an engine's metrics: see the message
    };

    std::uint64_t number = 0; ///< counts attempts from 1
    SteadyTime at;            ///< when the answer was there
    Outcome outcome = Outcome::NotAsked;
    std::string message;                                           ///< for people, unless Ok
    telemetry::Absence absence = telemetry::Absence::ScrapeFailed; ///< of all metrics, unless Ok
    std::string version;                        ///< what the engine says, or what is configured; empty: not known
    std::shared_ptr<const EngineTotals> totals; ///< when Ok
};

/// Asks one engine for its metrics on a thread of its own, so that a slow one holds up nobody. A request that has not
/// begun is replaced by the next, a result that nobody took by a newer one.
class EngineScraper
{
public:
    /// `mapping` and `clock` must outlive it.
    EngineScraper(EngineTarget target, const EngineMapping &mapping, const Clock &clock);
    /// Breaks off what is under way.
    ~EngineScraper();
    EngineScraper(const EngineScraper &) = delete;
    EngineScraper &operator=(const EngineScraper &) = delete;

    /// Asks after this time has passed. Never waits. From any thread.
    void request(Duration delay);
    /// The newest result; never null. From any thread.
    [[nodiscard]] std::shared_ptr<const Scrape> latest() const { return m_latest.get(); }

    /// An engine may be replaced by another version behind our back.
    static constexpr Duration kVersionInterval = std::chrono::minutes(10);

private:
    void run();
    bool waitForRequest();
    Scrape scrape();
    void askForVersion();

    const EngineTarget m_target;
    const EngineMapping &m_mapping;
    const Clock &m_clock;
    Latest<Scrape> m_latest;

    // Of the thread.
    HttpClient m_http;
    PrometheusText m_text;
    TotalsReader m_reader;
    std::string m_version;
    SteadyTime m_versionAskedAt;
    bool m_wasOk = false;

    std::mutex m_mutex;
    std::condition_variable m_wakeUp;
    std::optional<std::chrono::steady_clock::time_point> m_due; ///< the mailbox: one request
    bool m_isEnding = false;
    std::thread m_thread; ///< last, so that all it uses is there
};

} // namespace iso::agent
