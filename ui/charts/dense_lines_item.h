#pragma once

#include "ui/charts/line_path.h"

#include <QColor>
#include <QGraphicsItem>
#include <vector>

namespace iso::charts
{

struct LineStyle {
    QColor color;
    double width = 1.2;
    bool filled = false; ///< a faint area from the line down to the axis
};

/// All lines of a chart as one item over the plot area. QLineSeries knows no gaps and rebuilds its paths at every
/// change; this keeps one path a line and rebuilds it only when data, range or size change. GUI thread.
class DenseLinesItem final : public QGraphicsItem
{
public:
    struct Line {
        const SeriesData *data = nullptr; ///< not kept
        LineStyle style;
        double top = 1; ///< value at the upper edge of the plot area; 0 is the lower edge
    };

    /// The area between two lines that have their points at the same times.
    struct Band {
        const SeriesData *lower = nullptr; ///< not kept, as `upper`
        const SeriesData *upper = nullptr;
        QColor color;
        double top = 1;
    };

    explicit DenseLinesItem(QGraphicsItem *parent);

    /// Replaces everything that is drawn; the first line lies on top. `area` in the parent's coordinates.
    void setLines(const std::vector<Line> &lines, const std::vector<Band> &bands, const QRectF &area, double from_ms,
                  double to_ms);
    [[nodiscard]] std::size_t pointCount() const;
    /// The unbroken stretches of one line, as they are drawn.
    [[nodiscard]] const std::vector<QPolygonF> &stretches(std::size_t line) const
    {
        return m_shapes.at(line).stretches;
    }
    [[nodiscard]] std::size_t bandCount() const { return m_bands.size(); }
    /// The outlines of one band, one for each unbroken stretch.
    [[nodiscard]] const std::vector<QPolygonF> &outlines(std::size_t band) const { return m_bands.at(band).stretches; }
    [[nodiscard]] const LineStyle &style(std::size_t line) const { return m_shapes.at(line).style; }

    [[nodiscard]] QRectF boundingRect() const override { return m_area; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    struct Shape {
        std::vector<QPolygonF> stretches;
        LineStyle style;
    };

    QRectF m_area;
    std::vector<Shape> m_shapes;
    std::vector<Shape> m_bands;
};

} // namespace iso::charts
