#include "ui/map/mark_layer.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <tuple>

namespace iso::map
{

namespace
{

/// Pixels of one spiral step: overlapping on the world as a whole, side by side from a region on.
double spiralStep(double scale)
{
    constexpr double kTight = 2.2;
    constexpr double kApart = 13;
    constexpr double kTightUntil = 1500;
    constexpr double kApartFrom = 24'000;
    const double t = std::log(scale / kTightUntil) / std::log(kApartFrom / kTightUntil);
    return std::lerp(kTight, kApart, std::clamp(t, 0.0, 1.0));
}

/// The n-th seed of a sunflower: even density, and no seed moves when another is added.
QPointF spiralSeed(std::size_t n)
{
    const auto i = static_cast<double>(n);
    const double angle = i * std::numbers::pi * (3 - std::sqrt(5.0));
    return std::sqrt(i) * QPointF(std::cos(angle), std::sin(angle));
}

/// Later is drawn over earlier: what needs a person lies on top.
std::uint32_t drawingRank(const MapMark &mark)
{
    if (mark.selected) {
        return 8;
    }
    switch (mark.shape) {
    case MarkShape::Triangle:
        return 7;
    case MarkShape::Square:
    case MarkShape::Diamond:
        return 6;
    case MarkShape::DashedRing:
        return 3;
    case MarkShape::Circle:
        break;
    }
    switch (mark.tone) {
    case MarkTone::Bad:
        return mark.stale ? 0 : 5;
    case MarkTone::Over:
        return mark.stale ? 0 : 4;
    case MarkTone::Near:
        return mark.stale ? 0 : 2;
    case MarkTone::Ok:
        return mark.stale ? 0 : 1;
    case MarkTone::Idle:
    case MarkTone::Unknown:
    case MarkTone::Draining:
        break;
    }
    return 0;
}

bool standsTheSame(const MapMark &a, const MapMark &b)
{
    return a.key == b.key && a.place == b.place;
}

} // namespace

MarkLayer::MarkLayer(const theme::Theme &theme)
    : m_theme(theme)
    , m_atlas(theme)
{
}

void MarkLayer::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
}

void MarkLayer::setMarks(std::vector<MapMark> marks)
{
    std::erase_if(marks, [](const MapMark &mark) { return !isOnEarth(mark.place); });
    const bool isSameLayout = std::equal(marks.begin(), marks.end(), m_marks.begin(), m_marks.end(), standsTheSame);
    m_marks = std::move(marks);
    if (!isSameLayout) {
        arrange();
    }
    orderForDrawing();
}

void MarkLayer::arrange()
{
    m_world.resize(m_marks.size());
    std::transform(m_marks.begin(), m_marks.end(), m_world.begin(),
                   [](const MapMark &mark) { return toWorld(mark.place); });

    // Same place, to about ten metres, means same group.
    const auto placeOf = [this](std::uint32_t i) {
        constexpr double kUnitsPerDegree = 1e4;
        const GeoPoint &place = m_marks[i].place;
        return std::tuple(std::llround(place.latitude_deg * kUnitsPerDegree),
                          std::llround(place.longitude_deg * kUnitsPerDegree));
    };
    std::vector<std::uint32_t> byPlace(m_marks.size());
    std::iota(byPlace.begin(), byPlace.end(), 0U);
    std::sort(byPlace.begin(), byPlace.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(placeOf(a), m_marks[a].key) < std::tuple(placeOf(b), m_marks[b].key);
    });
    m_spread.assign(m_marks.size(), QPointF());
    for (std::size_t i = 0, seed = 0; i < byPlace.size(); ++i) {
        seed = i > 0 && placeOf(byPlace[i]) == placeOf(byPlace[i - 1]) ? seed + 1 : 0;
        m_spread[byPlace[i]] = spiralSeed(seed);
    }
    m_placedFor.reset();
}

void MarkLayer::orderForDrawing()
{
    m_order.resize(m_marks.size());
    std::iota(m_order.begin(), m_order.end(), 0U);
    std::stable_sort(m_order.begin(), m_order.end(), [this](std::uint32_t a, std::uint32_t b) {
        return drawingRank(m_marks[a]) < drawingRank(m_marks[b]);
    });
    m_rank.resize(m_marks.size());
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        m_rank[m_order[i]] = static_cast<std::uint32_t>(i);
    }
}

