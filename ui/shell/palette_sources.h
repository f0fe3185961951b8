#pragma once

#include "ui/bridge/session_bridge.h"
#include "ui/shell/command_palette.h"

class QWidget;

namespace iso::shell
{

class SavedViews;

/// Every enabled action of the window that has a text.
CommandPalette::Source actionsOf(const QWidget &window);
/// Every node that is not retired; `choose` is told which.
CommandPalette::Source nodesOf(const bridge::SessionBridge &bridge, std::function<void(const NodeId &)> choose);
/// Every site; `choose` is told its nodes.
CommandPalette::Source sitesOf(const bridge::SessionBridge &bridge,
                               std::function<void(const std::vector<NodeId> &)> choose);
/// Every saved view; `choose` is told its filter.
CommandPalette::Source viewsOf(const SavedViews &views, std::function<void(const QString &)> choose);

} // namespace iso::shell
