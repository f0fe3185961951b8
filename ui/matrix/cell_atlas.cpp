#include "ui/matrix/cell_atlas.h"

#include <QPainter>
#include <QPolygonF>
#include <cmath>

namespace iso::matrix
{

using map::MarkShape;
using map::MarkTone;

namespace
{

QColor colorOf(const theme::Theme &theme, MarkTone tone)
{
    switch (tone) {
    case MarkTone::Ok:
        return theme.ok;
    case MarkTone::Near:
        return theme.warn;
    case MarkTone::Over:
        return theme.over;
    case MarkTone::Bad:
        return theme.bad;
    case MarkTone::Draining:
        return theme.drain;
    default:
        return theme.idle;
    }
}

class CellPainter
{
public:
    CellPainter(QPainter &painter, const theme::Theme &theme, double side)
        : m_painter(painter)
        , m_theme(theme)
        , m_side(side)
        , m_middle(side / 2, side / 2)
    {
    }

    void draw(const MatrixCell &cell)
    {
        const QColor color = cell.stale ? m_theme.faint : colorOf(m_theme, cell.tone);
        if (cell.shape == MarkShape::Circle) {
            if (cell.stale || cell.tone == MarkTone::Unknown) {
                frame(color, 1.2, cell.stale ? Qt::DotLine : Qt::SolidLine);
            } else {
                drawServing(cell.tone, color);
            }
            return;
        }
        frame(m_theme.line, 1);
        drawState(cell.shape, color, cell.stale || cell.tone == MarkTone::Unknown);
    }

private:
    void frame(const QColor &color, double width, Qt::PenStyle style = Qt::SolidLine)
    {
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(color, width, style));
        const double inset = width / 2 + 0.25;
        m_painter.drawRoundedRect(QRectF(inset, inset, m_side - 2 * inset, m_side - 2 * inset), kCorner, kCorner);
    }

    void drawServing(MarkTone tone, const QColor &color)
    {
        if (tone == MarkTone::Idle) {
            // Nothing to measure: there, but small.
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(color);
            m_painter.drawRoundedRect(QRectF(m_side * 0.3, m_side * 0.3, m_side * 0.4, m_side * 0.4), 1, 1);
            frame(m_theme.line, 1);
            return;
        }
        if (const int level = static_cast<int>(tone) - static_cast<int>(MarkTone::Ok) - kFirstLevel; level >= 0) {
            drawLevel(level + 1, color);
            return;
        }
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(color);
        m_painter.drawRoundedRect(QRectF(0, 0, m_side, m_side), kCorner, kCorner);
        drawInside(tone);
    }

    void drawInside(MarkTone tone)
    {
        const double arm = m_side * 0.22;
        m_painter.setBrush(m_theme.panel);
        switch (tone) {
        case MarkTone::Near:
            m_painter.drawEllipse(m_middle, m_side * 0.16, m_side * 0.16);
            return;
        case MarkTone::Over:
            m_painter.setBrush(Qt::NoBrush);
            m_painter.setPen(QPen(m_theme.panel, 1.4));
            m_painter.drawEllipse(m_middle, m_side * 0.26, m_side * 0.26);
            return;
        case MarkTone::Bad:
            m_painter.setPen(QPen(m_theme.panel, 1.7, Qt::SolidLine, Qt::RoundCap));
            m_painter.drawLine(m_middle + QPointF(-arm, -arm), m_middle + QPointF(arm, arm));
            m_painter.drawLine(m_middle + QPointF(-arm, arm), m_middle + QPointF(arm, -arm));
            return;
        case MarkTone::Draining:
            m_painter.setPen(QPen(m_theme.panel, 1.6, Qt::SolidLine, Qt::RoundCap));
            m_painter.drawLine(m_middle + QPointF(-arm, 0), m_middle + QPointF(arm, 0));
            return;
        default:
            return;
        }
    }

    /// An amount: the square is filled from below, by quarters.
    void drawLevel(int quarters, const QColor &color)
    {
        frame(color, 1);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(color);
        const double height = (m_side - 1) * quarters / 4;
        m_painter.drawRect(QRectF(0.5, m_side - 0.5 - height, m_side - 1, height));
    }

    void drawState(MarkShape shape, const QColor &color, bool isHollow)
    {
        const double r = m_side * 0.36;
        m_painter.setBrush(isHollow || shape == MarkShape::Triangle ? QBrush(Qt::NoBrush) : QBrush(color));
        QPen pen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        switch (shape) {
        case MarkShape::Triangle:
            m_painter.setPen(pen);
            m_painter.drawPolygon(QPolygonF({m_middle + QPointF(0, -r), m_middle + QPointF(0.95 * r, 0.75 * r),
                                             m_middle + QPointF(-0.95 * r, 0.75 * r)}));
            return;
        case MarkShape::Diamond:
            m_painter.setPen(pen);
            m_painter.drawPolygon(QPolygonF({m_middle + QPointF(0, -r), m_middle + QPointF(r, 0),
                                             m_middle + QPointF(0, r), m_middle + QPointF(-r, 0)}));
            return;
        case MarkShape::Square:
            m_painter.setPen(pen);
            m_painter.drawRect(QRectF(m_middle - QPointF(r, r) * 0.75, QSizeF(1.5 * r, 1.5 * r)));
            return;
        case MarkShape::DashedRing:
            pen.setDashPattern({1.6, 1.4});
            pen.setCapStyle(Qt::FlatCap);
            m_painter.setPen(pen);
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawEllipse(m_middle, r, r);
            return;
        case MarkShape::Circle:
            return;
        }
    }

    static constexpr double kCorner = 2;
    static constexpr int kFirstLevel = 7; ///< the tones before are no amounts

    QPainter &m_painter;
    const theme::Theme &m_theme;
    double m_side;
    QPointF m_middle;
};

} // namespace

CellAtlas::CellAtlas(const theme::Theme &theme, int side, qreal devicePixelRatio)
    : m_theme(theme)
    , m_side(side)
    , m_devicePixelRatio(devicePixelRatio)
{
}

bool CellAtlas::isFor(int side, qreal devicePixelRatio) const
{
    return m_side == side && m_devicePixelRatio == devicePixelRatio;
}

const QPixmap &CellAtlas::sprite(const MatrixCell &cell)
{
    const std::size_t index =
        (static_cast<std::size_t>(cell.tone) * kShapes + static_cast<std::size_t>(cell.shape)) * 2 +
        (cell.stale ? 1 : 0);
    QPixmap &pixmap = m_sprites.at(index);
    if (pixmap.isNull()) {
        const int pixels = static_cast<int>(std::ceil(m_side * m_devicePixelRatio));
        pixmap = QPixmap(pixels, pixels);
        pixmap.setDevicePixelRatio(m_devicePixelRatio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        CellPainter(painter, m_theme, m_side).draw(cell);
    }
    return pixmap;
}

} // namespace iso::matrix
