#include "ui/shell/palette_sources.h"

#include "ui/bridge/node_facts.h"
#include "ui/shell/saved_views.h"

#include <QAction>
#include <QCoreApplication>
#include <QWidget>
#include <map>

namespace iso::shell
{

namespace
{

struct Sources {
    Q_DECLARE_TR_FUNCTIONS(iso::shell::Sources)
};

using Take = std::function<void(PaletteEntry)>;

QString withoutMnemonic(QString text)
{
    return text.remove(QLatin1Char('&'));
}

} // namespace

CommandPalette::Source actionsOf(const QWidget &window)
{
    return [&window](const Take &take) {
        for (QAction *action : window.actions()) {
            if (action->isEnabled() && !action->text().isEmpty()) {
                take({withoutMnemonic(action->text()), Sources::tr("action"),
                      action->shortcut().toString(QKeySequence::NativeText), [action] { action->trigger(); }});
            }
        }
    };
}

CommandPalette::Source nodesOf(const bridge::SessionBridge &bridge, std::function<void(const NodeId &)> choose)
{
    return [&bridge, choose = std::move(choose)](const Take &take) {
        const auto snapshot = bridge.snapshot();
        for (const fleet::NodeRecord &node : snapshot->nodes) {
            if (!bridge::isRetired(*node)) {
                take({bridge::toQString(node->id().text()), Sources::tr("node"), {}, [choose, id = node->id()] {
                          choose(id);
                      }});
            }
        }
    };
}

CommandPalette::Source sitesOf(const bridge::SessionBridge &bridge,
                               std::function<void(const std::vector<NodeId> &)> choose)
{
    return [&bridge, choose = std::move(choose)](const Take &take) {
        std::map<std::pair<std::string, std::string>, std::vector<NodeId>> sites;
        const auto snapshot = bridge.snapshot();
        for (const fleet::NodeRecord &node : snapshot->nodes) {
            if (!bridge::isRetired(*node)) {
                sites[{node->identity->region.text(), node->identity->site.text()}].push_back(node->id());
            }
        }
        for (const auto &[site, nodes] : sites) {
            take({QStringLiteral("%1 / %2").arg(bridge::toQString(site.first), bridge::toQString(site.second)),
                  Sources::tr("site, %n node(s)", nullptr, static_cast<int>(nodes.size())),
                  {},
                  [choose, nodes = nodes] { choose(nodes); }});
        }
    };
}

CommandPalette::Source viewsOf(const SavedViews &views, std::function<void(const QString &)> choose)
{
    return [&views, choose = std::move(choose)](const Take &take) {
        for (const SavedView &view : views.views()) {
            take({view.name, Sources::tr("saved view"), {}, [choose, filter = view.filter] { choose(filter); }});
        }
    };
}

} // namespace iso::shell
