#include "ui/shell/key_flow.h"

#include "ui/bridge/value_text.h"
#include "ui/dialogs/approve_key_dialog.h"
#include "ui/dialogs/end_key_dialog.h"
#include "ui/dialogs/move_key_dialog.h"
#include "ui/dialogs/network_dialog.h"
#include "ui/dialogs/rekey_dialog.h"
#include "ui/panels/keys_panel.h"

namespace iso::shell
{

using bridge::SessionBridge;
using Action = enrolment::KeyDecision::Action;

KeyFlow::KeyFlow(SessionBridge &bridge, std::string issuer, panels::KeysPanel &panel, QWidget &window)
    : QObject(&window)
    , m_bridge(bridge)
    , m_issuer(std::move(issuer))
    , m_panel(panel)
    , m_window(window)
{
    connect(&bridge, &SessionBridge::keysChanged, this, &KeyFlow::takeKeys);
    connect(&bridge, &SessionBridge::networkChanged, &panel, &panels::KeysPanel::setNetwork);
    connect(&panel, &panels::KeysPanel::decisionRequested, this, &KeyFlow::decide);
    connect(&panel, &panels::KeysPanel::networkRequested, this, &KeyFlow::openNetwork);
    panel.setNow(bridge.utcNow());
    panel.setNetwork(bridge.network());
    takeKeys();
}

void KeyFlow::takeKeys()
{
    m_notice.setKeys(*m_bridge.keys());
    m_panel.setKeys(m_bridge.keys());
}

dialogs::KeyDraft KeyFlow::draftFor(const enrolment::KeyRecord &key)
{
    return {key, m_issuer,
            [bridge = &m_bridge](const enrolment::KeyDecision &decision, QObject *receiver,
                                 std::function<void(const Status &)> done) {
                bridge->decideKey(decision, receiver, std::move(done));
            }};
}

dialogs::KeyDialog *KeyFlow::decide(Action action, const models::KeyRecordPtr &key)
{
    dialogs::KeyDialog *dialog = nullptr;
    switch (action) {
    case Action::Approve:
        dialog = new dialogs::ApproveKeyDialog(draftFor(*key), &m_window);
        break;
    case Action::Reject:
        reject(*key);
        return nullptr;
    case Action::Revoke:
    case Action::Retire:
        dialog = new dialogs::EndKeyDialog(draftFor(*key), action, &m_window);
        break;
    case Action::Move:
        dialog = new dialogs::MoveKeyDialog(draftFor(*key), &m_window);
        break;
    case Action::Rekey:
        dialog = new dialogs::RekeyDialog(draftFor(*key), *m_bridge.keys(), &m_window);
        break;
    }
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
    return dialog;
}

void KeyFlow::reject(const enrolment::KeyRecord &key)
{
    enrolment::KeyDecision decision;
    decision.action = Action::Reject;
    decision.key = key.key;
    decision.by = m_issuer;
    m_bridge.decideKey(decision, &m_panel, [this](const Status &status) {
        m_panel.showProblem(status ? QString() : tr("Not rejected: %1").arg(bridge::toQString(status.error().message)));
    });
}

dialogs::NetworkDialog *KeyFlow::openNetwork()
{
    if (!m_network) {
        m_network = new dialogs::NetworkDialog(
            m_bridge.network(), [this](bool accept) { m_bridge.acceptFromNetwork(accept, m_issuer); }, &m_window);
        m_network->setAttribute(Qt::WA_DeleteOnClose);
        connect(&m_bridge, &SessionBridge::networkChanged, m_network, &dialogs::NetworkDialog::setStatus);
    }
    m_network->show();
    m_network->raise();
    m_network->activateWindow();
    return m_network;
}

} // namespace iso::shell
