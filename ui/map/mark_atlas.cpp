#include "ui/map/mark_atlas.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace iso::map
{

namespace
{

double radiusOfStep(int step)
{
    constexpr std::array<double, MarkAtlas::kSizes> kRadii = {3.5, 4.25, 5, 6, 7};
    return kRadii.at(static_cast<std::size_t>(step));
}

bool isRinged(MarkTone tone)
{
    return tone == MarkTone::Over || tone == MarkTone::Bad;
}

/// Amounts are told apart by how full the pie is; the colour only helps.
QColor levelColor(const theme::Theme &theme, float strength)
{
    const auto mix = [strength](float from, float to) { return from + (to - from) * strength; };
    return QColor::fromRgbF(mix(theme.ok.redF(), theme.text.redF()), mix(theme.ok.greenF(), theme.text.greenF()),
                            mix(theme.ok.blueF(), theme.text.blueF()));
}

/// How much of the pie is full, of 4.
int quartersOf(MarkTone tone)
{
    const int level = static_cast<int>(tone) - static_cast<int>(MarkTone::Level1);
    return level >= 0 ? level + 1 : 0;
}

class SpritePainter
{
public:
    SpritePainter(QPainter &painter, const theme::Theme &theme, QPointF center, double radius)
        : m_painter(painter)
        , m_theme(theme)
        , m_center(center)
        , m_radius(radius)
    {
    }

    void draw(MarkTone tone, MarkShape shape, bool stale)
    {
        const QColor color = stale ? m_theme.faint : MarkAtlas::colorOf(m_theme, tone);
        const bool isHollow = stale || tone == MarkTone::Unknown;
        switch (shape) {
        case MarkShape::Circle:
            drawCircle(color, tone, isHollow);
            return;
        case MarkShape::Triangle:
            drawOutline(triangle(), color, 1.6, true);
            return;
        case MarkShape::DashedRing:
            drawDashedRing(color);
            return;
        case MarkShape::Diamond:
            drawOutline(diamond(), color, 1.6, isHollow);
            return;
        case MarkShape::Square:
            drawOutline(square(), color, 1.6, isHollow);
            return;
        }
    }

private:
    void drawCircle(const QColor &color, MarkTone tone, bool isHollow)
    {
        if (isHollow) {
            m_painter.setBrush(m_theme.land);
            m_painter.setPen(QPen(color, 1.4));
            m_painter.drawEllipse(m_center, m_radius - 0.7, m_radius - 0.7);
            return;
        }
        if (tone == MarkTone::Idle) {
            drawDash(color);
            return;
        }
        if (const int quarters = quartersOf(tone); quarters > 0) {
            drawPie(color, quarters);
            return;
        }
        const double disc = isRinged(tone) ? m_radius - 0.5 : m_radius;
        // A rim in the colour of the ground keeps neighbours apart where they overlap.
        m_painter.setBrush(color);
        m_painter.setPen(QPen(m_theme.land, 1));
        m_painter.drawEllipse(m_center, disc + 0.5, disc + 0.5);
        if (tone == MarkTone::Near) {
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(m_theme.land);
            m_painter.drawEllipse(m_center, m_radius * 0.4, m_radius * 0.4);
        }
        if (isRinged(tone)) {
            m_painter.setBrush(Qt::NoBrush);
            m_painter.setPen(QPen(color, 1.4));
            m_painter.drawEllipse(m_center, m_radius + 2.2, m_radius + 2.2);
        }
        if (tone == MarkTone::Bad) {
            const double arm = m_radius * 0.45;
            m_painter.setPen(QPen(m_theme.land, 1.6, Qt::SolidLine, Qt::RoundCap));
            m_painter.drawLine(m_center + QPointF(-arm, -arm), m_center + QPointF(arm, arm));
            m_painter.drawLine(m_center + QPointF(-arm, arm), m_center + QPointF(arm, -arm));
        }
    }

    /// As a dash stands in text where there is no figure.
    void drawDash(const QColor &color)
    {
        const double half = m_radius + 0.5;
        m_painter.setPen(QPen(m_theme.land, 1));
        m_painter.setBrush(color);
        m_painter.drawRoundedRect(QRectF(m_center - QPointF(half, 2), QSizeF(2 * half, 4)), 2, 2);
    }

    void drawPie(const QColor &color, int quarters)
    {
        const double outer = m_radius + 0.5;
        m_painter.setBrush(m_theme.land);
        m_painter.setPen(QPen(color, 1.3));
        m_painter.drawEllipse(m_center, outer, outer);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(color);
        const QRectF box(m_center - QPointF(outer, outer), QSizeF(2 * outer, 2 * outer));
        constexpr int kQuarter = 16 * 90;
        m_painter.drawPie(box, kQuarter, -quarters * kQuarter);
    }

    void drawOutline(const QPolygonF &polygon, const QColor &color, double width, bool isHollow)
    {
        m_painter.setPen(QPen(m_theme.land, width + 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setBrush(isHollow ? m_theme.land : color);
        m_painter.drawPolygon(polygon);
        m_painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.drawPolygon(polygon);
    }

    void drawDashedRing(const QColor &color)
    {
        const double ring = m_radius + 0.5;
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_theme.land);
        m_painter.drawEllipse(m_center, ring + 1, ring + 1);
        // Eight dashes whatever the radius; the pattern counts in pen widths.
        constexpr double kPen = 1.7;
        const double step = 2 * std::numbers::pi * ring / 8 / kPen;
        QPen pen(color, kPen, Qt::CustomDashLine, Qt::FlatCap);
        pen.setDashPattern({step * 0.62, step * 0.38});
        m_painter.setPen(pen);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawEllipse(m_center, ring, ring);
    }

    [[nodiscard]] QPolygonF triangle() const
    {
        const double r = m_radius + 1.5;
        return {
            {m_center + QPointF(0, -r), m_center + QPointF(0.9 * r, 0.7 * r), m_center + QPointF(-0.9 * r, 0.7 * r)}};
    }
    [[nodiscard]] QPolygonF diamond() const
    {
        const double r = m_radius + 1.5;
        return {
            {m_center + QPointF(0, -r), m_center + QPointF(r, 0), m_center + QPointF(0, r), m_center + QPointF(-r, 0)}};
    }
    [[nodiscard]] QPolygonF square() const
    {
        const double r = m_radius * 0.9;
        return {{m_center + QPointF(-r, -r), m_center + QPointF(r, -r), m_center + QPointF(r, r),
                 m_center + QPointF(-r, r)}};
    }

    QPainter &m_painter;
    const theme::Theme &m_theme;
    QPointF m_center;
    double m_radius;
};

} // namespace

MarkAtlas::MarkAtlas(const theme::Theme &theme, qreal devicePixelRatio)
    : m_theme(theme)
    , m_devicePixelRatio(devicePixelRatio)
{
}

QColor MarkAtlas::colorOf(const theme::Theme &theme, MarkTone tone)
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
    case MarkTone::Level1:
        return theme.ok;
    case MarkTone::Level2:
        return levelColor(theme, 0.33F);
    case MarkTone::Level3:
        return levelColor(theme, 0.66F);
    case MarkTone::Level4:
        return theme.text;
    case MarkTone::Idle:
    case MarkTone::Unknown:
        break;
    }
    return theme.idle;
}

