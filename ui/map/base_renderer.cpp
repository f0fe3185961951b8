#include "ui/map/base_renderer.h"

#include "resources/resources.h"
#include "ui/map/sun.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace iso::map
{

namespace
{

/// World units to pixels, without points that would fall on the same half pixel.
QPolygonF project(const QPolygonF &world, const MapCamera &camera)
{
    constexpr double kLeastStep = 0.6;
    QPolygonF result;
    result.reserve(world.size());
    for (const QPointF &point : world) {
        const QPointF at = camera.toScreen(point);
        if (result.isEmpty() ||
            std::abs(at.x() - result.back().x()) + std::abs(at.y() - result.back().y()) > kLeastStep) {
            result.append(at);
        }
    }
    return result;
}

/// Sutherland-Hodgman against one side. Far outside points would leave the painter's coordinate range when zoomed in.
template<typename Inside, typename Cross>
QPolygonF clipSide(const QPolygonF &polygon, Inside inside, Cross cross)
{
    QPolygonF result;
    result.reserve(polygon.size() + 4);
    for (qsizetype i = 0; i < polygon.size(); ++i) {
        const QPointF &point = polygon[i];
        const QPointF &previous = polygon[i == 0 ? polygon.size() - 1 : i - 1];
        if (inside(point) != inside(previous)) {
            result.append(cross(previous, point));
        }
        if (inside(point)) {
            result.append(point);
        }
    }
    return result;
}

QPolygonF clipPolygon(QPolygonF polygon, const QRectF &area)
{
    if (area.contains(polygon.boundingRect())) {
        return polygon;
    }
    const auto atX = [](double x) {
        return [x](const QPointF &a, const QPointF &b) {
            return QPointF(x, a.y() + (b.y() - a.y()) * (x - a.x()) / (b.x() - a.x()));
        };
    };
    const auto atY = [](double y) {
        return [y](const QPointF &a, const QPointF &b) {
            return QPointF(a.x() + (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()), y);
        };
    };
    polygon = clipSide(
        polygon, [&](const QPointF &p) { return p.x() >= area.left(); }, atX(area.left()));
    polygon = clipSide(
        polygon, [&](const QPointF &p) { return p.x() <= area.right(); }, atX(area.right()));
    polygon = clipSide(
        polygon, [&](const QPointF &p) { return p.y() >= area.top(); }, atY(area.top()));
    return clipSide(
        polygon, [&](const QPointF &p) { return p.y() <= area.bottom(); }, atY(area.bottom()));
}

/// Adds the stretches of a line that may touch the area. A stretch wholly to one side of it is left out.
void addLine(QPainterPath &path, const QPolygonF &line, const QRectF &area)
{
    bool isDown = false;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QPointF &a = line[i - 1];
        const QPointF &b = line[i];
        const bool isOutside = std::max(a.x(), b.x()) < area.left() || std::min(a.x(), b.x()) > area.right() ||
                               std::max(a.y(), b.y()) < area.top() || std::min(a.y(), b.y()) > area.bottom();
        if (isOutside) {
            isDown = false;
            continue;
        }
        if (!isDown) {
            path.moveTo(a);
        }
        path.lineTo(b);
        isDown = true;
    }
}

class Renderer
{
public:
    Renderer(const MapData &data, const BaseView &view, QPainter &painter)
        : m_data(data)
        , m_view(view)
        , m_painter(painter)
        , m_level(data.geometry.levelFor(view.camera.scale() * view.devicePixelRatio))
        , m_world(view.camera.visibleWorld())
        , m_area(QRectF(QPointF(0, 0), view.camera.viewSize()).adjusted(-kOutside, -kOutside, kOutside, kOutside))
    {
    }

    void fillLand()
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_view.theme.land);
        for (const LandShape &shape : m_level.land) {
            if (!shape.bounds.intersects(m_world) || isInvisible(shape.bounds)) {
                continue;
            }
            QPainterPath path; // odd-even: holes are lakes
            for (const QPolygonF &ring : shape.rings) {
                const QPolygonF polygon = clipPolygon(project(ring, m_view.camera), m_area);
                if (polygon.size() > 2) {
                    path.addPolygon(polygon);
                    path.closeSubpath();
                }
            }
            m_painter.drawPath(path);
        }
    }

    void strokeLines(const std::vector<WorldLine> &lines, const QColor &color, qreal width)
    {
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(color, width, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
        for (const WorldLine &line : lines) {
            if (touches(line.bounds) && !isInvisible(line.bounds)) {
                QPainterPath path;
                addLine(path, project(line.points, m_view.camera), m_area);
                m_painter.drawPath(path);
            }
        }
    }

    void draw()
    {
        fillLand();
        const QColor border = m_view.theme.border;
        strokeLines(m_level.shores, border, 0.8);
        strokeLines(m_level.borders, border, 1.0);
        drawNight();
        drawCities();
    }

    /// A calm shade; marks and city names keep their contrast on it.
    void drawNight()
    {
        if (!m_view.sun) {
            return;
        }
        const bool isDark = m_view.theme.kind == theme::ThemeKind::Dark;
        QColor shade = isDark ? QColor(Qt::black) : m_view.theme.text;
        shade.setAlphaF(isDark ? 0.34F : 0.07F);
        const QPolygonF night = nightOf(*m_view.sun);
        QPolygonF onScreen;
        for (const QPointF &point : night) {
            onScreen.append(m_view.camera.toScreen(point));
        }
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(shade);
        m_painter.drawPolygon(clipPolygon(onScreen, m_area));
        onScreen.resize(onScreen.size() - 2); // without the way round the pole
        QPainterPath line;
        addLine(line, onScreen, m_area);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(m_view.theme.border, 1.2));
        m_painter.drawPath(line);
    }

