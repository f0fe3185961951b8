#include "ui/shell/find_flow.h"

#include "ui/shell/actions.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/palette_sources.h"
#include "ui/shell/top_bar.h"

#include <QAction>
#include <QMainWindow>

namespace iso::shell
{

FindFlow::FindFlow(const Parts &parts, QMainWindow &window)
    : QObject(&window)
    , m_palette(new CommandPalette(&window))
{
    FilterLine &line = parts.topBar.filter();
    connect(&line, &FilterLine::filterChanged, &parts.shown, &bridge::ShownNodes::setFilter);
    m_palette->addSource(actionsOf(window));
    m_palette->addSource(viewsOf(parts.views, [&line](const QString &filter) { line.apply(filter); }));
    m_palette->addSource(sitesOf(parts.bridge, [this, &selection = parts.selection](const std::vector<NodeId> &nodes) {
        selection.select(nodes, {});
        Q_EMIT nodesChosen();
    }));
    m_palette->addSource(nodesOf(parts.bridge, [this](const NodeId &node) { Q_EMIT nodeChosen(node); }));
    connect(parts.actions.openPalette, &QAction::triggered, m_palette, &CommandPalette::open);
}

} // namespace iso::shell
