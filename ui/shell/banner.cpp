#include "ui/shell/banner.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

namespace iso::shell
{

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_action(new QPushButton(this))
{
    setProperty("role", QStringLiteral("raised"));
    m_action->setProperty("role", QStringLiteral("link"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 2, 16, 2);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    setFixedHeight(32);
    setVisible(false);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionClicked);
}

void Banner::show(Severity severity, const QString &text, const QString &action)
{
    if (text != m_text->text()) {
        m_text->setText(text);
        setAccessibleName(text);
    }
    const QString role = severity == Severity::Warning ? QStringLiteral("warning") : QStringLiteral("accent");
    if (m_text->property("role").toString() != role) {
        m_text->setProperty("role", role);
        m_text->style()->unpolish(m_text);
        m_text->style()->polish(m_text);
    }
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setVisible(!text.isEmpty());
}

QString Banner::text() const
{
    return isHidden() ? QString() : m_text->text();
}

} // namespace iso::shell
