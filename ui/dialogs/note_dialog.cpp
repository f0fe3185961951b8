#include "ui/dialogs/note_dialog.h"

#include "ui/bridge/value_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace iso::dialogs
{

namespace
{

constexpr QSize kSize(520, 240);
/// Bytes that the ledger takes (core/session/session.h).
constexpr qsizetype kMostBytes = 800;

} // namespace

NoteDialog::NoteDialog(NoteWriter write, QWidget *parent)
    : QDialog(parent)
    , m_write(std::move(write))
    , m_text(new QPlainTextEdit(this))
    , m_room(new QLabel(this))
    , m_failure(new QLabel(this))
    , m_send(new QPushButton(tr("Write down"), this))
{
    setWindowTitle(tr("Note for the next shift"));
    m_text->setPlaceholderText(
        tr("what the next shift should know; stands in the ledger beside your name, and among the "
           "events"));
    m_text->setAccessibleName(tr("Note"));
    m_text->setTabChangesFocus(true);
    m_room->setProperty("role", QStringLiteral("muted"));
    m_failure->setProperty("role", QStringLiteral("error"));
    m_failure->setTextFormat(Qt::PlainText);
    m_failure->setWordWrap(true);
    m_failure->hide();

    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_send->setObjectName(QStringLiteral("write-note"));
    m_send->setProperty("role", QStringLiteral("primary"));
    m_send->setToolTip(tr("Ctrl+Return"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_room, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_send);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 14);
    column->setSpacing(10);
    column->addWidget(m_text, 1);
    column->addWidget(m_failure);
    column->addLayout(buttons);

    connect(m_text, &QPlainTextEdit::textChanged, this, &NoteDialog::check);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_send, &QPushButton::clicked, this, &NoteDialog::send);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this), &QShortcut::activated, m_send,
            &QPushButton::click);
    m_text->setFocus();
    check();
    resize(kSize);
}

void NoteDialog::check()
{
    const QByteArray text = m_text->toPlainText().trimmed().toUtf8();
    const qsizetype room = kMostBytes - text.size();
    m_send->setEnabled(!text.isEmpty() && room >= 0);
    m_room->setText(room >= 0 ? QString() : tr("too long by %1 bytes").arg(-room));
}

void NoteDialog::send()
{
    m_send->setEnabled(false);
    m_failure->hide();
    m_write(m_text->toPlainText().trimmed().toStdString(), this, [this](const Status &status) { answered(status); });
}

void NoteDialog::answered(const Status &status)
{
    if (status) {
        accept();
        return;
    }
    m_send->setEnabled(true);
    m_failure->setText(tr("Not written down: %1").arg(bridge::toQString(status.error().message)));
    m_failure->show();
}

QString NoteDialog::problemText() const
{
    return m_failure->isHidden() ? QString() : m_failure->text();
}

} // namespace iso::dialogs
