#pragma once

#include "core/base/time.h"
#include "ui/map/map_camera.h"
#include "ui/map/map_marks.h"
#include "ui/theme/shaped_texts.h"
#include "ui/theme/theme.h"

#include <QPixmap>
#include <QRectF>
#include <QString>
#include <optional>

class QPainter;

namespace iso::map
{

/// A round number of kilometres and the pixels it takes.
struct ScaleBar {
    double length_km = 0;
    double pixels = 0;
};

/// The longest round length (1, 2 or 5 times a power of ten) of at most so many pixels, at the middle of the view.
ScaleBar scaleBarFor(const MapCamera &camera, double maxPixels);

/// "0.8 s", "12 s", "4 min", "3 h", "2 d".
QString ageText(Duration age);

/// What lies over the map and does not move with it: legend, sources, scale bar, age of the data. GUI thread.
class MapOverlay
{
public:
    explicit MapOverlay(const theme::Theme &theme);

    void setTheme(const theme::Theme &theme);
    void setLegend(MapLegend legend);
    void setDataAge(std::optional<Duration> age) { m_dataAge = age; }

    void paint(QPainter &painter, const MapCamera &camera, qreal devicePixelRatio);

    /// Where the legend lies in a view of this size; empty without one.
    [[nodiscard]] QRectF legendRect(QSizeF viewSize) const;
    /// What else stands at the bottom: the footnote keeps clear of it. Empty for nothing.
    void setTaken(const QRectF &rect) { m_taken = rect; }
    /// Where sources, scale bar and age were painted last: one row, or two where the legend leaves less room.
    [[nodiscard]] QRectF footnoteRect() const { return m_footnote; }

private:
    [[nodiscard]] QPixmap drawLegend(qreal devicePixelRatio) const;
    void paintFootnote(QPainter &painter, const MapCamera &camera);

    theme::Theme m_theme;
    theme::ShapedTexts m_small;
    std::optional<Duration> m_dataAge;
    MapLegend m_content;
    QSizeF m_legendSize;
    QRectF m_footnote;
    QRectF m_taken;
    QPixmap m_legend; ///< null until needed
};

} // namespace iso::map
