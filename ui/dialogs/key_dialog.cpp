#include "ui/dialogs/key_dialog.h"

#include "ui/bridge/enrolment_text.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace iso::dialogs
{

using bridge::toQString;

namespace
{

constexpr int kCaptionWidth = 96;
constexpr int kWidth = 560;
constexpr int kLongestNote = 200;

void polish(QWidget *widget)
{
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace

KeyDialog::KeyDialog(KeyDraft draft, const QString &verb, Weight weight, QWidget *parent)
    : QDialog(parent)
    , m_draft(std::move(draft))
    , m_verb(verb)
    , m_isDangerous(weight == Weight::Dangerous)
    , m_layout(new QVBoxLayout(this))
    , m_form(new QGridLayout)
{
    m_layout->setContentsMargins(20, 16, 20, 14);
    m_layout->setSpacing(12);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(6);
    m_form->setColumnMinimumWidth(0, kCaptionWidth);
    m_form->setColumnStretch(1, 1);
    addHead();
}

void KeyDialog::addHead()
{
    auto *fingerprint = new QLabel(toQString(key().fingerprint), this);
    fingerprint->setProperty("role", QStringLiteral("fingerprint"));
    fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    fingerprint->setAccessibleName(tr("Fingerprint %1").arg(toQString(key().fingerprint)));
    QStringList facts = {bridge::stateText(key().state)};
    if (const bridge::ValueText speaksFor = bridge::speaksForText(key()); speaksFor.isValue) {
        facts.append(
            tr("%1 %2", "kind of a key, what it speaks for").arg(bridge::kindText(key().kind), speaksFor.text));
    }
    if (!key().address.empty()) {
        facts.append(tr("from %1", "an address").arg(toQString(key().address)));
    }
    auto *line = new QLabel(facts.join(QStringLiteral(" · ")), this);
    line->setObjectName(QStringLiteral("facts"));
    line->setProperty("role", QStringLiteral("muted"));
    line->setTextFormat(Qt::PlainText);
    line->setWordWrap(true);
    auto *card = new QFrame(this);
    card->setProperty("role", QStringLiteral("card"));
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(14, 10, 14, 10);
    column->setSpacing(4);
    column->addWidget(fingerprint);
    column->addWidget(line);
    m_layout->addWidget(card);
}

QLabel *KeyDialog::addText(const QString &text, const char *role)
{
    auto *label = new QLabel(text, this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (role != nullptr) {
        label->setProperty("role", QLatin1String(role));
    }
    m_layout->addWidget(label);
    return label;
}

QLabel *KeyDialog::addRow(const QString &caption, QWidget *field)
{
    auto *label = new QLabel(caption, this);
    label->setProperty("role", QStringLiteral("muted"));
    label->setBuddy(field);
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(QString(caption).remove(QLatin1Char('&')));
    }
    const int row = m_form->rowCount();
    m_form->addWidget(label, row, 0, Qt::AlignTop);
    m_form->addWidget(field, row, 1);
    label->setContentsMargins(0, 5, 0, 0); // on a line with the text of the field
    return label;
}

QLabel *KeyDialog::addHint()
{
    auto *hint = new QLabel(this);
    hint->setProperty("role", QStringLiteral("muted"));
    hint->setTextFormat(Qt::PlainText);
    hint->setWordWrap(true);
    m_form->addWidget(hint, m_form->rowCount(), 1);
    return hint;
}

void KeyDialog::finish(QWidget *focusFirst)
{
    m_note = new QLineEdit(this);
    m_note->setMaxLength(kLongestNote);
    m_note->setPlaceholderText(tr("why; stands in the ledger beside the decision"));
    m_note->setObjectName(QStringLiteral("note"));
    addRow(tr("N&ote"), m_note);
    m_layout->addLayout(m_form);
    m_problem = new QLabel(this);
    m_problem->setProperty("role", QStringLiteral("error"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_layout->addWidget(m_problem);
    m_layout->addStretch(1);
    addButtons();
    (focusFirst != nullptr ? focusFirst : m_cancel)->setFocus();
    resize(kWidth, m_layout->totalHeightForWidth(kWidth));
}

void KeyDialog::addButtons()
{
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_send = new QPushButton(m_verb, this);
    m_send->setObjectName(QStringLiteral("decide"));
    m_send->setProperty("role", m_isDangerous ? QStringLiteral("danger") : QStringLiteral("primary"));
    m_cancel->setAutoDefault(false);
    m_send->setAutoDefault(!m_isDangerous);
    m_send->setDefault(!m_isDangerous);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch(1);
    row->addWidget(m_cancel);
    row->addWidget(m_send);
    m_layout->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_send, &QPushButton::clicked, this, &KeyDialog::send);
}

void KeyDialog::setReady(bool ready)
{
    m_isReady = ready;
    m_send->setEnabled(m_isReady && !m_isSent);
}

void KeyDialog::send()
{
    if (!m_isReady || m_isSent) {
        return;
    }
    enrolment::KeyDecision decision;
    decision.key = key().key;
    decision.by = m_draft.by;
    decision.note = m_note->text().trimmed().toStdString();
    fill(decision);
    showProblem({});
    m_isSent = true;
    setReady(m_isReady);
    m_draft.decide(decision, this, [this](const Status &status) { answered(status); });
}

void KeyDialog::answered(const Status &status)
{
    m_isSent = false;
    if (status) {
        accept();
        return;
    }
    setReady(m_isReady);
    showProblem(tr("Not done: %1").arg(toQString(status.error().message)));
    m_send->setFocus();
}

void KeyDialog::showProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    if (!text.isEmpty()) {
        growToFit();
    }
}

void KeyDialog::growToFit()
{
    m_layout->activate();
    resize(width(), std::max(height(), m_layout->totalHeightForWidth(width())));
}

QString KeyDialog::problemText() const
{
    return m_problem->isHidden() ? QString() : m_problem->text();
}

void showHint(QWidget *field, QLabel *hint, const QString &text, bool isWrong)
{
    hint->setText(text);
    hint->setProperty("role", isWrong ? QStringLiteral("error") : QStringLiteral("muted"));
    field->setProperty("invalid", isWrong);
    field->setAccessibleDescription(text);
    polish(hint);
    polish(field);
}

QString nodeNameProblem(const QString &text)
{
    if (text.isEmpty()) {
        return {};
    }
    const auto node = NodeId::fromText(text.toStdString());
    return node ? QString() : toQString(node.error().message);
}

} // namespace iso::dialogs
