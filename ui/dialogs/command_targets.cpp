#include "ui/dialogs/command_targets.h"

#include "ui/bridge/value_text.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <map>

namespace iso::dialogs
{

namespace
{

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(iso::dialogs::CommandTargets)
};

} // namespace

CommandTargets::CommandTargets(std::vector<fleet::NodeRecord> nodes, std::shared_ptr<const fleet::FleetSnapshot> fleet)
    : m_nodes(std::move(nodes))
    , m_fleet(std::move(fleet))
{
    m_ids.reserve(m_nodes.size());
    for (const fleet::NodeRecord &node : m_nodes) {
        m_ids.push_back(node->id());
    }
}

void CommandTargets::refresh(const std::shared_ptr<const fleet::FleetSnapshot> &fleet)
{
    m_fleet = fleet;
    const fleet::FleetSnapshot &snapshot = *fleet;
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        const fleet::NodeIndex index = m_nodes[i]->index;
        if (index < snapshot.nodes.size() && snapshot.nodes[index]->id() == m_ids[i]) {
            m_nodes[i] = snapshot.nodes[index];
        }
    }
}

QString CommandTargets::text() const
{
    return m_ids.size() == 1 ? bridge::toQString(m_ids.front().text())
                             : Texts::tr("%1 nodes").arg(bridge::grouped(m_ids.size()));
}

QString CommandTargets::names(std::size_t most) const
{
    QStringList names;
    for (std::size_t i = 0; i < std::min(most, m_ids.size()); ++i) {
        names.append(bridge::toQString(m_ids[i].text()));
    }
    const QString listed = names.join(QStringLiteral(", "));
    return m_ids.size() > most ? Texts::tr("%1 and %2 more").arg(listed, bridge::grouped(m_ids.size() - most)) : listed;
}

QString CommandTargets::sites(std::size_t most) const
{
    std::map<std::string, std::size_t> counts;
    for (const fleet::NodeRecord &node : m_nodes) {
        ++counts[node->identity->site.text()];
    }
    QStringList parts;
    for (const auto &[site, count] : counts) {
        if (static_cast<std::size_t>(parts.size()) == most) {
            break;
        }
        parts.append(QStringLiteral("%1 %2").arg(bridge::toQString(site)).arg(count));
    }
    const QString listed = parts.join(QStringLiteral(", "));
    return counts.size() > most ? Texts::tr("%1 and %2 more").arg(listed, bridge::grouped(counts.size() - most))
                                : listed;
}

} // namespace iso::dialogs
