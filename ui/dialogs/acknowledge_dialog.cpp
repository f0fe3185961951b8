#include "ui/dialogs/acknowledge_dialog.h"

#include "ui/bridge/value_text.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace iso::dialogs
{

using bridge::toQString;

namespace
{

constexpr int kWidth = 520;
/// Characters; the ledger takes 500 bytes.
constexpr int kLongestNote = 120;

QLabel *plain(const QString &text, const char *role, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("role", QLatin1String(role));
    return label;
}

} // namespace

AcknowledgeDialog::AcknowledgeDialog(problems::ProblemPtr problem, Acknowledger acknowledge, QWidget *parent)
    : QDialog(parent)
    , m_problem(std::move(problem))
    , m_acknowledge(std::move(acknowledge))
    , m_note(new QLineEdit(this))
    , m_failure(plain({}, "error", this))
    , m_send(nullptr)
{
    setWindowTitle(tr("Acknowledge a problem"));
    auto *card = new QFrame(this);
    card->setProperty("role", QStringLiteral("card"));
    auto *facts = new QVBoxLayout(card);
    facts->setContentsMargins(14, 10, 14, 10);
    facts->setSpacing(4);
    facts->addWidget(plain(toQString(m_problem->text), "strong", card));
    facts->addWidget(plain(tr("%1 · since %2").arg(toQString(m_problem->where), bridge::dateAndTime(m_problem->since)),
                           "muted", card));
    facts->addWidget(plain(toQString(m_problem->advice), "muted", card));

    m_note->setObjectName(QStringLiteral("note"));
    m_note->setMaxLength(kLongestNote);
    m_note->setPlaceholderText(tr("what becomes of it; stands in the ledger beside your name"));
    m_note->setAccessibleName(tr("Note"));
    auto *caption = plain(tr("N&ote"), "muted", this);
    caption->setBuddy(m_note);
    m_failure->hide();

    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_send = new QPushButton(tr("Acknowledge"), this);
    m_send->setObjectName(QStringLiteral("acknowledge"));
    m_send->setProperty("role", QStringLiteral("primary"));
    m_send->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_send);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 14);
    column->setSpacing(10);
    column->addWidget(card);
    column->addWidget(caption);
    column->addWidget(m_note);
    column->addWidget(m_failure);
    column->addStretch(1);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_send, &QPushButton::clicked, this, &AcknowledgeDialog::send);
    m_note->setFocus();
    resize(kWidth, column->totalHeightForWidth(kWidth));
}

void AcknowledgeDialog::send()
{
    m_send->setEnabled(false);
    m_failure->hide();
    m_acknowledge(m_problem->id, m_note->text().trimmed().toStdString(), this,
                  [this](const Status &status) { answered(status); });
}

void AcknowledgeDialog::answered(const Status &status)
{
    if (status) {
        accept();
        return;
    }
    m_send->setEnabled(true);
    m_failure->setText(tr("Not acknowledged: %1").arg(toQString(status.error().message)));
    m_failure->show();
    layout()->activate();
    resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

QString AcknowledgeDialog::problemText() const
{
    return m_failure->isHidden() ? QString() : m_failure->text();
}

} // namespace iso::dialogs