private:
    static constexpr double kOutside = 64; // pixels beyond the image that are still drawn, for line joins

    /// QRectF::intersects is false for a straight line's empty rectangle.
    [[nodiscard]] bool touches(const QRectF &bounds) const
    {
        return bounds.left() <= m_world.right() && bounds.right() >= m_world.left() &&
               bounds.top() <= m_world.bottom() && bounds.bottom() >= m_world.top();
    }

    [[nodiscard]] bool isInvisible(const QRectF &bounds) const
    {
        constexpr double kSpeck = 0.7;
        return std::max(bounds.width(), bounds.height()) * m_view.camera.scale() < kSpeck;
    }

    void drawCities()
    {
        const qint64 least = leastLabelledWeight(m_view.camera.scale());
        const QFont font = theme::font(theme::FontRole::Small);
        const QFontMetricsF metrics(font);
        std::vector<QRectF> taken;
        for (const City &city : m_data.cities) {
            if (city.weight() < least) {
                break;
            }
            if (!m_world.contains(city.world)) {
                continue;
            }
            const QPointF at = m_view.camera.toScreen(city.world);
            const QRectF box(at.x() - 4, at.y() - metrics.height() / 2 - 2, metrics.horizontalAdvance(city.name) + 18,
                             metrics.height() + 4);
            if (std::any_of(taken.begin(), taken.end(),
                            [&box](const QRectF &other) { return other.intersects(box); })) {
                continue;
            }
            taken.push_back(box);
            // Left of the text is room for a mark that stands on the city.
            drawCity(city, at, QPointF(at.x() + 10, at.y() + metrics.ascent() / 2 - 1), font);
        }
    }

    void drawCity(const City &city, const QPointF &at, const QPointF &textAt, const QFont &font)
    {
        QPainterPath text;
        text.addText(textAt, font, city.name);
        m_painter.setBrush(Qt::NoBrush);
        QColor halo = m_view.theme.land;
        halo.setAlphaF(0.6F); // faint enough not to show as a patch on the sea
        m_painter.setPen(QPen(halo, 2.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.drawPath(text);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_view.theme.faint);
        const double radius = city.capital ? 2.0 : 1.5;
        m_painter.drawEllipse(at, radius, radius);
        m_painter.setFont(font);
        m_painter.setPen(m_view.theme.faint);
        m_painter.drawText(textAt, city.name);
    }

    const MapData &m_data;
    const BaseView &m_view;
    QPainter &m_painter;
    const DetailLevel &m_level;
    QRectF m_world;
    QRectF m_area;
};

} // namespace

Result<MapData> MapData::loadCompiledIn()
{
    const Result<QByteArray> world = resources::read(QStringLiteral("map/world.bin"));
    const Result<QByteArray> cities = resources::read(QStringLiteral("map/cities.csv"));
    if (!world || !cities) {
        return failure(world ? cities.error() : world.error());
    }
    Result<WorldGeometry> geometry = WorldGeometry::fromBytes(*world);
    if (!geometry) {
        return failure(geometry.error().withContext("map/world.bin"));
    }
    Result<CityList> list = parseCities(*cities);
    if (!list) {
        return failure(list.error().withContext("map/cities.csv"));
    }
    return MapData{*std::move(geometry), *std::move(list)};
}

QImage renderBase(const MapData &data, const BaseView &view)
{
    const QSize pixels = (view.camera.viewSize() * view.devicePixelRatio).toSize();
    QImage image(pixels, QImage::Format_RGB32); // opaque, so that showing it is a copy
    image.setDevicePixelRatio(view.devicePixelRatio);
    image.fill(view.theme.sea);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    Renderer(data, view, painter).draw();
    return image;
}

} // namespace iso::map
