#pragma once

#include "ui/map/city_list.h"
#include "ui/map/map_camera.h"
#include "ui/map/world_geometry.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <optional>

namespace iso::map
{

/// What the ground of the map is drawn from. Immutable, shared with the worker.
struct MapData {
    WorldGeometry geometry;
    CityList cities;

    /// The data that is compiled in.
    static Result<MapData> loadCompiledIn();
};

/// What an image of the ground shows.
struct BaseView {
    MapCamera camera;
    qreal devicePixelRatio = 1;
    theme::Theme theme;
    std::optional<GeoPoint> sun = {}; ///< where it stands in the zenith; nothing: no day and night

    bool operator==(const BaseView &) const = default;
};

/// Draws sea, land, shores, borders and city names. A pure function, runs on any thread; 10 to 100 ms.
QImage renderBase(const MapData &data, const BaseView &view);

} // namespace iso::map
