#include "core/problems/rules.h"

namespace iso::problems
{
using telemetry::LatencyId;
using telemetry::LinkState;
using telemetry::MetricId;
using telemetry::ServiceState;
using namespace std::chrono_literals;

namespace
{

Verdict &of(Verdicts &verdicts, ProblemKind kind)
{
    return verdicts[static_cast<std::size_t>(kind)];
}

bool isWorking(ServiceState service)
{
    return service == ServiceState::Serving || service == ServiceState::Busy || service == ServiceState::Idle;
}

Verdict overload(const fleet::NodeSnapshot &node, const NodeRules &rules)
{
    const auto load = node.metrics.value(MetricId::Load);
    const auto cache = node.metrics.value(MetricId::KvCacheUsage);
    const bool isQueueing = node.metrics.value(MetricId::RequestsWaiting).value_or(0) >= 1;
    if (load >= rules.overload_ratio || (cache >= rules.cacheFull_ratio && isQueueing)) {
        return Verdict::Bad;
    }
    const bool isGood =
        (!load || *load < rules.overloadGood_ratio) && (!cache || *cache < rules.cacheGood_ratio || !isQueueing);
    return isGood ? Verdict::Good : Verdict::Between;
}

Verdict slowness(const fleet::NodeSnapshot &node, const NodeRules &rules)
{
    const fleet::LatencyFigures &ttft = node.latency(LatencyId::TimeToFirstToken);
    if (ttft.count < rules.leastRequests) {
        return Verdict::Good;
    }
    // Beyond doubt: even the lower end of the percentile's error is above.
    if (ttft.p95.lower > rules.ttftObjective_s) {
        return Verdict::Bad;
    }
    return ttft.p95.estimate < rules.ttftObjective_s * rules.ttftGoodShare ? Verdict::Good : Verdict::Between;
}

} // namespace

Verdicts judge(const fleet::NodeSnapshot &node, const NodeRules &rules, HubTime now, bool isLongUp)
{
    Verdicts verdicts{};
    if (node.identity->retired) {
        return verdicts;
    }
    if (node.link == LinkState::NeverSeen) {
        // One that was born in an earlier session is expected; what else was never heard is only a name.
        if (node.identity->bornAt.isValid()) {
            of(verdicts, ProblemKind::Lost) = isLongUp ? Verdict::Bad : Verdict::Between;
        }
        return verdicts;
    }
    if (node.link == LinkState::Lost || node.link == LinkState::PathLost) {
        of(verdicts, node.link == LinkState::Lost ? ProblemKind::Lost : ProblemKind::PathLost) = Verdict::Bad;
        return verdicts; // what else was wrong is not known any more
    }
    if (fleet::hasWrongClock(node.clock)) {
        of(verdicts, ProblemKind::WrongClock) = Verdict::Bad;
    }
    if (node.service == ServiceState::Stalled) {
        of(verdicts, ProblemKind::Stalled) = Verdict::Bad;
    } else if (node.service == ServiceState::Failed || node.service == ServiceState::Misconfigured) {
        of(verdicts, ProblemKind::Failed) = Verdict::Bad;
    } else if (isWorking(node.service)) {
        const bool isOld = now - node.lastSampleReceived > rules.figuresGood;
        of(verdicts, ProblemKind::Overloaded) = isOld ? Verdict::Between : overload(node, rules);
        of(verdicts, ProblemKind::OverThreshold) = isOld ? Verdict::Between : slowness(node, rules);
    }
    return verdicts;
}

Delays delaysOf(ProblemKind kind)
{
    switch (kind) {
    case ProblemKind::PathLost:
        return {0s, 15s};
    case ProblemKind::Lost:
        // The nodes of a lost path go silent within 10 s of each other (core/fleet/liveness.h): before that it is not
        // clear that they have one cause.
        return {12s, 5s};
    case ProblemKind::Stalled:
    case ProblemKind::Failed:
        return {5s, 15s};
    case ProblemKind::Overloaded:
    case ProblemKind::OverThreshold:
        return {60s, 60s};
    case ProblemKind::WrongClock:
        return {10s, 30s};
    case ProblemKind::Refused:
        return {0s, 5min};
    case ProblemKind::HistoryNotWritten:
        return {0s, 5s};
    case ProblemKind::Drops:
        return {0s, 60s};
    }
    return {};
}

HubTime beganAt(ProblemKind kind, const fleet::NodeSnapshot &node, HubTime now)
{
    HubTime began;
    switch (kind) {
    case ProblemKind::PathLost:
    case ProblemKind::Lost:
        began = node.linkSince;
        break;
    case ProblemKind::Stalled:
    case ProblemKind::Failed:
        began = node.serviceSince;
        break;
    default:
        break;
    }
    return began.isValid() ? began : now;
}

int severityOf(ProblemKind kind, Extent extent)
{
    const bool isWide = extent != Extent::Node;
    const bool isVeryWide = extent == Extent::Region || extent == Extent::Fleet;
    switch (kind) {
    case ProblemKind::PathLost:
    case ProblemKind::HistoryNotWritten:
        return 1;
    case ProblemKind::Lost:
    case ProblemKind::Stalled:
    case ProblemKind::Failed:
        return isWide ? 1 : 2;
    case ProblemKind::Overloaded:
    case ProblemKind::OverThreshold:
        return isVeryWide ? 1 : (isWide ? 2 : 3);
    case ProblemKind::WrongClock:
        return isVeryWide ? 2 : 3;
    case ProblemKind::Drops:
        return 2;
    case ProblemKind::Refused:
        return 3;
    }
    return 3;
}

} // namespace iso::problems
