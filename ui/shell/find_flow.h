#pragma once

#include "ui/bridge/selection.h"
#include "ui/bridge/shown_nodes.h"

#include <QObject>

class QMainWindow;

namespace iso::shell
{

class Actions;
class CommandPalette;
class SavedViews;
class TopBar;

/// Finding things: the filter line sets which nodes are shown, the palette reaches everything by name. GUI thread.
class FindFlow final : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        bridge::SessionBridge &bridge;
        bridge::Selection &selection;
        bridge::ShownNodes &shown;
        SavedViews &views;
        TopBar &topBar;
        Actions &actions;
    };
    /// All outlive the flow but the window, which owns it.
    FindFlow(const Parts &parts, QMainWindow &window);

    [[nodiscard]] CommandPalette &palette() { return *m_palette; }

Q_SIGNALS:
    /// Chosen by name: it should be inspected and shown.
    void nodeChosen(const iso::NodeId &node);
    void nodesChosen();

private:
    CommandPalette *m_palette;
};

} // namespace iso::shell
