#include "ui/dialogs/rekey_dialog.h"

#include "ui/bridge/enrolment_text.h"

#include <QComboBox>
#include <QLabel>
#include <algorithm>

namespace iso::dialogs
{

using bridge::toQString;
using enrolment::KeyRecord;

namespace
{

QString nameOf(const KeyRecord &key)
{
    const bridge::ValueText speaksFor = bridge::speaksForText(key);
    return speaksFor.isValue ? speaksFor.text : RekeyDialog::tr("no node yet");
}

} // namespace

RekeyDialog::RekeyDialog(KeyDraft draft, const enrolment::KeyList &known, QWidget *parent)
    : KeyDialog(std::move(draft), tr("Replace"), Weight::Ordinary, parent)
    , m_replaces(new QComboBox(this))
{
    setWindowTitle(tr("Let a new key replace an old one"));
    addText(tr("Compare the fingerprint with the one the node shows. The new key takes over what the old one speaks "
               "for; the old key is revoked at once."));
    m_replaces->setObjectName(QStringLiteral("replaces"));
    fillChooser(known);
    addRow(tr("&Old key"), m_replaces);
    m_hint = addHint();
    connect(m_replaces, &QComboBox::currentIndexChanged, this, &RekeyDialog::check);
    finish(m_replaces);
    check();
}

void RekeyDialog::fillChooser(const enrolment::KeyList &known)
{
    std::copy_if(known.keys.begin(), known.keys.end(), std::back_inserter(m_approved),
                 [](const KeyRecord &key) { return key.state == enrolment::KeyState::Approved; });
    std::sort(m_approved.begin(), m_approved.end(),
              [](const KeyRecord &a, const KeyRecord &b) { return std::tie(a.node, a.key) < std::tie(b.node, b.key); });
    for (const KeyRecord &key : m_approved) {
        m_replaces->addItem(
            tr("%1 · %2", "a node, the fingerprint of its key").arg(nameOf(key), toQString(key.fingerprint)));
    }
    m_replaces->setCurrentIndex(-1); // nothing is chosen for the user
    m_replaces->setPlaceholderText(tr("choose the key to be replaced"));
    m_replaces->setEnabled(!m_approved.empty());
}

void RekeyDialog::check()
{
    const int chosen = m_replaces->currentIndex();
    QString text;
    if (m_approved.empty()) {
        text = tr("No key is approved, so there is none to replace. Approve this one instead.");
    } else if (chosen >= 0) {
        text = tr("%1 is spoken for by the new key from now on.")
                   .arg(nameOf(m_approved[static_cast<std::size_t>(chosen)]));
    }
    showHint(m_replaces, m_hint, text, false);
    setReady(chosen >= 0);
}

void RekeyDialog::fill(enrolment::KeyDecision &decision) const
{
    decision.action = enrolment::KeyDecision::Action::Rekey;
    decision.replaces = m_approved[static_cast<std::size_t>(m_replaces->currentIndex())].key;
}

} // namespace iso::dialogs
