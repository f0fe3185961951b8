#include "core/agent/service_state.h"

#include <algorithm>
#include <array>

namespace iso::agent
{

using telemetry::ServiceState;

ServiceState ServiceJudge::judge(const ServiceFacts &facts, SteadyTime now)
{
    using Outcome = Scrape::Outcome;
    if (facts.outcome != Outcome::NotAsked && !m_firstAsked.isValid()) {
        m_firstAsked = now;
    }
    switch (facts.outcome) {
    case Outcome::NotAsked:
        m_state = ServiceState::Unknown;
        break;
    case Outcome::Misconfigured:
        m_state = ServiceState::Misconfigured;
        break;
    case Outcome::Unreachable:
    case Outcome::ServerError:
        m_state = unanswered(false, now);
        break;
    case Outcome::NoAnswer:
        m_state = unanswered(true, now);
        break;
    case Outcome::Ok:
        m_state = answered(facts);
        break;
    }
    return m_state;
}

/// `isQuiet`: somebody is there, but says nothing.
ServiceState ServiceJudge::unanswered(bool isQuiet, SteadyTime now) const
{
    if (!m_lastGood.isValid()) {
        return now - m_firstAsked < kStartTime ? ServiceState::Starting : ServiceState::Failed;
    }
    const Duration silent = now - m_lastGood;
    if (!isQuiet || silent >= kStalledAfter) {
        return ServiceState::Failed;
    }
    return silent < kPatience ? m_state : ServiceState::Unknown;
}

ServiceState ServiceJudge::answered(const ServiceFacts &facts)
{
    m_lastGood = facts.at;
    const bool hasMoved = facts.steps && m_steps && *facts.steps != *m_steps;
    const double work = facts.running.value_or(0) + facts.waiting.value_or(0);
    // A counter that comes or goes, or fell by a restart, is no standstill either.
    if (facts.steps != m_steps || !facts.steps || work <= 0 || facts.isAsleep || !m_movedAt.isValid()) {
        m_movedAt = facts.at;
    }
    m_steps = facts.steps;
    if (facts.waiting.value_or(0) <= 0 || facts.isAsleep) {
        m_waitingSince = SteadyTime();
    } else if (!m_waitingSince.isValid()) {
        m_waitingSince = facts.at;
    }

    if (facts.isAsleep) {
        return ServiceState::Sleeping;
    }
    if (!facts.running && !facts.waiting) {
        return hasMoved ? ServiceState::Serving : ServiceState::Unknown;
    }
    if (work <= 0) {
        return ServiceState::Idle;
    }
    if (facts.at - m_movedAt >= kStalledAfter) {
        return ServiceState::Stalled;
    }
    const bool isBusy = m_waitingSince.isValid() && facts.at - m_waitingSince >= kBusyAfter;
    return isBusy ? ServiceState::Busy : ServiceState::Serving;
}

ServiceState combine(std::span<const ServiceState> states)
{
    constexpr std::array kMostUrgentFirst{ServiceState::Failed,   ServiceState::Stalled, ServiceState::Misconfigured,
                                          ServiceState::Starting, ServiceState::Unknown, ServiceState::Draining,
                                          ServiceState::Drained,  ServiceState::Busy,    ServiceState::Serving,
                                          ServiceState::Idle,     ServiceState::Sleeping};
    const auto *found = std::find_if(kMostUrgentFirst.begin(), kMostUrgentFirst.end(), [states](ServiceState state) {
        return std::find(states.begin(), states.end(), state) != states.end();
    });
    return found == kMostUrgentFirst.end() ? ServiceState::Unknown : *found;
}

} // namespace iso::agent
