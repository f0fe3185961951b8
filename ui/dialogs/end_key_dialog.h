#pragma once

#include "ui/dialogs/key_dialog.h"

namespace iso::dialogs
{

/// Confirms that an approved key is cut off: revoked, or retired together with its nodes. GUI thread.
class EndKeyDialog final : public KeyDialog
{
    Q_OBJECT

public:
    /// `action` is Revoke or Retire.
    EndKeyDialog(KeyDraft draft, enrolment::KeyDecision::Action action, QWidget *parent = nullptr);

    /// What will happen, in words.
    [[nodiscard]] static QString consequence(const enrolment::KeyRecord &key, enrolment::KeyDecision::Action action);

protected:
    void fill(enrolment::KeyDecision &decision) const override { decision.action = m_action; }

private:
    enrolment::KeyDecision::Action m_action;
};

} // namespace iso::dialogs
