#pragma once

#include "core/base/ids.h"

#include <QObject>
#include <unordered_set>
#include <vector>

namespace iso::bridge
{

/// The nodes that are selected, the same for map, table and inspector, and the one among them that is inspected.
/// GUI thread.
class Selection : public QObject
{
    Q_OBJECT
public:
    explicit Selection(QObject *parent = nullptr);

    [[nodiscard]] const std::vector<NodeId> &nodes() const { return m_nodes; }
    [[nodiscard]] bool contains(const NodeId &node) const { return m_set.contains(node); }
    [[nodiscard]] bool isEmpty() const { return m_nodes.empty(); }
    /// The node that is inspected; an empty id when none is, or when a group was selected.
    [[nodiscard]] const NodeId &current() const { return m_current; }

    /// Selects exactly these; doubles count once. `current` must be among them or empty.
    void select(const std::vector<NodeId> &nodes, const NodeId &current);
    /// Selects one node and inspects it.
    void select(const NodeId &node) { select({node}, node); }
    void clear() { select({}, {}); }

Q_SIGNALS:
    /// The set, the current node or both differ from before.
    void changed();

private:
    std::vector<NodeId> m_nodes;
    std::unordered_set<NodeId> m_set;
    NodeId m_current;
};

} // namespace iso::bridge
