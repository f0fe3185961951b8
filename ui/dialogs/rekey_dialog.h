#pragma once

#include "ui/dialogs/key_dialog.h"

class QComboBox;
class QLabel;

namespace iso::dialogs
{

/// Lets a waiting key take over from an older one: the machine was installed anew. GUI thread.
class RekeyDialog final : public KeyDialog
{
    Q_OBJECT

public:
    /// `known` are all keys; the approved ones can be replaced.
    RekeyDialog(KeyDraft draft, const enrolment::KeyList &known, QWidget *parent = nullptr);

protected:
    void fill(enrolment::KeyDecision &decision) const override;

private:
    void fillChooser(const enrolment::KeyList &known);
    void check();

    std::vector<enrolment::KeyRecord> m_approved;
    QComboBox *m_replaces;
    QLabel *m_hint;
};

} // namespace iso::dialogs
