#include "ui/widgets/state_mark.h"

#include "ui/widgets/tone_color.h"

#include <QPainter>
#include <QPolygonF>

namespace iso::widgets
{

using bridge::NodeShape;

void paintStateMark(QPainter &painter, const QRectF &area, NodeShape shape, const QColor &color)
{
    constexpr qreal kRadius = 4;
    const QPointF middle = area.center();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.4));
    switch (shape) {
    case NodeShape::Dot:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(middle, kRadius, kRadius);
        break;
    case NodeShape::Triangle:
        painter.drawPolygon(QPolygonF({middle + QPointF(0, -4.5), middle + QPointF(5, 4), middle + QPointF(-5, 4)}));
        break;
    case NodeShape::DashedRing:
        painter.setPen(QPen(color, 1.6, Qt::CustomDashLine, Qt::FlatCap));
        {
            QPen pen = painter.pen();
            pen.setDashPattern({1.6, 1.1});
            painter.setPen(pen);
        }
        painter.drawEllipse(middle, kRadius, kRadius);
        break;
    case NodeShape::Diamond:
        painter.setBrush(color);
        painter.drawPolygon(QPolygonF({middle + QPointF(0, -4.5), middle + QPointF(4.5, 0), middle + QPointF(0, 4.5),
                                       middle + QPointF(-4.5, 0)}));
        break;
    case NodeShape::Square:
        painter.setBrush(color);
        painter.drawRect(QRectF(middle - QPointF(3.4, 3.4), QSizeF(6.8, 6.8)));
        break;
    case NodeShape::Ring:
        painter.drawEllipse(middle, kRadius - 0.5, kRadius - 0.5);
        break;
    }
    painter.restore();
}

StateMark::StateMark(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedSize(sizeHint());
    setAttribute(Qt::WA_NoSystemBackground);
}

void StateMark::setTheme(const theme::Theme &theme)
{
    m_theme = theme;
    update();
}

void StateMark::setState(NodeShape shape, bridge::Tone tone, const QString &text)
{
    m_shape = shape;
    m_tone = tone;
    setToolTip(text);
    setAccessibleName(text);
    update();
}

void StateMark::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    const QColor color = m_shape == NodeShape::DashedRing ? m_theme.drain : markColor(m_theme, m_tone);
    paintStateMark(painter, rect(), m_shape, color);
}

} // namespace iso::widgets
