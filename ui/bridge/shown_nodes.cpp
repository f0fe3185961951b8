#include "ui/bridge/shown_nodes.h"

#include <algorithm>
#include <utility>

namespace iso::bridge
{

ShownNodes::ShownNodes(SessionBridge &bridge, QObject *parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    connect(&bridge, &SessionBridge::snapshotTaken, this, &ShownNodes::takeSnapshot);
    connect(&bridge, &SessionBridge::problemsChanged, this, &ShownNodes::takeProblems);
    takeProblems();
    decideAll();
}

void ShownNodes::setFilter(const filter::Filter &filter)
{
    if (filter == m_filter) {
        return;
    }
    m_filter = filter;
    decideAll();
    Q_EMIT filterChanged();
}

void ShownNodes::takeProblems()
{
    const auto &badges = m_bridge.problems()->badges;
    m_worstProblem.resize(badges.size());
    std::transform(badges.begin(), badges.end(), m_worstProblem.begin(),
                   [](const problems::Badge &badge) { return badge.severity; });
}

bool ShownNodes::finds(const fleet::NodeSnapshot &node) const
{
    return m_filter.matches(node, {m_bridge.shownTime(), m_worstProblem});
}

bool ShownNodes::contains(const fleet::NodeSnapshot &node) const
{
    return node.index < m_shown.size() ? m_shown[node.index] : finds(node);
}

std::size_t ShownNodes::count() const
{
    return static_cast<std::size_t>(std::count(m_shown.begin(), m_shown.end(), true));
}

void ShownNodes::decideAll()
{
    const auto &nodes = m_bridge.snapshot()->nodes;
    m_shown.assign(nodes.size(), false);
    m_decidedFor.resize(nodes.size());
    for (const fleet::NodeRecord &node : nodes) {
        m_shown[node->index] = finds(*node);
        m_decidedFor[node->index] = node;
    }
    m_decidedAt = m_bridge.shownTime();
}

void ShownNodes::takeSnapshot()
{
    const auto &nodes = m_bridge.snapshot()->nodes;
    const Duration since = m_bridge.shownTime() - m_decidedAt;
    // Time may also go back: in a replay, or when somebody sets the clock.
    const bool asksFigures = m_filter.followsFigures() && (since >= kFiguresEvery || since < Duration(0));
    const std::size_t known = m_shown.size();
    bool isOther = nodes.size() < known;
    m_shown.resize(nodes.size());
    m_decidedFor.resize(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const bool isNew = i >= known;
        // Most records are the ones of before, and are not looked into.
        if (!isNew && !asksFigures && m_decidedFor[i] == nodes[i]) {
            continue;
        }
        const fleet::NodeRecord before = std::exchange(m_decidedFor[i], nodes[i]);
        if (!isNew && !asksFigures && before->identity == nodes[i]->identity) {
            continue;
        }
        const bool shown = finds(*nodes[i]);
        isOther = isOther || (!isNew && shown != m_shown[i]);
        m_shown[i] = shown;
    }
    if (asksFigures) {
        m_decidedAt = m_bridge.shownTime();
    }
    if (isOther) {
        Q_EMIT drifted();
    }
}

} // namespace iso::bridge
