#pragma once

#include "core/agent/engine_meter.h"
#include "core/agent/engine_scraper.h"
#include "core/agent/finding.h"
#include "core/agent/service_state.h"
#include "core/wire/birth.h"

#include <memory>
#include <string>
#include <vector>

namespace iso::agent
{

struct EngineOptions {
    std::string kind = "vllm";       ///< which mapping
    std::string url;                 ///< "http://127.0.0.1:8000", or the whole address of the metrics
    std::string name;                ///< in births; empty: the mapping's title
    std::string version;             ///< empty: the engine is asked
    std::string mappingFile;         ///< empty: the one that is compiled in
    std::uint32_t maxConcurrent = 0; ///< requests at once, for the load; 0: not known
    Duration timeout = std::chrono::seconds(2);
};

/// One inference engine of a node: asked, measured and judged. Of one thread; the asking has its own.
class EngineSource
{
public:
    /// `clock` must outlive it. The engine need not be there yet.
    static Result<std::unique_ptr<EngineSource>> create(const EngineOptions &options, const Clock &clock);

    /// Takes the newest answer. One that had been taken before gives levels again, but no differences; when it is
    /// older than 10 s and three intervals, nothing.
    EngineReading take(Duration interval);
    /// Asks for the next answer; see EngineScraper::request.
    void request(Duration delay) { m_scraper.request(delay); }
    /// By the last take().
    [[nodiscard]] telemetry::ServiceState state() const { return m_judge.state(); }

    [[nodiscard]] const EngineOptions &options() const { return m_options; }
    [[nodiscard]] wire::Engine engine() const { return {m_options.name, m_version}; }
    /// Names of the models at the last good answer.
    [[nodiscard]] const std::vector<std::string> &models() const { return m_models; }
    [[nodiscard]] const EngineMapping &mapping() const { return *m_mapping; }
    /// What the last answer was, and what is missing in it.
    void describe(std::vector<Finding> &findings) const;

    static constexpr Duration kFresh = std::chrono::seconds(10);

private:
    EngineSource(EngineOptions options, std::unique_ptr<EngineMapping> mapping, EngineTarget target,
                 const Clock &clock);
    EngineReading readingOf(const Scrape &scrape, Duration interval, Scrape::Outcome &outcome);
    void describeTotals(std::vector<Finding> &findings) const;

    EngineOptions m_options;
    std::unique_ptr<EngineMapping> m_mapping;
    const Clock &m_clock;
    EngineScraper m_scraper;
    EngineMeter m_meter;
    ServiceJudge m_judge;
    std::uint64_t m_taken = 0; ///< number of the newest answer that was taken
    std::string m_version;
    std::vector<std::string> m_models;
    std::shared_ptr<const EngineTotals> m_totals;
    Scrape m_last; ///< without its totals
};

} // namespace iso::agent
