#pragma once

#include "ui/bridge/selection.h"
#include "ui/bridge/session_bridge.h"
#include "ui/bridge/shown_nodes.h"
#include "ui/map/map_view.h"
#include "ui/shell/map_modes.h"

#include <QObject>
#include <optional>

namespace iso::widgets
{
class ClusterCard;
class HoverCard;
} // namespace iso::widgets

namespace iso::shell
{

class Actions;
class MapBar;

/// Feeds the map from snapshots, and the shared selection from the map. GUI thread.
///
/// A mark is made anew when its node's record or badge changed, or when its values became too old to be believed: a
/// silent node's record stays as it is.
class MapFeed final : public QObject
{
    Q_OBJECT
public:
    struct Cards {
        widgets::HoverCard &node;
        widgets::ClusterCard &cluster;
    };

    /// All outlive the feed but the parent.
    MapFeed(map::MapView &view, const Cards &cards, const bridge::SessionBridge &bridge,
            const bridge::ShownNodes &shown, bridge::Selection &selection, const bridge::Objectives &objectives,
            QObject *parent = nullptr);

    void refresh();
    /// Lets the bar over the map and the map's actions do what they say.
    void follow(MapBar &bar, const Actions &actions);
    void setMode(const MapMode &mode);
    void setDayNight(bool on);
    /// Moves the map so that the selected nodes are all seen.
    void fitToSelection();

Q_SIGNALS:
    void nodeActivated(const iso::NodeId &node);
    /// The selection is what the menu is for.
    void contextMenuRequested(const QPoint &globalAt);

private:
    using Keys = map::MapView::Keys;

    void connectView();
    [[nodiscard]] fleet::NodeRecord nodeOf(std::uint32_t key) const;
    [[nodiscard]] std::vector<fleet::NodeRecord> nodesOf(std::span<const std::uint32_t> keys) const;
    [[nodiscard]] bridge::GroupFacts factsOf(std::span<const std::uint32_t> keys) const;
    /// Nothing where the filter does not find it, or it has no place.
    [[nodiscard]] std::optional<map::MapMark> markOf(const fleet::NodeSnapshot &node) const;
    void refreshAll();
    void takeProblems();
    /// Forgets the marks that look otherwise by now.
    void age(HubTime now);
    void refreshCards();
    void takeFrame();
    void hover(const Keys &keys, bool isCluster, const QPoint &at);
    void endHover();
    void showCard();
    void choose(const Keys &keys, bool isCluster, Qt::KeyboardModifiers modifiers);
    void openMenu(const Keys &keys, const QPoint &globalAt);

    map::MapView &m_view;
    Cards m_cards;
    const bridge::SessionBridge &m_bridge;
    const bridge::ShownNodes &m_shown;
    bridge::Selection &m_selection;
    bridge::Objectives m_objectives;
    MapMode m_mode;
    bool m_showsDayNight = false;

    std::vector<fleet::NodeRecord> m_known;           ///< what m_marks were made from
    std::vector<std::optional<map::MapMark>> m_marks; ///< by NodeIndex; nothing where none is shown
    std::vector<problems::Badge> m_badges;            ///< by NodeIndex, of the problems that m_marks were made with
    std::vector<HubTime> m_freshUntil; ///< by NodeIndex, of m_known; side by side, since all are looked at
    HubTime m_agedAt;

    Keys m_hovered; ///< of the mark or cluster under the pointer
    bool m_isClusterHovered = false;
};

} // namespace iso::shell
