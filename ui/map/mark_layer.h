#pragma once

#include "ui/map/cluster_level.h"
#include "ui/map/cluster_sprites.h"
#include "ui/map/map_camera.h"
#include "ui/map/map_marks.h"
#include "ui/map/mark_atlas.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

class QPainter;

namespace iso::map
{

/// What stands at a point of the map: one mark, or a cluster, named by the mark that it is drawn at.
struct MapHit {
    std::uint32_t key = 0;
    bool isCluster = false;

    bool operator==(const MapHit &) const = default;
};

/// The marks of the map: which are bundled, where they stand on the screen, how they are drawn, which one is under the
/// pointer. GUI thread.
///
/// Marks that would overlap are one cluster (cluster_level.h), which falls apart when there is room for its parts.
/// Those of one place never get room by zooming alone: they are spread around it close up, or when somebody opens them.
class MarkLayer
{
public:
    using FigureReader = std::function<ClusterFigure(std::span<const std::uint32_t> keys)>;

    explicit MarkLayer(const theme::Theme &theme);

    void setTheme(const theme::Theme &theme);
    /// Replaces all marks; those without a place on Earth are left out. Cheap when states changed and places did not.
    void setMarks(std::vector<MapMark> marks);
    [[nodiscard]] const std::vector<MapMark> &marks() const { return m_marks; }
    /// Reads a figure of the marks of a cluster. Asked by readFigures alone.
    void setFigureReader(FigureReader reader);
    /// Reads the figures of clusters in view again, those that wait longest first, until `mostMarks` were looked at.
    void readFigures(const MapCamera &camera, std::size_t mostMarks);

    void paint(QPainter &painter, const MapCamera &camera, qreal devicePixelRatio);
    /// A ring around one mark or cluster, for hover and for the keyboard.
    void paintRing(QPainter &painter, const MapCamera &camera, const MapHit &hit, const QColor &color);

    /// What is topmost at a point, with a little tolerance.
    [[nodiscard]] std::optional<MapHit> hitAt(const QPointF &at, const MapCamera &camera);
    /// Where a mark stands now, by itself or in its cluster; nothing for an unknown key.
    [[nodiscard]] std::optional<QPointF> positionOf(std::uint32_t key, const MapCamera &camera);
    /// What a mark is shown as, wherever it is; nothing while it is out of view.
    [[nodiscard]] std::optional<MapHit> hitOfKey(std::uint32_t key, const MapCamera &camera);
    /// The marks of a hit: one, or all of a cluster.
    [[nodiscard]] std::vector<std::uint32_t> keysOf(const MapHit &hit, const MapCamera &camera);
    [[nodiscard]] std::vector<GeoPoint> placesOf(std::span<const std::uint32_t> keys) const;
    /// The marks of everything whose middle lies in a rectangle of the screen.
    [[nodiscard]] std::vector<std::uint32_t> keysIn(const QRectF &area, const MapCamera &camera);
    /// Everything in view, in rows from north to south and from west to east.
    [[nodiscard]] std::vector<MapHit> inReadingOrder(const MapCamera &camera);
    /// Clusters whose figure was read and is shown; for tests and for eyes that want to know what is known.
    [[nodiscard]] std::optional<ClusterFigure> figureOf(const MapHit &hit, const MapCamera &camera);

    /// True when no more zoom takes the cluster apart.
    [[nodiscard]] bool isInseparable(const MapHit &cluster, const MapCamera &camera);
    /// Spreads the marks of a cluster of one place around it, until closed or bundled with others.
    void open(const MapHit &cluster);
    /// True when something was open.
    bool close();
    [[nodiscard]] bool isOpen() const { return m_open.has_value(); }

private:
    /// Something drawn.
    struct Item {
        QPointF at;
        std::uint32_t mark = 0;    ///< itself, or the first one of the cluster
        std::uint32_t cluster = 0; ///< index in the level
        bool isCluster = false;
        bool isOpened = false; ///< stands on the disc of the open cluster
        std::uint8_t rank = 0; ///< later is drawn over earlier
    };
    void takeLevel(double scale);
    void place(const MapCamera &camera);
    void placeCluster(std::uint32_t index, const QPointF &at, bool isOpen);
    void paintItem(QPainter &painter, const Item &item, qreal devicePixelRatio);
    void paintBadge(QPainter &painter, const QPointF &at, double radius, const MarkBadge &badge, qreal ratio);
    void paintOpenDisc(QPainter &painter) const;
    void paintFigure(QPainter &painter, const Item &item) const;
    [[nodiscard]] static bool isInseparable(const Cluster &cluster, const MapCamera &camera);
    [[nodiscard]] const Item *itemOf(const MapHit &hit) const;
    [[nodiscard]] MapHit hitOf(const Item &item) const { return {m_marks[item.mark].key, item.isCluster}; }
    [[nodiscard]] double radiusOf(const Item &item) const;
    [[nodiscard]] std::optional<std::uint32_t> indexOf(std::uint32_t key) const;

    theme::Theme m_theme;
    MarkAtlas m_atlas;
    std::unique_ptr<ClusterSprites> m_sprites; ///< never null
    FigureReader m_readFigure;

    std::vector<MapMark> m_marks;
    std::vector<QPointF> m_worlds;
    std::vector<std::uint32_t> m_byKey; ///< marks, by key

    std::map<int, ClusterLevel> m_levels; ///< as far as they were needed since places changed
    const ClusterLevel *m_level = nullptr;
    int m_levelNumber = 0;
    std::vector<ClusterTally> m_tallies; ///< of m_level; empty until needed
    struct Reading {
        std::optional<ClusterFigure> figure;
        std::uint64_t at = 0; ///< grows; 0: never
    };
    std::vector<Reading> m_readings; ///< of m_level
    std::uint64_t m_readingCount = 0;

    std::optional<std::uint32_t> m_open; ///< key of the first mark of the open cluster
    std::optional<QPointF> m_openAt;     ///< where it is drawn, while it is in the level and in view
    double m_openRadius = 0;
    std::vector<Item> m_items; ///< in view, in the order of drawing
    std::optional<MapCamera> m_placedFor;
};

} // namespace iso::map
