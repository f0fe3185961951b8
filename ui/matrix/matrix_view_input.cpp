// What MatrixView does with pointer and keys. How it looks is in matrix_view.cpp.

#include "ui/matrix/matrix_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>

namespace iso::matrix
{

bool MatrixView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave && !m_press) {
        hoverAt(std::nullopt);
        Q_EMIT pointerLeft();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void MatrixView::hoverAt(std::optional<QPoint> at)
{
    m_pointer = at;
    const std::optional<std::uint32_t> key = at && !(m_press && m_press->isBox) ? keyAt(*at) : std::nullopt;
    if (key == m_hovered) {
        return;
    }
    m_hovered = key;
    viewport()->update();
    if (key) {
        Q_EMIT cellHovered(*key, rectOf(*key)->center());
    } else {
        Q_EMIT hoverEnded();
    }
}

void MatrixView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        const QPoint at = toLayout(event->position().toPoint());
        m_press = Press{at, at, false};
    }
}

void MatrixView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_press) {
        m_press->last = toLayout(at);
        if ((m_press->last - m_press->start).manhattanLength() >= QApplication::startDragDistance()) {
            m_press->isBox = true;
        }
        viewport()->update();
    }
    hoverAt(at);
}

void MatrixView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_press) {
        return;
    }
    const Press press = *m_press;
    m_press.reset();
    const QPoint at = event->position().toPoint();
    if (press.isBox) {
        std::vector<std::uint32_t> keys;
        for (const std::uint32_t cell : m_layout.cellsIn(QRect(press.start, press.last).normalized())) {
            keys.push_back(m_cells[cell].key);
        }
        Q_EMIT cellsChosen(keys, event->modifiers());
    } else if (const auto key = keyAt(at)) {
        Q_EMIT cellClicked(*key, event->modifiers());
    } else if (!clickTitle(toLayout(at), event->modifiers())) {
        Q_EMIT backgroundClicked();
    }
    const bool isInside = viewport()->rect().contains(at);
    hoverAt(isInside ? std::optional(at) : std::nullopt);
    if (!isInside) {
        Q_EMIT pointerLeft(); // a drag that ends outside is followed by no Leave
    }
    viewport()->update();
}

bool MatrixView::clickTitle(const QPoint &at, Qt::KeyboardModifiers modifiers)
{
    const auto choose = [this, modifiers](const auto &titled) {
        Q_EMIT cellsChosen(keysOf(titled.firstCell, titled.count), modifiers);
    };
    for (const MatrixLayout::Region &region : m_layout.regions()) {
        if (region.title.contains(at)) {
            choose(region);
            return true;
        }
    }
    const auto [first, last] = m_layout.blocksBetween(at.y(), at.y());
    for (std::size_t i = first; i < last; ++i) {
        if (m_layout.blocks()[i].title.contains(at)) {
            choose(m_layout.blocks()[i]);
            return true;
        }
    }
    return false;
}

void MatrixView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto key = keyAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && key) {
        Q_EMIT cellActivated(*key);
    }
}

void MatrixView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        if (event->angleDelta().y() != 0) {
            zoomBy(event->angleDelta().y() > 0 ? 1 : -1);
        }
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void MatrixView::moveCurrent(int dx, int dy, Qt::KeyboardModifiers modifiers)
{
    if (m_cells.empty()) {
        return;
    }
    const auto from = m_current ? cellOfKey(*m_current) : std::nullopt;
    goTo(from ? m_layout.neighbour(*from, dx, dy) : 0, modifiers);
}

void MatrixView::goTo(std::uint32_t cell, Qt::KeyboardModifiers modifiers)
{
    const std::uint32_t key = m_cells[cell].key;
    m_current = key;
    scrollToCell(cell);
    viewport()->update();
    Q_EMIT cellClicked(key, modifiers & Qt::ShiftModifier);
}

void MatrixView::keyPressEvent(QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers();
    QScrollBar *bar = verticalScrollBar();
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCurrent(-1, 0, modifiers);
    case Qt::Key_Right:
        return moveCurrent(1, 0, modifiers);
    case Qt::Key_Up:
        return moveCurrent(0, -1, modifiers);
    case Qt::Key_Down:
        return moveCurrent(0, 1, modifiers);
    case Qt::Key_Home:
        return m_cells.empty() ? void() : goTo(0, modifiers);
    case Qt::Key_End:
        return m_cells.empty() ? void() : goTo(static_cast<std::uint32_t>(m_cells.size() - 1), modifiers);
    case Qt::Key_PageUp:
        return bar->triggerAction(QAbstractSlider::SliderPageStepSub);
    case Qt::Key_PageDown:
        return bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomIn();
    case Qt::Key_Minus:
        return zoomOut();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current && cellOfKey(*m_current)) {
            Q_EMIT cellActivated(*m_current);
        }
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void MatrixView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isFromKeyboard = event->reason() == QContextMenuEvent::Keyboard;
    if (!isFromKeyboard) {
        Q_EMIT contextMenuRequested(keyAt(event->pos()), event->globalPos());
        return;
    }
    const auto rect = m_current ? rectOf(*m_current) : std::nullopt;
    const QPoint at = rect ? rect->center() : viewport()->rect().center();
    Q_EMIT contextMenuRequested(m_current, viewport()->mapToGlobal(at));
}

} // namespace iso::matrix
