// What hands do on the map: pointer, wheel and keys. The rest of MapView is in map_view.cpp.

#include "ui/map/map_view.h"
#include "ui/map/place_search.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolButton>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace iso::map
{

void MapView::setBoxTool(bool on)
{
    if (m_boxButton->isChecked() != on) {
        m_boxButton->setChecked(on); // comes back here
        return;
    }
    on ? setCursor(Qt::CrossCursor) : unsetCursor();
    Q_EMIT boxToolChanged(on);
}

void MapView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    walkTo(std::nullopt);
    const QPoint at = event->position().toPoint();
    const bool isBox = event->modifiers().testFlag(Qt::ShiftModifier) || m_boxButton->isChecked();
    m_press = Press{at, at, isBox, false};
}

void MapView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (!m_press) {
        walkTo(std::nullopt);
        hoverAt(at);
        return;
    }
    if (!m_press->isDrag && (at - m_press->start).manhattanLength() >= QApplication::startDragDistance()) {
        m_press->isDrag = true;
        setCursor(m_press->isBox ? Qt::CrossCursor : Qt::ClosedHandCursor);
        hoverAt(std::nullopt);
    }
    if (!m_press->isDrag) {
        return;
    }
    if (m_press->isBox) {
        update();
    } else {
        setCamera(m_camera.panned(at - m_press->last));
    }
    m_press->last = at;
}

void MapView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_press) {
        return;
    }
    const Press press = *std::exchange(m_press, std::nullopt);
    m_boxButton->isChecked() ? setCursor(Qt::CrossCursor) : unsetCursor();
    const QPoint at = event->position().toPoint();
    if (press.isDrag && press.isBox) {
        const QRectF box = QRectF(press.start, at).normalized();
        Q_EMIT marksBoxed(m_marks.keysIn(box, m_camera), event->modifiers());
        update();
    }
    hoverAt(at);
    if (!press.isDrag) {
        click(at, event->modifiers());
    }
}

void MapView::click(const QPoint &at, Qt::KeyboardModifiers modifiers)
{
    const std::optional<MapHit> hit = hitAt(at);
    if (!hit) {
        m_found.reset();
        if (m_marks.close()) {
            update();
            return; // the first click beside something open only closes it
        }
        Q_EMIT backgroundClicked();
    } else if (hit->isCluster) {
        Q_EMIT clusterClicked(keysOf(*hit), modifiers);
    } else {
        Q_EMIT markClicked(hit->key, modifiers);
    }
}

void MapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const std::optional<MapHit> hit = hitAt(event->position().toPoint());
    if (hit && hit->isCluster) {
        split(*hit);
        return;
    }
    if (hit) {
        Q_EMIT markActivated(hit->key);
        return;
    }
    const double factor = event->modifiers().testFlag(Qt::ShiftModifier) ? 0.5 : 2;
    setCamera(m_camera.zoomedAt(event->position(), factor));
}

void MapView::wheelEvent(QWheelEvent *event)
{
    constexpr double kUnitsPerDoubling = 240; // two notches of a usual wheel
    const double units = event->angleDelta().y();
    if (units != 0) {
        walkTo(std::nullopt);
        setCamera(m_camera.zoomedAt(event->position(), std::exp2(units / kUnitsPerDoubling)));
    }
    event->accept();
}

