#include "ui/dialogs/hold_button.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace iso::dialogs
{

namespace
{

constexpr int kFrame_ms = 33;

bool isPressKey(const QKeyEvent &event)
{
    return event.key() == Qt::Key_Space || event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
}

} // namespace

HoldButton::HoldButton(const Clock &clock, QWidget *parent)
    : QPushButton(parent)
    , m_clock(clock)
{
    // Enter elsewhere in a dialog must never press this one.
    setAutoDefault(false);
    setDefault(false);
    m_timer.setInterval(kFrame_ms);
    connect(&m_timer, &QTimer::timeout, this, &HoldButton::checkHold);
    connect(this, &QPushButton::clicked, this, [this] {
        if (!m_holdNeeded) {
            Q_EMIT confirmed();
        }
    });
}

void HoldButton::setHoldNeeded(bool needed)
{
    endHold();
    m_holdNeeded = needed;
}

double HoldButton::progress() const
{
    if (!m_heldSince.isValid()) {
        return 0;
    }
    const Duration held = m_clock.steadyNow() - m_heldSince;
    return std::clamp(static_cast<double>(held.count()) / static_cast<double>(kHold.count()), 0.0, 1.0);
}

void HoldButton::beginHold()
{
    if (m_holdNeeded && isEnabled() && !m_heldSince.isValid()) {
        m_heldSince = m_clock.steadyNow();
        setDown(true);
        m_timer.start();
    }
}

void HoldButton::endHold()
{
    m_timer.stop();
    if (m_heldSince.isValid()) {
        m_heldSince = SteadyTime();
        setDown(false);
        update();
    }
}

void HoldButton::checkHold()
{
    update();
    if (progress() >= 1) {
        endHold();
        Q_EMIT confirmed();
    }
}

void HoldButton::mousePressEvent(QMouseEvent *event)
{
    QPushButton::mousePressEvent(event);
    if (event->button() == Qt::LeftButton) {
        beginHold();
    }
}

void HoldButton::mouseReleaseEvent(QMouseEvent *event)
{
    endHold();
    QPushButton::mouseReleaseEvent(event);
}

void HoldButton::keyPressEvent(QKeyEvent *event)
{
    if (!isPressKey(*event)) {
        QPushButton::keyPressEvent(event);
        return;
    }
    event->accept();
    if (event->isAutoRepeat()) {
        return;
    }
    if (m_holdNeeded) {
        beginHold();
    } else {
        click();
    }
}

void HoldButton::keyReleaseEvent(QKeyEvent *event)
{
    if (!isPressKey(*event)) {
        QPushButton::keyReleaseEvent(event);
        return;
    }
    event->accept();
    if (!event->isAutoRepeat()) {
        endHold();
    }
}

void HoldButton::focusOutEvent(QFocusEvent *event)
{
    endHold();
    QPushButton::focusOutEvent(event);
}

void HoldButton::hideEvent(QHideEvent *event)
{
    endHold();
    QPushButton::hideEvent(event);
}

void HoldButton::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::EnabledChange && !isEnabled()) {
        endHold();
    }
    QPushButton::changeEvent(event);
}

void HoldButton::paintEvent(QPaintEvent *event)
{
    QPushButton::paintEvent(event);
    if (!m_heldSince.isValid()) {
        return;
    }
    QPainter painter(this);
    QColor fill = palette().color(QPalette::ButtonText);
    fill.setAlphaF(0.35F);
    const QRectF inside = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.fillRect(QRectF(inside.topLeft(), QSizeF(inside.width() * progress(), inside.height())), fill);
}

} // namespace iso::dialogs
