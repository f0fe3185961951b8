#pragma once

#include "core/base/result.h"
#include "core/problems/problem.h"

#include <QDialog>
#include <functional>
#include <string>

class QLabel;
class QLineEdit;
class QPushButton;

namespace iso::dialogs
{

/// Hands an acknowledgement (problem, note) to the core. The answer comes on the GUI thread unless the receiver is gone
/// by then.
using Acknowledger = std::function<void(const std::string &problem, const std::string &note, QObject *receiver,
                                        std::function<void(const Status &)> done)>;

/// Takes the note for an acknowledgement. Closes when it is in the ledger; what stood in the way is shown. GUI thread.
class AcknowledgeDialog final : public QDialog
{
    Q_OBJECT

public:
    /// The problem is frozen from here on.
    AcknowledgeDialog(problems::ProblemPtr problem, Acknowledger acknowledge, QWidget *parent = nullptr);

    /// What stands in the way; empty when nothing does.
    [[nodiscard]] QString problemText() const;

private:
    void send();
    void answered(const Status &status);

    problems::ProblemPtr m_problem;
    Acknowledger m_acknowledge;
    QLineEdit *m_note;
    QLabel *m_failure;
    QPushButton *m_send;
};

} // namespace iso::dialogs
