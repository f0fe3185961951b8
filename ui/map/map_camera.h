#pragma once

#include "ui/map/projection.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <span>

namespace iso::map
{

/// What the map shows: a centre in world units and a scale, for a view of a size in device-independent pixels. A value;
/// every change gives a new camera that obeys the limits: never smaller than the whole world, never beyond its edges.
class MapCamera
{
public:
    static constexpr double kMaxScale = 400'000; ///< pixels per world unit, 100 m a pixel at the equator

    MapCamera() = default;

    /// All inhabited latitudes, as large as they fit.
    static MapCamera wholeWorld(QSizeF viewSize);

    [[nodiscard]] QPointF center() const { return m_center; }
    /// Pixels per world unit.
    [[nodiscard]] double scale() const { return m_scale; }
    [[nodiscard]] QSizeF viewSize() const { return m_viewSize; }
    [[nodiscard]] bool showsWholeWorld() const { return *this == wholeWorld(m_viewSize); }

    [[nodiscard]] QPointF toScreen(const QPointF &world) const;
    [[nodiscard]] QPointF toScreen(const GeoPoint &place) const { return toScreen(toWorld(place)); }
    [[nodiscard]] QPointF toWorldUnits(const QPointF &screen) const;
    [[nodiscard]] GeoPoint toPlace(const QPointF &screen) const { return toGeo(toWorldUnits(screen)); }
    /// The part of the world in view, in world units.
    [[nodiscard]] QRectF visibleWorld() const;

    /// The content moves by so many pixels: right and down are positive, as a drag does.
    [[nodiscard]] MapCamera panned(const QPointF &pixels) const;
    /// Larger by the factor; the place under the anchor stays there unless a limit moves it.
    [[nodiscard]] MapCamera zoomedAt(const QPointF &anchor, double factor) const;
    [[nodiscard]] MapCamera resized(QSizeF viewSize) const;
    /// Shows all places with a margin in pixels, no closer than a city region. Unchanged without places.
    [[nodiscard]] MapCamera fittedTo(std::span<const GeoPoint> places, double margin = 48) const;
    /// The same centre and scale seen through a view larger by the margin on each side, without the limits: for
    /// rendering more than is shown.
    [[nodiscard]] MapCamera withMargin(double pixels) const;

    bool operator==(const MapCamera &) const = default;

private:
    MapCamera(QPointF center, double scale, QSizeF viewSize)
        : m_center(center)
        , m_scale(scale)
        , m_viewSize(viewSize)
    {
    }
    [[nodiscard]] MapCamera clamped() const;

    QPointF m_center{0.5, 0.5};
    double m_scale = 1;
    QSizeF m_viewSize{1, 1};
};

} // namespace iso::map
