#pragma once

#include "core/agent/engine_scraper.h"
#include "core/telemetry/sample.h"

#include <optional>
#include <span>

namespace iso::agent
{

/// What the state of an engine is judged from, at one attempt to ask it.
struct ServiceFacts {
    Scrape::Outcome outcome = Scrape::Outcome::NotAsked;
    SteadyTime at; ///< of the answer
    std::optional<double> running;
    std::optional<double> waiting;
    std::optional<double> steps; ///< the engine's step counter
    bool isAsleep = false;
};

/// Does an engine do its work? Judged from its step counter, because a health endpoint goes on answering "fine" when
/// the engine behind it hangs. The rules, first match first:
///
/// - not asked yet: unknown
/// - answers, but not with metrics of this engine: misconfigured
/// - nobody listens, or HTTP 5xx: failed when it had answered before; else starting for 10 min, since loading a model
///   takes minutes, then failed
/// - no answer in time: as before for 10 s, then unknown, after 120 s failed; when it had never answered as above
/// - asleep: sleeping
/// - requests running or waiting, and the step counter has not moved for 120 s: stalled
/// - requests waiting at every scrape for 10 s: busy
/// - requests running or waiting: serving
/// - none: idle
/// - the series that would tell are missing: serving while the step counter moves, else unknown
class ServiceJudge
{
public:
    telemetry::ServiceState judge(const ServiceFacts &facts, SteadyTime now);
    [[nodiscard]] telemetry::ServiceState state() const { return m_state; }

    static constexpr Duration kStalledAfter = std::chrono::seconds(120);
    static constexpr Duration kBusyAfter = std::chrono::seconds(10);
    static constexpr Duration kPatience = std::chrono::seconds(10);
    static constexpr Duration kStartTime = std::chrono::minutes(10);

private:
    [[nodiscard]] telemetry::ServiceState unanswered(bool isQuiet, SteadyTime now) const;
    telemetry::ServiceState answered(const ServiceFacts &facts);

    telemetry::ServiceState m_state = telemetry::ServiceState::Unknown;
    SteadyTime m_firstAsked;
    SteadyTime m_lastGood; ///< not valid: it has never answered
    std::optional<double> m_steps;
    SteadyTime m_movedAt;      ///< or had nothing to do
    SteadyTime m_waitingSince; ///< not valid: nothing waits
};

/// One state for a node with several engines: the one that most needs somebody to look. Unknown without engines.
telemetry::ServiceState combine(std::span<const telemetry::ServiceState> states);

} // namespace iso::agent
