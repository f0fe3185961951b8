#include "ui/dialogs/end_key_dialog.h"

#include "core/base/check.h"
#include "ui/bridge/enrolment_text.h"

namespace iso::dialogs
{

using Action = enrolment::KeyDecision::Action;

EndKeyDialog::EndKeyDialog(KeyDraft draft, Action action, QWidget *parent)
    : KeyDialog(std::move(draft), action == Action::Retire ? tr("Retire") : tr("Revoke"), Weight::Dangerous, parent)
    , m_action(action)
{
    ISO_CHECK(action == Action::Revoke || action == Action::Retire);
    setWindowTitle(action == Action::Retire ? tr("Retire a key") : tr("Revoke a key"));
    addText(consequence(key(), action));
    finish();
}

QString EndKeyDialog::consequence(const enrolment::KeyRecord &key, Action action)
{
    const QString nodes = bridge::cutOffText(key);
    if (nodes.isEmpty()) {
        return tr("The key cannot connect any more. No node was heard through it, so none is lost.");
    }
    if (action == Action::Retire) {
        return tr("The connection is cut at once, and what it spoke for is gone for good: %1. Retired nodes are "
                  "hidden: "
                  "not expected, not counted, not on the map. Their history stays.")
            .arg(nodes);
    }
    return tr("The connection is cut at once, and what it spoke for is shown as lost: %1. To take it back, approve the "
              "key again.")
        .arg(nodes);
}

} // namespace iso::dialogs
