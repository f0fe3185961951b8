#include "ui/charts/dense_lines_item.h"

#include <QPainter>
#include <algorithm>
#include <iterator>

namespace iso::charts
{

DenseLinesItem::DenseLinesItem(QGraphicsItem *parent)
    : QGraphicsItem(parent)
{
    setZValue(10); // above grid and axes of the chart
    setAcceptedMouseButtons(Qt::NoButton);
}

void DenseLinesItem::setLines(const std::vector<Line> &lines, const std::vector<Band> &bands, const QRectF &area,
                              double from_ms, double to_ms)
{
    if (area != m_area) {
        prepareGeometryChange();
        m_area = area;
    }
    m_shapes.clear();
    for (const Line &line : lines) {
        const PlotMapping mapping{area, from_ms, to_ms, 0, line.top};
        m_shapes.push_back({linePath(*line.data, mapping), line.style});
    }
    m_bands.clear();
    for (const Band &band : bands) {
        const PlotMapping mapping{area, from_ms, to_ms, 0, band.top};
        std::vector<QPolygonF> outlines = linePath(*band.upper, mapping);
        const std::vector<QPolygonF> lower = linePath(*band.lower, mapping);
        for (std::size_t i = 0; i < std::min(outlines.size(), lower.size()); ++i) {
            std::copy(lower[i].rbegin(), lower[i].rend(), std::back_inserter(outlines[i]));
        }
        m_bands.push_back({std::move(outlines), {band.color, 0, true}});
    }
    update();
}

std::size_t DenseLinesItem::pointCount() const
{
    std::size_t count = 0;
    for (const Shape &shape : m_shapes) {
        for (const QPolygonF &stretch : shape.stretches) {
            count += static_cast<std::size_t>(stretch.size());
        }
    }
    return count;
}

void DenseLinesItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget)
{
    Q_UNUSED(option)
    Q_UNUSED(widget)
    painter->save();
    // Half a line width of room, so that a line along an edge of the range is drawn whole.
    painter->setClipRect(m_area.adjusted(0, -1, 0, 1));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    for (const Shape &band : m_bands) {
        painter->setBrush(band.style.color);
        for (const QPolygonF &outline : band.stretches) {
            painter->drawPolygon(outline);
        }
    }
    for (const Shape &shape : m_shapes) {
        if (!shape.style.filled) {
            continue;
        }
        QColor fill = shape.style.color;
        fill.setAlphaF(0.10F);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        for (const QPolygonF &stretch : shape.stretches) {
            QPolygonF outline = stretch;
            outline.append({stretch.last().x(), m_area.bottom()});
            outline.append({stretch.first().x(), m_area.bottom()});
            painter->drawPolygon(outline);
        }
    }
    for (auto it = m_shapes.rbegin(); it != m_shapes.rend(); ++it) {
        const Shape &shape = *it;
        QPen pen(shape.style.color, shape.style.width);
        pen.setJoinStyle(Qt::BevelJoin);
        for (const QPolygonF &stretch : shape.stretches) {
            if (stretch.size() == 1) {
                // A lone sample between two gaps has no line, but it was there.
                painter->setPen(Qt::NoPen);
                painter->setBrush(shape.style.color);
                painter->drawEllipse(stretch.first(), shape.style.width, shape.style.width);
            } else {
                painter->setPen(pen);
                painter->setBrush(Qt::NoBrush);
                painter->drawPolyline(stretch);
            }
        }
    }
    painter->restore();
}

} // namespace iso::charts