void MarkLayer::place(const MapCamera &camera)
{
    if (m_placedFor == camera) {
        return;
    }
    const double step = spiralStep(camera.scale());
    m_positions.resize(m_marks.size());
    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        m_positions[i] = camera.toScreen(m_world[i]) + step * m_spread[i];
    }
    m_placedFor = camera;
    m_grid.reset();
}

void MarkLayer::paint(QPainter &painter, const MapCamera &camera, qreal devicePixelRatio)
{
    place(camera);
    if (!m_atlas.isFor(m_theme, devicePixelRatio)) {
        m_atlas = MarkAtlas(m_theme, devicePixelRatio);
    }
    const QSizeF view = camera.viewSize();
    for (const std::uint32_t i : m_order) {
        const QPointF &at = m_positions[i];
        const QPixmap &sprite = m_atlas.sprite(m_marks[i]);
        const double half = sprite.width() / devicePixelRatio / 2;
        if (at.x() < -half || at.y() < -half || at.x() > view.width() + half || at.y() > view.height() + half) {
            continue;
        }
        // On whole device pixels: a copy, not a blend between four pixels.
        painter.drawPixmap(QPointF(std::round((at.x() - half) * devicePixelRatio) / devicePixelRatio,
                                   std::round((at.y() - half) * devicePixelRatio) / devicePixelRatio),
                           sprite);
    }
    for (auto it = m_order.rbegin(); it != m_order.rend() && m_marks[*it].selected; ++it) {
        paintRingAt(painter, *it, m_theme.accent);
    }
}

void MarkLayer::paintRing(QPainter &painter, const MapCamera &camera, std::uint32_t key, const QColor &color)
{
    place(camera);
    if (const std::optional<std::size_t> index = indexOf(key)) {
        paintRingAt(painter, *index, color);
    }
}

void MarkLayer::paintRingAt(QPainter &painter, std::size_t index, const QColor &color) const
{
    const double radius = MarkAtlas::radiusOf(m_marks[index]) + 5;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 2));
    painter.drawEllipse(m_positions[index], radius, radius);
    painter.restore();
}

std::optional<std::size_t> MarkLayer::indexOf(std::uint32_t key) const
{
    const auto it =
        std::find_if(m_marks.begin(), m_marks.end(), [key](const MapMark &mark) { return mark.key == key; });
    return it == m_marks.end() ? std::nullopt : std::optional(static_cast<std::size_t>(it - m_marks.begin()));
}

std::optional<QPointF> MarkLayer::positionOf(std::uint32_t key, const MapCamera &camera)
{
    place(camera);
    const std::optional<std::size_t> index = indexOf(key);
    return index ? std::optional(m_positions[*index]) : std::nullopt;
}

std::optional<std::uint32_t> MarkLayer::markAt(const QPointF &at, const MapCamera &camera)
{
    place(camera);
    if (!m_grid) {
        m_grid.emplace(m_positions, camera.viewSize());
    }
    constexpr double kTolerance = 3;
    constexpr double kLargest = 16;
    std::optional<std::uint32_t> topmost; // under the pointer
    std::optional<std::uint32_t> nearest; // within the tolerance
    double nearestDistance = 0;
    m_grid->visitNear(at, kLargest, [&](std::uint32_t i) {
        const double distance = std::hypot(m_positions[i].x() - at.x(), m_positions[i].y() - at.y());
        const double radius = MarkAtlas::radiusOf(m_marks[i]);
        if (distance <= radius && (!topmost || m_rank[i] > m_rank[*topmost])) {
            topmost = i;
        }
        if (distance <= radius + kTolerance && (!nearest || distance < nearestDistance)) {
            nearest = i;
            nearestDistance = distance;
        }
    });
    const std::optional<std::uint32_t> found = topmost ? topmost : nearest;
    return found ? std::optional(m_marks[*found].key) : std::nullopt;
}

} // namespace iso::map
