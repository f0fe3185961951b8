#include "ui/shell/command_flow.h"

#include "ui/bridge/isochrone_text.h"
#include "ui/bridge/isochrone_worker.h"
#include "ui/dialogs/command_dialog.h"

namespace iso::shell
{

using bridge::SessionBridge;
using dialogs::CommandDialog;

CommandFlow::CommandFlow(SessionBridge &bridge, const Clock &clock, std::string issuer, const theme::Theme &theme,
                         const isochrone::Settings &isochrones, QWidget &window)
    : QObject(&window)
    , m_bridge(bridge)
    , m_clock(clock)
    , m_issuer(std::move(issuer))
    , m_theme(theme)
    , m_isochrones(isochrones)
    , m_window(window)
{
}

CommandDialog *CommandFlow::open(const QString &command, const std::vector<NodeId> &nodes,
                                 std::vector<wire::Argument> arguments)
{
    dialogs::CommandDraft draft;
    for (const NodeId &node : nodes) {
        if (fleet::NodeRecord record = m_bridge.findNode(node)) {
            draft.targets.push_back(std::move(record));
        }
    }
    if (draft.targets.empty()) {
        return nullptr;
    }
    draft.fleet = m_bridge.snapshot();
    draft.command = command.toStdString();
    draft.arguments = std::move(arguments);
    draft.issuer = m_issuer;
    draft.reachLost = bridge::reachPendingText(m_isochrones);
    auto *dialog = new CommandDialog(
        std::move(draft), [this](const commands::CommandRequest &request) { return m_bridge.submit(request); }, m_clock,
        m_theme, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setCommands(m_bridge.commands());
    connect(&m_bridge, &SessionBridge::snapshotTaken, dialog, &CommandDialog::setSnapshot);
    connect(&m_bridge, &SessionBridge::commandsChanged, dialog, &CommandDialog::setCommands);
    connect(dialog, &CommandDialog::sent, this, &CommandFlow::sent);
    connect(dialog, &CommandDialog::retryRequested, this,
            [this](const QString &name, const std::vector<NodeId> &failed, const std::vector<wire::Argument> &values) {
                open(name, failed, values);
            });
    foretellLoss(*dialog);
    dialog->show();
    return dialog;
}

void CommandFlow::foretellLoss(CommandDialog &dialog)
{
    isochrone::NodeSet targets;
    for (const fleet::NodeRecord &node : dialog.targets().nodes()) {
        targets.insert(node->index);
    }
    auto *worker = new bridge::IsochroneWorker(m_isochrones, &dialog); // ends with the dialog, or without an answer
    worker->request(m_bridge.snapshot(), std::move(targets),
                    [&dialog](const isochrone::WhatIfPtr &what) { dialog.setReachLost(bridge::reachLostText(*what)); });
}

CommandDialog *CommandFlow::openCancel(const commands::CommandRecordPtr &record)
{
    // "cancel" takes the id of the command to stop (core/commands/builtin_catalogue.h).
    return open(QStringLiteral("cancel"), {record->node}, {{"command", iso::toText(record->id)}});
}

} // namespace iso::shell
