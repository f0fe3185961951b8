#include "core/problems/causes.h"

#include <algorithm>

namespace iso::problems
{

bool Debounced::judge(Verdict verdict, const Delays &delays, SteadyTime now, HubTime began)
{
    const bool isContrary = verdict == (m_isActive ? Verdict::Good : Verdict::Bad);
    if (!isContrary) {
        m_turnedAt = {};
        return false;
    }
    if (!m_turnedAt.isValid()) {
        m_turnedAt = now;
        if (!m_isActive) {
            m_since = began;
        }
    }
    if (now - m_turnedAt < (m_isActive ? delays.off : delays.on)) {
        return false;
    }
    m_turnedAt = {};
    m_isActive = !m_isActive;
    return true;
}

NodeCauses::NodeCauses(const NodeRules &rules, SteadyTime startedAt)
    : m_rules(rules)
    , m_startedAt(startedAt)
{
}

bool NodeCauses::look(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot, SteadyTime now)
{
    const std::vector<fleet::NodeRecord> &nodes = snapshot->nodes;
    m_causes.resize(nodes.size());
    m_active.resize(nodes.size());
    m_isSettled.resize(nodes.size());
    const bool isLongUp = now - m_startedAt >= m_rules.silentAfterStart;
    const bool isAllNew = isLongUp != m_wasLongUp;
    m_wasLongUp = isLongUp;
    bool isChanged = false;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const bool isSame = m_previous && i < m_previous->nodes.size() && m_previous->nodes[i] == nodes[i];
        // Figures that are not renewed age: the causes that rest on them are looked at again.
        if (isSame && m_isSettled[i] != 0 && m_active[i] == 0 && !isAllNew) {
            continue;
        }
        isChanged = lookAt(*nodes[i], now, snapshot->takenAt, isLongUp) || isChanged;
    }
    m_previous = snapshot;
    return isChanged;
}

bool NodeCauses::lookAt(const fleet::NodeSnapshot &node, SteadyTime now, HubTime utcNow, bool isLongUp)
{
    const Verdicts verdicts = judge(node, m_rules, utcNow, isLongUp);
    Causes &causes = m_causes[node.index];
    bool isChanged = false;
    bool isSettled = true;
    std::uint8_t active = 0;
    for (std::size_t k = 0; k < kNodeKindCount; ++k) {
        const auto kind = static_cast<ProblemKind>(k);
        Debounced &cause = causes[k];
        // Who has too much to do is slow: that is one cause, not two, and slowness by itself has to show after it.
        const bool isExplained = kind == ProblemKind::OverThreshold && (active & bit(ProblemKind::Overloaded)) != 0;
        // Somebody took the node out of the fleet: that ends its problems at once, too.
        const bool isOver = isExplained || node.identity->retired;
        isChanged = cause.judge(isOver ? Verdict::Good : verdicts[k], isOver ? Delays() : delaysOf(kind), now,
                                beganAt(kind, node, utcNow)) ||
                    isChanged;
        isSettled = isSettled && cause.isSettled();
        active |= cause.isActive() ? bit(kind) : std::uint8_t(0);
    }
    m_active[node.index] = active;
    m_isSettled[node.index] = isSettled ? 1 : 0;
    return isChanged;
}

} // namespace iso::problems
