#include "core/fleet/liveness.h"

#include <algorithm>

namespace iso::fleet
{
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;
using namespace std::chrono_literals;

Duration lateAfter(Duration interval)
{
    return std::max<Duration>(12s, 2 * interval);
}

Duration lostAfter(Duration interval)
{
    return std::max<Duration>(30s, 3 * interval);
}

LinkState judgeLink(SteadyTime lastHeard, Duration interval, SteadyTime now)
{
    if (!lastHeard.isValid()) {
        return LinkState::NeverSeen;
    }
    const Duration silence = now - lastHeard;
    if (silence >= lostAfter(interval)) {
        return LinkState::Lost;
    }
    return silence >= lateAfter(interval) ? LinkState::Late : LinkState::Live;
}

bool isPathLost(std::span<const PathMember> members)
{
    constexpr std::size_t kFewest = 3;
    constexpr Duration kTogether = 10s;
    if (members.size() < kFewest) {
        return false;
    }
    std::vector<SteadyTime> silentSince;
    for (const PathMember &member : members) {
        if (member.isSilent) {
            silentSince.push_back(member.lastHeard);
        }
    }
    const std::size_t needed = (members.size() * 8 + 9) / 10;
    if (silentSince.size() < needed) {
        return false;
    }
    // Is there a window of 10 s that holds enough of them? Nodes that were lost long before do not count.
    std::sort(silentSince.begin(), silentSince.end());
    for (std::size_t first = 0; first + needed <= silentSince.size(); ++first) {
        if (silentSince[first + needed - 1] - silentSince[first] <= kTogether) {
            return true;
        }
    }
    return false;
}

bool StallDetector::judge(const telemetry::MetricSet &metrics, SteadyTime now)
{
    const auto steps = metrics.value(MetricId::EngineSteps);
    if (!steps) {
        return false;
    }
    const bool isRunning = metrics.value(MetricId::RequestsRunning).value_or(0) > 0;
    if (*steps != m_steps || !isRunning) {
        m_steps = *steps;
        m_movedAt = now;
        return false;
    }
    return now - m_movedAt >= kStalledAfter;
}

ServiceState claimedService(const telemetry::Sample &sample)
{
    if (sample.service != ServiceState::Unknown) {
        return sample.service;
    }
    const auto running = sample.metrics.value(MetricId::RequestsRunning);
    const auto served = sample.metrics.value(MetricId::RequestsOk);
    if (running.value_or(0) > 0 || served.value_or(0) > 0) {
        return ServiceState::Serving;
    }
    return running || served ? ServiceState::Idle : ServiceState::Unknown;
}

} // namespace iso::fleet
