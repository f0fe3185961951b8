#pragma once

#include "core/base/result.h"

#include <QDialog>
#include <functional>
#include <string>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace iso::dialogs
{

/// Writes a note down; `done` runs on the GUI thread unless `receiver` is gone by then.
using NoteWriter =
    std::function<void(const std::string &text, QObject *receiver, std::function<void(const Status &)> done)>;

/// Takes what is told to the next shift. Closes when it is in the ledger; what stood in the way is shown, and the text
/// stays. GUI thread.
class NoteDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit NoteDialog(NoteWriter write, QWidget *parent = nullptr);

    /// What stands in the way; empty when nothing does.
    [[nodiscard]] QString problemText() const;

private:
    void check();
    void send();
    void answered(const Status &status);

    NoteWriter m_write;
    QPlainTextEdit *m_text;
    QLabel *m_room;
    QLabel *m_failure;
    QPushButton *m_send;
};

} // namespace iso::dialogs
