#include "core/session/minute_keeper.h"

namespace iso::session
{
namespace
{

std::int64_t minuteNumber(HubTime time)
{
    constexpr std::int64_t kMinute_ns = 60'000'000'000;
    return time.toNanoseconds() / kMinute_ns;
}

} // namespace

history::FleetMinute fleetMinute(const fleet::FleetSnapshot &snapshot, HubTime hubSince, HubTime now, SteadyTime steady)
{
    history::FleetMinute minute;
    minute.at = now;
    minute.hubSince = hubSince;
    minute.steady = steady;
    const fleet::GroupSummary &fleet = snapshot.fleet;
    minute.nodes = fleet.nodes;
    minute.serving = fleet.serving;
    minute.byLink = fleet.byLink;
    minute.byService = fleet.byService;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        if (!node->identity->retired) {
            minute.requests += node->requestsInWindow;
            minute.failed += node->failedInWindow;
        }
    }
    minute.ttftCount = fleet.ttft.count;
    if (fleet.ttft.count > 0) {
        minute.ttftP50 = fleet.ttft.p50;
        minute.ttftP95 = fleet.ttft.p95;
        minute.ttftP99 = fleet.ttft.p99;
    }
    minute.ttftCoverage_ratio = fleet.ttftCoverage_ratio;
    minute.load_ratio = fleet.load_ratio;
    minute.tokensOutPerSecond = fleet.tokensOutPerSecond;
    minute.power_watts = fleet.power_watts;
    return minute;
}

MinuteKeeper::MinuteKeeper(const Clock &clock)
    : m_clock(clock)
    , m_hubSince(clock.utcNow())
    , m_minute(minuteNumber(m_hubSince))
{
}

std::optional<history::FleetMinute> MinuteKeeper::tick(const fleet::FleetSnapshot &newest)
{
    const HubTime now = m_clock.utcNow();
    const std::int64_t minute = minuteNumber(now);
    if (minute == m_minute) {
        return std::nullopt;
    }
    m_minute = minute;
    return fleetMinute(newest, m_hubSince, now, m_clock.steadyNow());
}

} // namespace iso::session
