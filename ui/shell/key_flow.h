#pragma once

#include "ui/bridge/session_bridge.h"
#include "ui/dialogs/key_dialog.h"
#include "ui/models/key_model.h"
#include "ui/shell/key_notice.h"

#include <QObject>
#include <QPointer>
#include <string>

class QWidget;

namespace iso::dialogs
{
class NetworkDialog;
}
namespace iso::panels
{
class KeysPanel;
}

namespace iso::shell
{

/// From "decide about this key" and "accept nodes from the network" to the dialogs that ask and the core that does it.
/// GUI thread.
class KeyFlow final : public QObject
{
    Q_OBJECT
public:
    /// All outlive the flow. `issuer` is written into the ledger.
    KeyFlow(bridge::SessionBridge &bridge, std::string issuer, panels::KeysPanel &panel, QWidget &window);

    /// The dialog that opened; null for a rejection, which needs none.
    dialogs::KeyDialog *decide(enrolment::KeyDecision::Action action, const models::KeyRecordPtr &key);
    dialogs::NetworkDialog *openNetwork();

    /// "2 keys wait for approval"; empty when there is nothing new to say.
    [[nodiscard]] QString notice() const { return m_notice.text(); }
    void dismissNotice() { m_notice.dismiss(); }

private:
    void takeKeys();
    void reject(const enrolment::KeyRecord &key);
    [[nodiscard]] dialogs::KeyDraft draftFor(const enrolment::KeyRecord &key);

    bridge::SessionBridge &m_bridge;
    std::string m_issuer;
    panels::KeysPanel &m_panel;
    QWidget &m_window;
    KeyNotice m_notice;
    QPointer<dialogs::NetworkDialog> m_network;
};

} // namespace iso::shell
