#include "ui/map/map_view.h"

#include "ui/map/place_search.h"
#include "ui/map/sun.h"
#include "ui/theme/themed_icons.h"

#include <QFontMetrics>
#include <QPainter>
#include <cmath>

namespace iso::map
{

namespace
{

constexpr double kZoomStep = 1.6;
constexpr int kButtonSide = 28;
constexpr int kButtonEdge = 12;
/// Marks whose figures are read with each snapshot: 10,000 are through within half a second.
constexpr std::size_t kMarksRead = 2'500;

} // namespace

MapView::MapView(std::shared_ptr<const MapData> ground, const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_ground(std::move(ground))
    , m_camera(MapCamera::wholeWorld({1, 1}))
    , m_groundLayer(m_ground)
    , m_marks(theme)
    , m_overlay(theme)
    , m_search(new PlaceSearch(m_ground->cities, this))
{
    setObjectName(QStringLiteral("map"));
    setAccessibleName(tr("Map"));
    setSpokenText({});
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_buttons = {addButton(QStringLiteral("zoom-in"), tr("Zoom in (+)"), &MapView::zoomIn),
                 addButton(QStringLiteral("zoom-out"), tr("Zoom out (-)"), &MapView::zoomOut),
                 addButton(QStringLiteral("fit"), tr("Whole world (Home)"), &MapView::showWholeWorld),
                 addButton(QStringLiteral("search"), tr("Find a city (Ctrl+F)"), &MapView::findPlace),
                 addButton(QStringLiteral("box-select"), tr("Select with a box (Shift and drag)"), nullptr)};
    m_boxButton = m_buttons.back();
    m_boxButton->setCheckable(true);
    connect(m_boxButton, &QToolButton::toggled, this, &MapView::setBoxTool);
    connect(m_search, &PlaceSearch::chosen, this, &MapView::goTo);
    connect(m_search, &PlaceSearch::closed, this, [this] { setFocus(Qt::OtherFocusReason); });
    updateIcons();
    connect(&m_groundLayer, &GroundLayer::imageReady, this, [this] {
        update();
        Q_EMIT baseReady();
    });
}

MapButton *MapView::addButton(const QString &name, const QString &tip, void (MapView::*action)())
{
    auto *button = new MapButton(this);
    button->setObjectName(name);
    button->setProperty("role", QStringLiteral("map"));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFixedSize(kButtonSide, kButtonSide);
    button->setIconSize({16, 16});
    button->setFocusPolicy(Qt::TabFocus);
    button->setCursor(Qt::ArrowCursor);
    if (action != nullptr) {
        connect(button, &QToolButton::clicked, this, action);
    }
    return button;
}

void MapView::updateIcons()
{
    const theme::ThemedIcons icons(m_theme);
    for (MapButton *button : m_buttons) {
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
    m_marks.readFigures(m_camera, kMarksRead);
    if (m_walk) {
        walkTo(m_marks.hitOfKey(m_walk->key, m_camera)); // it may have gone
    }
    if (!m_walk) {
        hoverAt(m_pointer); // the mark under the pointer may have gone
    }
    update();
}

void MapView::setSpokenText(const QString &text)
{
    setAccessibleDescription(text.isEmpty()
                                 ? tr("World map of the fleet. Arrow keys move it, plus and minus zoom, Home shows the "
                                      "whole world. Enter walks the marks, Tab goes on, Enter opens, Esc ends.")
                                 : text);
}

void MapView::setLegend(MapLegend legend)
{
    m_overlay.setLegend(std::move(legend));
    update();
}

void MapView::setFigureReader(MarkLayer::FigureReader reader)
{
    m_marks.setFigureReader(std::move(reader));
}

void MapView::setIsochrones(isochrone::WhatIfPtr what)
{
    m_isochroneLegend.setIsochrones(what);
    m_groundLayer.setIsochrones(std::move(what));
    update();
}

void MapView::setDataAge(std::optional<Duration> age)
{
    m_overlay.setDataAge(age);
    update();
}

void MapView::setDayNight(std::optional<HubTime> moment)
{
    constexpr double kMinute_deg = 0.25; // the sun's way in a minute: the ground is not drawn anew more often
    std::optional<GeoPoint> sun;
    if (moment) {
        const GeoPoint exact = subsolarPoint(*moment);
        sun = GeoPoint{std::round(exact.latitude_deg / kMinute_deg) * kMinute_deg,
                       std::round(exact.longitude_deg / kMinute_deg) * kMinute_deg};
    }
    if (sun != m_sun) {
        m_sun = sun;
        update();
    }
}

void MapView::setCamera(const MapCamera &camera)
{
    if (camera == m_camera) {
        return;
    }
    m_camera = camera;
    if (!m_walk) {
        hoverAt(m_press && m_press->isDrag ? std::nullopt : m_pointer);
    }
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

void MapView::findPlace()
{
    m_search->begin();
}

void MapView::goTo(const City &city)
{
    m_found = FoundPlace{toGeo(city.world), city.name};
    const std::array<GeoPoint, 1> place = {m_found->place};
    fitTo(place);
    update();
}

void MapView::split(const MapHit &cluster)
{
    if (m_marks.isInseparable(cluster, m_camera)) {
        m_marks.open(cluster);
        hoverAt(m_walk ? std::nullopt : m_pointer);
        update();
        return;
    }
    constexpr double kLeastStep = 1.9; // an octave, nearly: something comes apart, and it shows
    const std::vector<GeoPoint> places = m_marks.placesOf(m_marks.keysOf(cluster, m_camera));
    const MapCamera fitted = m_camera.fittedTo(places);
    const QPoint at = positionOf(cluster.key).value_or(rect().center());
    setCamera(fitted.scale() >= kLeastStep * m_camera.scale() ? fitted : m_camera.zoomedAt(at, 2 * kLeastStep));
}

std::optional<MapHit> MapView::hitAt(const QPoint &at)
{
    return m_marks.hitAt(at, m_camera);
}

std::optional<std::uint32_t> MapView::markAt(const QPoint &at)
{
    const std::optional<MapHit> hit = hitAt(at);
    return hit && !hit->isCluster ? std::optional(hit->key) : std::nullopt;
}

std::optional<QPoint> MapView::positionOf(std::uint32_t key)
{
    const std::optional<QPointF> position = m_marks.positionOf(key, m_camera);
    return position ? std::optional(position->toPoint()) : std::nullopt;
}

BaseView MapView::baseView() const
{
    return {m_camera, devicePixelRatioF(), m_theme, m_sun};
}

bool MapView::isBaseReady() const
{
    return m_groundLayer.isSharpFor(baseView());
}

void MapView::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    m_groundLayer.paint(painter, baseView());
    paintFoundPlace(painter);
    m_marks.paint(painter, m_camera, devicePixelRatioF());
    if (m_walk) {
        m_marks.paintRing(painter, m_camera, *m_walk, m_theme.accent);
    } else if (m_hovered) {
        m_marks.paintRing(painter, m_camera, *m_hovered, m_theme.text);
    }
    const QRectF legend = isochroneLegendRect();
    m_overlay.setTaken(legend);
    m_overlay.paint(painter, m_camera, devicePixelRatioF());
    paintBox(painter);
    m_isochroneLegend.paint(painter, m_theme, legend.bottomLeft());
    if (m_showsFocus) {
        painter.setPen(m_theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

QRectF MapView::isochroneLegendRect() const
{
    constexpr double kGap = 8;
    constexpr double kLowMap = 0.35; // share of the height that both legends, one on the other, may take
    const QSizeF legend = m_isochroneLegend.size();
    if (legend.isEmpty()) {
        return {};
    }
    const QRectF marks = m_overlay.legendRect(size());
    const QRectF above(QPointF(marks.left(), marks.top() - kGap - legend.height()), legend);
    const QRectF beside(QPointF(marks.right() + kGap, marks.bottom() - legend.height()), legend);
    const bool isHigh = marks.bottom() - above.top() > kLowMap * height();
    return isHigh && beside.right() <= width() - marks.left() ? beside : above;
}

void MapView::paintBox(QPainter &painter) const
{
    if (!m_press || !m_press->isBox || !m_press->isDrag) {
        return;
    }
    QColor inside = m_theme.accent;
    inside.setAlphaF(0.12F);
    painter.setPen(QPen(m_theme.accent, 1, Qt::DashLine));
    painter.setBrush(inside);
    painter.drawRect(QRect(m_press->start, m_press->last).normalized());
}

void MapView::paintFoundPlace(QPainter &painter) const
{
    if (!m_found) {
        return;
    }
    constexpr double kInner = 14;
    constexpr double kOuter = 22;
    const QPointF at = m_camera.toScreen(m_found->place);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.accent, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(at, kInner, kInner);
    for (const QPointF &way : {QPointF(0, -1), QPointF(1, 0), QPointF(0, 1), QPointF(-1, 0)}) {
        painter.drawLine(at + kInner * way, at + kOuter * way);
    }
    const QFont font = theme::font(theme::FontRole::Strong);
    const QFontMetrics metrics(font);
    const QRectF box(at.x() - metrics.horizontalAdvance(m_found->name) / 2.0 - 5, at.y() + kOuter + 2,
                     metrics.horizontalAdvance(m_found->name) + 10, metrics.height() + 2);
    painter.fillRect(box, m_theme.panel);
    painter.setFont(font);
    painter.setPen(m_theme.text);
    painter.drawText(box, Qt::AlignCenter, m_found->name);
    painter.restore();
}

void MapView::resizeEvent(QResizeEvent * /*event*/)
{
    int y = kButtonEdge;
    for (MapButton *button : m_buttons) {
        button->move(width() - kButtonEdge - kButtonSide, y);
        y += kButtonSide + 4;
    }
    m_search->move(width() - 2 * kButtonEdge - kButtonSide - m_search->width(), kButtonEdge);
    setCamera(m_camera.showsWholeWorld() ? MapCamera::wholeWorld(size()) : m_camera.resized(size()));
}

} // namespace iso::map
