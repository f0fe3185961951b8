#pragma once

#include "ui/bridge/objectives.h"
#include "ui/bridge/selection.h"
#include "ui/bridge/session_bridge.h"
#include "ui/map/map_view.h"

#include <QObject>
#include <optional>

namespace iso::widgets
{
class HoverCard;
}

namespace iso::shell
{

/// One node as a mark; its key is the NodeIndex. Nothing for a node without a place.
std::optional<map::MapMark> markFor(const fleet::NodeSnapshot &node, HubTime now, const bridge::Objectives &objectives,
                                    const bridge::Selection &selection);

/// Feeds the map from snapshots, and the shared selection from the map. GUI thread.
class MapFeed final : public QObject
{
    Q_OBJECT
public:
    /// All outlive the feed but the parent.
    MapFeed(map::MapView &view, widgets::HoverCard &card, const bridge::SessionBridge &bridge,
            bridge::Selection &selection, const bridge::Objectives &objectives, QObject *parent = nullptr);

    void refresh();
    /// Only nodes that match are shown; the same rule as in the fleet tree.
    void setFilter(const QString &text);
    /// Moves the map so that the selected nodes are all seen.
    void fitToSelection();

Q_SIGNALS:
    void nodeActivated(const iso::NodeId &node);
    /// The selection is what the menu is for.
    void contextMenuRequested(const QPoint &globalAt);

private:
    [[nodiscard]] fleet::NodeRecord nodeOf(std::uint32_t key) const;
    void hover(std::uint32_t key, const QPoint &at);
    void click(std::uint32_t key, Qt::KeyboardModifiers modifiers);
    void openMenu(std::optional<std::uint32_t> key, const QPoint &globalAt);

    map::MapView &m_view;
    widgets::HoverCard &m_card;
    const bridge::SessionBridge &m_bridge;
    bridge::Selection &m_selection;
    bridge::Objectives m_objectives;
    QString m_filter;
    std::optional<std::uint32_t> m_hovered;
};

} // namespace iso::shell
