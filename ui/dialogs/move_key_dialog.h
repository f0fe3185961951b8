#pragma once

#include "ui/dialogs/key_dialog.h"

class QLabel;
class QLineEdit;

namespace iso::dialogs
{

/// Lets a node's key speak for another node: the machine got a new name. GUI thread.
class MoveKeyDialog final : public KeyDialog
{
    Q_OBJECT

public:
    explicit MoveKeyDialog(KeyDraft draft, QWidget *parent = nullptr);

protected:
    void fill(enrolment::KeyDecision &decision) const override;

private:
    void check();

    QLineEdit *m_node;
    QLabel *m_hint;
};

} // namespace iso::dialogs
