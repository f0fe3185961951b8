#pragma once

#include "ui/dialogs/key_dialog.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QRadioButton;

namespace iso::dialogs
{

/// Lets a key in: as one node's, or as a gateway's with the nodes it may speak for. GUI thread.
class ApproveKeyDialog final : public KeyDialog
{
    Q_OBJECT

public:
    explicit ApproveKeyDialog(KeyDraft draft, QWidget *parent = nullptr);

protected:
    void fill(enrolment::KeyDecision &decision) const override;

private:
    void makeChoice();
    void makeFields();
    void showFields();
    void check();
    void checkNode();
    void checkDeclared();

    QRadioButton *m_isNode;
    QRadioButton *m_isGateway;
    QLineEdit *m_node;
    QLabel *m_nodeCaption = nullptr;
    QLabel *m_nodeHint = nullptr;
    QPlainTextEdit *m_declared;
    QLabel *m_declaredCaption = nullptr;
    QLabel *m_declaredHint = nullptr;
};

/// What stands in the field of declared nodes, one a line or separated by commas or spaces.
struct DeclaredNodes {
    std::vector<std::string> names; ///< each once, in their order
    std::size_t patterns = 0;       ///< of them, those that end in *
    bool isEverybody = false;       ///< a bare * is among them
    QString problem;                ///< of the first line that is wrong; empty when none is

    static DeclaredNodes fromText(const QString &text);
};

} // namespace iso::dialogs
