#include "ui/shell/replay_frame.h"

#include <QEvent>
#include <QPainter>
#include <QRegion>

namespace iso::shell
{

namespace
{

constexpr int kWidth = 3;

} // namespace

ReplayFrame::ReplayFrame(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("replayFrame"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    parent->installEventFilter(this);
    hide();
    fit();
}

void ReplayFrame::setColor(const QColor &color)
{
    m_color = color;
    update();
}

void ReplayFrame::fit()
{
    setGeometry(parentWidget()->rect());
    // Only the frame itself covers anything, so that what is below paints as cheaply as without it.
    setMask(QRegion(rect()).subtracted(QRegion(rect().adjusted(kWidth, kWidth, -kWidth, -kWidth))));
}

bool ReplayFrame::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        fit();
    } else if (event->type() == QEvent::ChildAdded && isVisible()) {
        raise();
    }
    return QWidget::eventFilter(watched, event);
}

void ReplayFrame::paintEvent(QPaintEvent * /*event*/)
{
    QPainter(this).fillRect(rect(), m_color);
}

} // namespace iso::shell
