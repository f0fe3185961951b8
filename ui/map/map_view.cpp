#include "ui/map/map_view.h"

#include "ui/theme/themed_icons.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QWheelEvent>
#include <cmath>

namespace iso::map
{

namespace
{
constexpr double kZoomStep = 1.6;
constexpr int kButtonSide = 28;
constexpr int kButtonEdge = 12;
} // namespace

MapView::MapView(std::shared_ptr<const MapData> ground, const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_camera(MapCamera::wholeWorld({1, 1}))
    , m_base(std::move(ground))
    , m_marks(theme)
    , m_overlay(theme)
{
    setObjectName(QStringLiteral("map"));
    setAccessibleName(tr("Map"));
    setAccessibleDescription(
        tr("World map of the fleet. Arrow keys move it, plus and minus zoom, Home shows the whole world."));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_buttons = {addButton(QStringLiteral("zoom-in"), tr("Zoom in (+)"), &MapView::zoomIn),
                 addButton(QStringLiteral("zoom-out"), tr("Zoom out (-)"), &MapView::zoomOut),
                 addButton(QStringLiteral("fit"), tr("Whole world (Home)"), &MapView::showWholeWorld)};
    updateIcons();
    connect(&m_base, &BaseLayer::imageReady, this, [this] {
        update();
        Q_EMIT baseReady();
    });
    connect(&m_isochrones, &IsochroneLayer::imageReady, this, [this] { update(); });
}

QToolButton *MapView::addButton(const QString &name, const QString &tip, void (MapView::*action)())
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setProperty("role", QStringLiteral("map"));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFixedSize(kButtonSide, kButtonSide);
    button->setIconSize({16, 16});
    button->setFocusPolicy(Qt::TabFocus);
    button->setCursor(Qt::ArrowCursor);
    connect(button, &QToolButton::clicked, this, action);
    return button;
}

void MapView::updateIcons()
{
    const theme::ThemedIcons icons(m_theme);
    for (QToolButton *button : m_buttons) {
        button->setIcon(icons.icon(button->objectName()));
    }
}

void MapView::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    m_marks.setTheme(theme);
    m_overlay.setTheme(theme);
    updateIcons();
    update();
}

void MapView::setMarks(std::vector<MapMark> marks)
{
    m_marks.setMarks(std::move(marks));
    hoverAt(m_pointer); // the mark under the pointer may have gone
    update();
}

void MapView::setIsochrones(isochrone::WhatIfPtr what)
{
    m_isochrones.setIsochrones(std::move(what));
    update();
}

void MapView::setDataAge(std::optional<Duration> age)
{
    m_overlay.setDataAge(age);
    update();
}

void MapView::setCamera(const MapCamera &camera)
{
    if (camera == m_camera) {
        return;
    }
    m_camera = camera;
    hoverAt(m_pointer);
    update();
    Q_EMIT cameraChanged();
}

void MapView::showWholeWorld()
{
    setCamera(MapCamera::wholeWorld(size()));
}

void MapView::zoomIn()
{
    setCamera(m_camera.zoomedAt(rect().center(), kZoomStep));
}

void MapView::zoomOut()
{
    setCamera(m_camera.zoomedAt(rect().center(), 1 / kZoomStep));
}

void MapView::fitTo(std::span<const GeoPoint> places)
{
    setCamera(m_camera.fittedTo(places));
}

std::optional<std::uint32_t> MapView::markAt(const QPoint &at)
{
    return m_marks.markAt(at, m_camera);
}

std::optional<QPoint> MapView::positionOf(std::uint32_t key)
{
    const std::optional<QPointF> position = m_marks.positionOf(key, m_camera);
    return position ? std::optional(position->toPoint()) : std::nullopt;
}

BaseView MapView::baseView() const
{
    return {m_camera, devicePixelRatioF(), m_theme};
}

bool MapView::isBaseReady() const
{
    return m_base.isSharpFor(baseView());
}

void MapView::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    m_base.paint(painter, baseView());
    m_isochrones.paint(painter, baseView());
    m_marks.paint(painter, m_camera, devicePixelRatioF());
    if (m_hovered) {
        m_marks.paintRing(painter, m_camera, *m_hovered, m_theme.text);
    }
    m_overlay.paint(painter, m_camera, devicePixelRatioF());
    constexpr QPointF kGap(0, -8);
    m_isochrones.paintLegend(painter, m_theme, MapOverlay::legendRect(size()).topLeft() + kGap);
    if (m_showsFocus) {
        painter.setPen(m_theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void MapView::resizeEvent(QResizeEvent * /*event*/)
{
    int y = kButtonEdge;
    for (QToolButton *button : m_buttons) {
        button->move(width() - kButtonEdge - kButtonSide, y);
        y += kButtonSide + 4;
    }
    setCamera(m_camera.showsWholeWorld() ? MapCamera::wholeWorld(size()) : m_camera.resized(size()));
}

void MapView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        m_press = Press{event->position().toPoint(), event->position().toPoint(), false};
    }
}

void MapView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (!m_press) {
        hoverAt(at);
        return;
    }
    if (!m_press->isDrag && (at - m_press->start).manhattanLength() >= QApplication::startDragDistance()) {
        m_press->isDrag = true;
        setCursor(Qt::ClosedHandCursor);
        hoverAt(std::nullopt);
    }
    if (m_press->isDrag) {
        setCamera(m_camera.panned(at - m_press->last));
        m_press->last = at;
    }
}

void MapView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_press) {
        return;
    }
    const bool wasDrag = m_press->isDrag;
    m_press.reset();
    unsetCursor();
    const QPoint at = event->position().toPoint();
    hoverAt(at);
    if (wasDrag) {
        return;
    }
    if (const std::optional<std::uint32_t> key = markAt(at)) {
        Q_EMIT markClicked(*key, event->modifiers());
    } else {
        Q_EMIT backgroundClicked();
    }
}

void MapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (const std::optional<std::uint32_t> key = markAt(event->position().toPoint())) {
        Q_EMIT markActivated(*key);
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
        setCamera(m_camera.zoomedAt(event->position(), std::exp2(units / kUnitsPerDoubling)));
    }
    event->accept();
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
    default:
        QWidget::keyPressEvent(event);
    }
}

void MapView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isFromKeyboard = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint at = isFromKeyboard ? rect().center() : event->pos();
    Q_EMIT contextMenuRequested(markAt(at), mapToGlobal(at));
}

void MapView::focusInEvent(QFocusEvent *event)
{
    m_showsFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                   event->reason() == Qt::ShortcutFocusReason;
    update();
}

void MapView::focusOutEvent(QFocusEvent * /*event*/)
{
    m_showsFocus = false;
    update();
}

void MapView::leaveEvent(QEvent * /*event*/)
{
    hoverAt(std::nullopt);
}

void MapView::hoverAt(std::optional<QPoint> at)
{
    m_pointer = at;
    const std::optional<std::uint32_t> key = at ? markAt(*at) : std::nullopt;
    if (key == m_hovered) {
        return;
    }
    m_hovered = key;
    update();
    if (key) {
        Q_EMIT markHovered(*key, *positionOf(*key));
    } else {
        Q_EMIT hoverEnded();
    }
}

} // namespace iso::map
