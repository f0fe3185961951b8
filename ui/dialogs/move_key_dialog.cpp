#include "ui/dialogs/move_key_dialog.h"

#include "ui/bridge/value_text.h"

#include <QLabel>
#include <QLineEdit>

namespace iso::dialogs
{

using bridge::toQString;

MoveKeyDialog::MoveKeyDialog(KeyDraft draft, QWidget *parent)
    : KeyDialog(std::move(draft), tr("Move"), Weight::Ordinary, parent)
    , m_node(new QLineEdit(this))
{
    setWindowTitle(tr("Move a key to another node"));
    const QString old = toQString(key().node.text());
    addText(old.isEmpty() ? tr("The key has not named its node yet; from now on it speaks for the node you name.")
                          : tr("From now on the key speaks for the node you name. %1 is retired: not expected, not "
                               "counted, not shown. Its history stays.")
                                .arg(old));
    m_node->setObjectName(QStringLiteral("node"));
    addRow(tr("New &name"), m_node);
    m_hint = addHint();
    connect(m_node, &QLineEdit::textChanged, this, &MoveKeyDialog::check);
    finish(m_node);
    check();
}

void MoveKeyDialog::check()
{
    const QString text = m_node->text().trimmed();
    QString problem = nodeNameProblem(text);
    if (!text.isEmpty() && text.toStdString() == key().node.text()) {
        problem = tr("It speaks for this node already.");
    }
    showHint(m_node, m_hint, problem.isEmpty() ? tr("A node that no other key is bound to.") : problem,
             !problem.isEmpty());
    setReady(problem.isEmpty() && !text.isEmpty());
}

void MoveKeyDialog::fill(enrolment::KeyDecision &decision) const
{
    decision.action = enrolment::KeyDecision::Action::Move;
    if (const auto node = NodeId::fromText(m_node->text().trimmed().toStdString())) {
        decision.node = *node;
    }
}

} // namespace iso::dialogs
