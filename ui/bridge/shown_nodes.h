#pragma once

#include "core/filter/filter.h"
#include "ui/bridge/session_bridge.h"

#include <QObject>
#include <vector>

namespace iso::bridge
{

/// Which nodes the filter finds: decided once for each state of the fleet, so that the table, the map and the matrix
/// show the same ones. Figures move, so a filter that looks at them is asked again once a second. GUI thread.
class ShownNodes : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds kFiguresEvery{1};

    /// `bridge` outlives it. Make it before the views, so that they see what the newest snapshot is worth.
    explicit ShownNodes(SessionBridge &bridge, QObject *parent = nullptr);

    void setFilter(const filter::Filter &filter);
    [[nodiscard]] const filter::Filter &filter() const { return m_filter; }
    [[nodiscard]] bool contains(const fleet::NodeSnapshot &node) const;
    /// How many of the newest snapshot.
    [[nodiscard]] std::size_t count() const;

Q_SIGNALS:
    /// Somebody asked for another filter.
    void filterChanged();
    /// The same filter shows other nodes than before, because they changed. Not for nodes that are new in a snapshot.
    void drifted();

private:
    void takeSnapshot();
    void takeProblems();
    void decideAll();
    [[nodiscard]] bool finds(const fleet::NodeSnapshot &node) const;

    SessionBridge &m_bridge;
    filter::Filter m_filter;
    std::vector<bool> m_shown;                   ///< by NodeIndex
    std::vector<fleet::NodeRecord> m_decidedFor; ///< by NodeIndex
    std::vector<std::uint8_t> m_worstProblem;    ///< as filter::Moment wants it
    HubTime m_decidedAt;
};

} // namespace iso::bridge