bool MapView::event(QEvent *event)
{
    // Esc takes back what was begun on the map before it is the window's.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape && stepBack(true)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

bool MapView::stepBack(bool onlyAsk)
{
    if (m_press && m_press->isBox) {
        if (!onlyAsk) {
            m_press.reset();
        }
    } else if (m_marks.isOpen()) {
        if (!onlyAsk) {
            m_marks.close();
            m_walk ? walkTo(m_marks.hitOfKey(m_walk->key, m_camera)) : hoverAt(m_pointer);
        }
    } else if (m_walk) {
        if (!onlyAsk) {
            walkTo(std::nullopt);
        }
    } else if (m_boxButton->isChecked()) {
        if (!onlyAsk) {
            setBoxTool(false);
        }
    } else if (m_found) {
        if (!onlyAsk) {
            m_found.reset();
        }
    } else {
        return false;
    }
    update();
    return true;
}

void MapView::keyPressEvent(QKeyEvent *event)
{
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? 256 : 64;
    switch (event->key()) {
    case Qt::Key_Left:
        setCamera(m_camera.panned({step, 0}));
        return;
    case Qt::Key_Right:
        setCamera(m_camera.panned({-step, 0}));
        return;
    case Qt::Key_Up:
        setCamera(m_camera.panned({0, step}));
        return;
    case Qt::Key_Down:
        setCamera(m_camera.panned({0, -step}));
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return;
    case Qt::Key_Minus:
        zoomOut();
        return;
    case Qt::Key_0:
    case Qt::Key_Home:
        showWholeWorld();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        enter();
        return;
    case Qt::Key_Escape:
        if (stepBack(false)) {
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

bool MapView::focusNextPrevChild(bool next)
{
    if (!m_walk) {
        return QWidget::focusNextPrevChild(next);
    }
    walk(next ? 1 : -1);
    return true;
}

void MapView::walk(int steps)
{
    const std::vector<MapHit> all = m_marks.inReadingOrder(m_camera);
    if (all.empty()) {
        walkTo(std::nullopt);
        return;
    }
    const auto count = static_cast<std::ptrdiff_t>(all.size());
    const auto known = m_walk ? std::find(all.begin(), all.end(), *m_walk) : all.end();
    const std::ptrdiff_t from = known == all.end() ? (steps > 0 ? -1 : count) : known - all.begin();
    walkTo(all[static_cast<std::size_t>(((from + steps) % count + count) % count)]);
}

void MapView::walkTo(const std::optional<MapHit> &hit)
{
    if (hit == m_walk) {
        return;
    }
    m_walk = hit;
    tellHover(hit);
    update();
}

void MapView::enter()
{
    if (!m_walk) {
        walk(1);
        return;
    }
    const MapHit at = *m_walk;
    if (!at.isCluster) {
        Q_EMIT markClicked(at.key, Qt::NoModifier);
        return;
    }
    split(at);
    walkTo(m_marks.hitOfKey(at.key, m_camera)); // its first part
}

void MapView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isFromKeyboard = event->reason() == QContextMenuEvent::Keyboard;
    const std::optional<MapHit> hit = isFromKeyboard ? m_walk : hitAt(event->pos());
    QPoint at = isFromKeyboard ? rect().center() : event->pos();
    if (isFromKeyboard && m_walk) {
        at = positionOf(m_walk->key).value_or(at);
    }
    if (hit && hit->isCluster) {
        Q_EMIT clusterMenuRequested(keysOf(*hit), mapToGlobal(at));
        return;
    }
    Q_EMIT contextMenuRequested(hit ? std::optional(hit->key) : std::nullopt, mapToGlobal(at));
}

void MapView::focusInEvent(QFocusEvent *event)
{
    m_showsFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                   event->reason() == Qt::ShortcutFocusReason;
    update();
}

void MapView::focusOutEvent(QFocusEvent *event)
{
    m_showsFocus = false;
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason) {
        walkTo(std::nullopt);
    }
    update();
}

void MapView::leaveEvent(QEvent * /*event*/)
{
    m_pointer.reset();
    if (!m_walk) {
        hoverAt(std::nullopt);
    }
}

void MapView::hoverAt(std::optional<QPoint> at)
{
    m_pointer = at;
    const std::optional<MapHit> hit = at ? hitAt(*at) : std::nullopt;
    if (hit == m_hovered) {
        return;
    }
    tellHover(hit);
    update();
}

void MapView::tellHover(const std::optional<MapHit> &hit)
{
    m_hovered = hit;
    if (!hit) {
        Q_EMIT hoverEnded();
    } else if (hit->isCluster) {
        Q_EMIT clusterHovered(keysOf(*hit), positionOf(hit->key).value_or(QPoint()));
    } else {
        Q_EMIT markHovered(hit->key, positionOf(hit->key).value_or(QPoint()));
    }
}

} // namespace iso::map
