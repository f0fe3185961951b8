#include "ui/bridge/selection.h"

#include "core/base/check.h"

namespace iso::bridge
{

Selection::Selection(QObject *parent)
    : QObject(parent)
{
}

void Selection::select(const std::vector<NodeId> &nodes, const NodeId &current)
{
    std::unordered_set<NodeId> set;
    std::vector<NodeId> unique;
    unique.reserve(nodes.size());
    for (const NodeId &node : nodes) {
        if (set.insert(node).second) {
            unique.push_back(node);
        }
    }
    ISO_CHECK(current.isEmpty() || set.contains(current));
    if (current == m_current && set == m_set) {
        return;
    }
    m_nodes = std::move(unique);
    m_set = std::move(set);
    m_current = current;
    Q_EMIT changed();
}

} // namespace iso::bridge