bool MarkAtlas::isFor(const theme::Theme &theme, qreal devicePixelRatio) const
{
    return m_devicePixelRatio == devicePixelRatio && m_theme == theme;
}

const QPixmap &MarkAtlas::sprite(MarkTone tone, MarkShape shape, int size, bool stale)
{
    const int index =
        ((static_cast<int>(tone) * kShapes + static_cast<int>(shape)) * kSizes + size) * 2 + (stale ? 1 : 0);
    QPixmap &pixmap = m_sprites.at(static_cast<std::size_t>(index));
    if (pixmap.isNull()) {
        constexpr double kRoom = 4; // for rings and joins
        const double radius = radiusOfStep(size);
        const int side = 2 * static_cast<int>(std::ceil((radius + kRoom) * m_devicePixelRatio));
        pixmap = QPixmap(side, side);
        pixmap.setDevicePixelRatio(m_devicePixelRatio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        const double center = side / m_devicePixelRatio / 2;
        SpritePainter(painter, m_theme, {center, center}, radius).draw(tone, shape, stale);
    }
    return pixmap;
}

int MarkAtlas::sizeOf(const MapMark &mark)
{
    if (std::isnan(mark.size) || mark.tone == MarkTone::Idle) {
        return 0;
    }
    const int step = std::min(static_cast<int>(std::clamp(mark.size, 0.0F, 1.0F) * kSizes), kSizes - 1);
    // What needs a person must not hide because it is small.
    const bool isAbnormal = isRinged(mark.tone) || mark.shape != MarkShape::Circle;
    return isAbnormal ? std::max(step, 2) : step;
}

double MarkAtlas::radiusOf(const MapMark &mark)
{
    return radiusOfStep(sizeOf(mark)) + (isRinged(mark.tone) || mark.shape != MarkShape::Circle ? 2.5 : 0.5);
}

} // namespace iso::map
