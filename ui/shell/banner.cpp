#include "ui/shell/banner.h"

#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStyle>

namespace iso::shell
{

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_text(new widgets::ElidedLabel(this))
    , m_action(new QPushButton(this))
    , m_dismiss(new QPushButton(tr("Not now"), this))
{
    setProperty("role", QStringLiteral("raised"));
    m_action->setProperty("role", QStringLiteral("link"));
    m_dismiss->setProperty("role", QStringLiteral("link"));
    m_dismiss->setToolTip(tr("Say this again only when there is something new"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 2, 16, 2);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(m_dismiss);
    setFixedHeight(32);
    setVisible(false);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionClicked);
    connect(m_dismiss, &QPushButton::clicked, this, &Banner::dismissClicked);
}

void Banner::show(const Message &message)
{
    if (message.text != m_text->text()) {
        m_text->setText(message.text);
        setAccessibleName(message.text);
    }
    const QString role = message.severity == Severity::Warning ? QStringLiteral("warning") : QStringLiteral("accent");
    if (m_text->property("role").toString() != role) {
        m_text->setProperty("role", role);
        m_text->style()->unpolish(m_text);
        m_text->style()->polish(m_text);
    }
    m_action->setText(message.action);
    m_action->setVisible(!message.action.isEmpty());
    m_dismiss->setVisible(message.isDismissible);
    setVisible(!message.text.isEmpty());
}

QString Banner::text() const
{
    return isHidden() ? QString() : m_text->text();
}

} // namespace iso::shell
