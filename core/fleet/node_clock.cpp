#include "core/fleet/node_clock.h"

#include <algorithm>
#include <fmt/format.h>

namespace iso::fleet
{
using namespace std::chrono_literals;

namespace
{

/// Smaller offsets are left alone: taking them out would shift samples by the noise of the measurement.
constexpr Duration kWorthCorrecting = 100ms;
/// A live sample is not from the future, and no line holds one back for longer than TCP keeps trying (10 s) and a
/// suspended hub may sleep: then the clock was set since it was last compared.
constexpr Duration kLiveAhead = 2s;
constexpr Duration kLiveBehind = 2min;

} // namespace

void NodeClock::newBoot()
{
    m_stretches.clear();
    m_suspectFrom.reset();
    if (m_figures.isKnown) {
        m_stretches.push_back({0, m_figures.offset});
    }
}

void NodeClock::exchanged(HubTime t1, NodeTime t2, NodeTime t3, HubTime t4, std::uint64_t nextSeq)
{
    const bool isSet = m_filter.add(t1, t2, t3, t4);
    const bool isImplausible = m_figures.isImplausible;
    m_figures = m_filter.figures();
    if (!m_figures.isKnown) {
        m_figures.isImplausible = isImplausible;
        return;
    }
    if (m_stretches.empty()) {
        m_stretches.push_back({0, m_figures.offset});
    } else if (isSet) {
        m_stretches.push_back({m_suspectFrom.value_or(nextSeq), m_figures.offset});
        if (m_stretches.size() > kStretchesKept) {
            m_stretches.erase(m_stretches.begin());
        }
    } else {
        m_stretches.back().offset = m_figures.offset;
    }
    m_suspectFrom.reset();
}

Duration NodeClock::offsetAt(std::uint64_t seq) const
{
    const auto after = std::find_if(m_stretches.begin() + 1, m_stretches.end(),
                                    [seq](const Stretch &stretch) { return stretch.fromSeq > seq; });
    return (after - 1)->offset;
}

JudgedTime NodeClock::judge(NodeTime claimed, std::uint64_t seq, HubTime received, bool isLive, const Limits &limits)
{
    JudgedTime judged;
    judged.time = claimed;
    const NodeTime now = NodeTime::fromNanoseconds(received.toNanoseconds());
    if (m_figures.isKnown) {
        const Duration offset = offsetAt(seq);
        if (std::chrono::abs(offset) > std::max(kWorthCorrecting, m_figures.error)) {
            judged.time = claimed - offset;
            judged.isCorrected = true;
        }
        const Duration ahead = judged.time - now;
        if (isLive && (ahead > kLiveAhead + m_figures.error || -ahead > kLiveBehind)) {
            m_suspectFrom = std::min(m_suspectFrom.value_or(seq), seq);
            judged.time = now;
            judged.isCorrected = true;
            judged.isSuspect = true;
        }
    }
    const Duration ahead = judged.time - now;
    if (ahead > limits.maxAhead) {
        judged.refusal = fmt::format("node time is {} ahead", toShortText(ahead));
    } else if (-ahead > limits.retention) {
        judged.refusal = fmt::format("node time is {} old", toShortText(-ahead));
    }
    if (isLive && !m_figures.isKnown) {
        m_figures.isImplausible = ahead > kLiveAhead || -ahead > kLiveBehind;
    }
    return judged;
}

} // namespace iso::fleet
