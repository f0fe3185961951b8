#pragma once

#include "ui/map/grid_index.h"
#include "ui/map/map_camera.h"
#include "ui/map/map_marks.h"
#include "ui/map/mark_atlas.h"

#include <optional>
#include <vector>

class QPainter;

namespace iso::map
{

/// The marks of the map: where they stand on the screen, how they are drawn, which one is under the pointer. GUI
/// thread.
///
/// Marks of the same place stand in a spiral around it, in the order of their keys, tight on the world as a whole and
/// apart when zoomed in, so that each can be seen and hit.
class MarkLayer
{
public:
    explicit MarkLayer(const theme::Theme &theme);

    void setTheme(const theme::Theme &theme);
    /// Replaces all marks; those without a place on Earth are left out. Cheap when states changed and places did not.
    void setMarks(std::vector<MapMark> marks);
    [[nodiscard]] const std::vector<MapMark> &marks() const { return m_marks; }

    void paint(QPainter &painter, const MapCamera &camera, qreal devicePixelRatio);
    /// A ring around one mark, for hover.
    void paintRing(QPainter &painter, const MapCamera &camera, std::uint32_t key, const QColor &color);

    /// The key of the topmost mark at a point, with a little tolerance.
    [[nodiscard]] std::optional<std::uint32_t> markAt(const QPointF &at, const MapCamera &camera);
    /// Where a mark stands now; nothing for an unknown key.
    [[nodiscard]] std::optional<QPointF> positionOf(std::uint32_t key, const MapCamera &camera);

private:
    void arrange();
    void orderForDrawing();
    void place(const MapCamera &camera);
    void paintRingAt(QPainter &painter, std::size_t index, const QColor &color) const;
    [[nodiscard]] std::optional<std::size_t> indexOf(std::uint32_t key) const;

    theme::Theme m_theme;
    MarkAtlas m_atlas;
    std::vector<MapMark> m_marks;
    // By index of a mark.
    std::vector<QPointF> m_world;       ///< world units
    std::vector<QPointF> m_spread;      ///< offset from the place in spiral steps
    std::vector<QPointF> m_positions;   ///< on the screen, for m_placedFor
    std::vector<std::uint32_t> m_order; ///< indexes of marks, first drawn first
    std::vector<std::uint32_t> m_rank;  ///< index of a mark -> place in m_order
    std::optional<MapCamera> m_placedFor;
    std::optional<GridIndex> m_grid; ///< made when the pointer asks
};

} // namespace iso::map
