#pragma once

#include "core/commands/command_record.h"
#include "core/isochrone/path_model.h"
#include "ui/bridge/session_bridge.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <QPointer>
#include <string>
#include <vector>

class QWidget;

namespace iso::dialogs
{
class CommandDialog;
}

namespace iso::shell
{

/// From "send this to these nodes" to the dialog that asks, sends and follows. GUI thread.
class CommandFlow final : public QObject
{
    Q_OBJECT
public:
    /// All outlive the flow. `issuer` is written into the ledger.
    CommandFlow(bridge::SessionBridge &bridge, const Clock &clock, std::string issuer, const theme::Theme &theme,
                const isochrone::Settings &isochrones, QWidget &window);

    void setTheme(const theme::Theme &theme) { m_theme = theme; }
    /// An empty command leaves the choice to the dialog. The dialog that opened; null when none of the nodes is known.
    dialogs::CommandDialog *open(const QString &command, const std::vector<NodeId> &nodes,
                                 std::vector<wire::Argument> arguments = {});
    /// Asks the node of a running command to stop it.
    dialogs::CommandDialog *openCancel(const commands::CommandRecordPtr &record);

Q_SIGNALS:
    void sent();

private:
    /// Tells the dialog what the fleet would lose without its targets, once that is worked out.
    void foretellLoss(dialogs::CommandDialog &dialog);

    bridge::SessionBridge &m_bridge;
    const Clock &m_clock;
    std::string m_issuer;
    theme::Theme m_theme;
    isochrone::Settings m_isochrones;
    QWidget &m_window;
};

} // namespace iso::shell
