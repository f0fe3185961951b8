#include "ui/map/map_camera.h"

#include <algorithm>

namespace iso::map
{

namespace
{

double yAt(double latitude_deg)
{
    return toWorld({latitude_deg, 0}).y();
}

constexpr double kNorthOfLongyearbyen_deg = 79;
constexpr double kSouthOfUshuaia_deg = -56;

/// Scale that shows all longitudes, and in a very wide view all inhabited latitudes.
double wholeWorldScale(QSizeF view)
{
    const double height = yAt(kSouthOfUshuaia_deg) - yAt(kNorthOfLongyearbyen_deg);
    return std::min(view.width(), view.height() / height);
}

/// Keeps the visible part of an axis inside its limits, or centred when it is larger than them.
double clampedCenter(double center, double visible, double low, double high)
{
    if (visible >= high - low) {
        return (low + high) / 2;
    }
    return std::clamp(center, low + visible / 2, high - visible / 2);
}

} // namespace

MapCamera MapCamera::wholeWorld(QSizeF viewSize)
{
    const QSizeF size = viewSize.expandedTo({1, 1});
    const double scale = wholeWorldScale(size);
    // Height to spare goes to the south, where the legend lies over the sea.
    const double centerY = yAt(kNorthOfLongyearbyen_deg) + size.height() / scale / 2;
    return MapCamera({0.5, centerY}, scale, size).clamped();
}

QPointF MapCamera::toScreen(const QPointF &world) const
{
    return {(world.x() - m_center.x()) * m_scale + m_viewSize.width() / 2,
            (world.y() - m_center.y()) * m_scale + m_viewSize.height() / 2};
}

QPointF MapCamera::toWorldUnits(const QPointF &screen) const
{
    return {(screen.x() - m_viewSize.width() / 2) / m_scale + m_center.x(),
            (screen.y() - m_viewSize.height() / 2) / m_scale + m_center.y()};
}

QRectF MapCamera::visibleWorld() const
{
    return {toWorldUnits({0, 0}), m_viewSize / m_scale};
}

MapCamera MapCamera::panned(const QPointF &pixels) const
{
    return MapCamera(m_center - pixels / m_scale, m_scale, m_viewSize).clamped();
}

MapCamera MapCamera::zoomedAt(const QPointF &anchor, double factor) const
{
    const double scale = std::clamp(m_scale * factor, wholeWorldScale(m_viewSize), kMaxScale);
    const QPointF held = toWorldUnits(anchor);
    const QPointF offset(anchor.x() - m_viewSize.width() / 2, anchor.y() - m_viewSize.height() / 2);
    return MapCamera(held - offset / scale, scale, m_viewSize).clamped();
}

MapCamera MapCamera::resized(QSizeF viewSize) const
{
    return MapCamera(m_center, m_scale, viewSize.expandedTo({1, 1})).clamped();
}

MapCamera MapCamera::fittedTo(std::span<const GeoPoint> places, double margin) const
{
    if (places.empty()) {
        return *this;
    }
    QPointF low = toWorld(places.front());
    QPointF high = low;
    for (const GeoPoint &place : places) {
        const QPointF world = toWorld(place);
        low = {std::min(low.x(), world.x()), std::min(low.y(), world.y())};
        high = {std::max(high.x(), world.x()), std::max(high.y(), world.y())};
    }
    constexpr double kCityRegion = 0.004; // world units, 160 km at the equator
    const double width = std::max(high.x() - low.x(), kCityRegion);
    const double height = std::max(high.y() - low.y(), kCityRegion);
    const double scale = std::min(std::max(m_viewSize.width() - 2 * margin, 1.0) / width,
                                  std::max(m_viewSize.height() - 2 * margin, 1.0) / height);
    return MapCamera((low + high) / 2, scale, m_viewSize).clamped();
}

MapCamera MapCamera::withMargin(double pixels) const
{
    return {m_center, m_scale, QSizeF(m_viewSize.width() + 2 * pixels, m_viewSize.height() + 2 * pixels)};
}

MapCamera MapCamera::clamped() const
{
    constexpr double kNorthEdge_deg = 84;
    constexpr double kSouthEdge_deg = -70;
    const double scale = std::clamp(m_scale, wholeWorldScale(m_viewSize), std::max(kMaxScale, m_viewSize.width()));
    const QSizeF visible = m_viewSize / scale;
    return {QPointF(clampedCenter(m_center.x(), visible.width(), 0, 1),
                    clampedCenter(m_center.y(), visible.height(), yAt(kNorthEdge_deg), yAt(kSouthEdge_deg))),
            scale, m_viewSize};
}

} // namespace iso::map
