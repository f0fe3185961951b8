#pragma once

// Private to core/problems: what the rules say, with their delays.

#include "core/problems/rules.h"

#include <array>
#include <vector>

namespace iso::problems
{

/// On-delay and off-delay: a verdict counts once it has stood for a while.
class Debounced
{
public:
    /// True when it began or ended with this.
    bool judge(Verdict verdict, const Delays &delays, SteadyTime now, HubTime began);
    [[nodiscard]] bool isActive() const { return m_isActive; }
    [[nodiscard]] HubTime since() const { return m_since; }
    /// Nothing changes by time alone.
    [[nodiscard]] bool isSettled() const { return !m_turnedAt.isValid(); }

private:
    bool m_isActive = false;
    SteadyTime m_turnedAt; ///< since when the verdict is another than the state
    HubTime m_since;
};

/// The causes of every node. Looks only at nodes that changed, or whose causes are about to begin or end.
class NodeCauses
{
public:
    explicit NodeCauses(const NodeRules &rules, SteadyTime startedAt);

    /// True when any cause began or ended.
    bool look(const std::shared_ptr<const fleet::FleetSnapshot> &snapshot, SteadyTime now);

    /// One bit each ProblemKind that is active; by NodeIndex.
    [[nodiscard]] const std::vector<std::uint8_t> &active() const { return m_active; }
    [[nodiscard]] HubTime since(fleet::NodeIndex node, ProblemKind kind) const
    {
        return m_causes[node][static_cast<std::size_t>(kind)].since();
    }
    static constexpr std::uint8_t bit(ProblemKind kind)
    {
        return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
    }

private:
    using Causes = std::array<Debounced, kNodeKindCount>;
    bool lookAt(const fleet::NodeSnapshot &node, SteadyTime now, HubTime utcNow, bool isLongUp);

    NodeRules m_rules;
    SteadyTime m_startedAt;
    std::vector<Causes> m_causes;
    std::vector<std::uint8_t> m_active;
    std::vector<std::uint8_t> m_isSettled;
    std::shared_ptr<const fleet::FleetSnapshot> m_previous;
    bool m_wasLongUp = false;
};

} // namespace iso::problems
