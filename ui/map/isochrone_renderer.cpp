#include "ui/map/isochrone_renderer.h"

#include <QPainter>
#include <QPainterPath>
#include <QPen>
#include <algorithm>
#include <optional>
#include <vector>

namespace iso::map
{

namespace
{

constexpr float kNever_ms = 1e9F; ///< where nobody answers; finite, so that it can be interpolated
constexpr int kStep = 8; ///< pixels between the points where a time is worked out; between them it is interpolated

std::size_t levelOf(float time_ms, const std::vector<double> &levels_ms)
{
    return static_cast<std::size_t>(std::lower_bound(levels_ms.begin(), levels_ms.end(), time_ms) - levels_ms.begin());
}

/// Times of a view, on a grid of every kStep-th device pixel, and which level each stands for.
class TimeGrid
{
public:
    TimeGrid(const isochrone::TimeField &field, const isochrone::Settings &settings, const BaseView &view, QSize pixels)
        : m_field(field)
        , m_settings(settings)
        , m_view(view)
        , m_columns(pixels.width() / kStep + 2)
        , m_rows(pixels.height() / kStep + 2)
        , m_points(static_cast<std::size_t>(m_rows) * static_cast<std::size_t>(m_columns))
    {
        for (int row = 0; row < m_rows; row += kBlock) {
            for (int column = 0; column < m_columns; column += kBlock) {
                workOut(column, row, kBlock);
            }
        }
    }

    /// The level of a whole cell: what is interpolated between four points of one level never leaves it.
    [[nodiscard]] std::optional<std::size_t> levelOfCell(int column, int row) const
    {
        const Point *upper = &m_points[index(row, column)];
        const Point *lower = upper + m_columns;
        const bool isOne =
            upper[0].level == upper[1].level && upper[0].level == lower[0].level && upper[0].level == lower[1].level;
        return isOne ? std::optional(upper[0].level) : std::nullopt;
    }

    [[nodiscard]] std::size_t levelAt(int x, int y) const
    {
        const float right = static_cast<float>(x % kStep) / kStep;
        const float down = static_cast<float>(y % kStep) / kStep;
        const Point *above = &m_points[index(y / kStep, x / kStep)];
        const Point *below = above + m_columns;
        const float upper_ms = above[0].time_ms + right * (above[1].time_ms - above[0].time_ms);
        const float lower_ms = below[0].time_ms + right * (below[1].time_ms - below[0].time_ms);
        return levelOf(upper_ms + down * (lower_ms - upper_ms), m_settings.levels_ms);
    }

private:
    static constexpr int kBlock = 16; ///< points of a side

    struct Point {
        float time_ms = kNever_ms;
        std::size_t level = 0;
    };
    [[nodiscard]] std::size_t index(int row, int column) const
    {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(column);
    }
    [[nodiscard]] GeoPoint placeOf(double column, double row) const
    {
        return m_view.camera.toPlace(QPointF(column, row) * (kStep / m_view.devicePixelRatio));
    }
    [[nodiscard]] Point pointAt(const GeoPoint &place) const
    {
        const auto at = m_field.at(place);
        const float time_ms = at ? static_cast<float>(at->time_ms) : kNever_ms;
        return {time_ms, levelOf(time_ms, m_settings.levels_ms)};
    }

    /// A square of points. Time grows no faster than with the distance, so one point tells that of all where no level
    /// can be near; else the square is halved.
    void workOut(int column, int row, int size)
    {
        const int columns = std::min(size, m_columns - column);
        const int rows = std::min(size, m_rows - row);
        if (columns <= 0 || rows <= 0) {
            return;
        }
        const GeoPoint middle = placeOf(column + (size - 1) / 2.0, row + (size - 1) / 2.0);
        const Point point = pointAt(middle);
        if (size > 1 && !isOneLevelAround(middle, point, column, row, size)) {
            for (const int right : {0, size / 2}) {
                workOut(column + right, row, size / 2);
                workOut(column + right, row + size / 2, size / 2);
            }
            return;
        }
        for (int y = row; y < row + rows; ++y) {
            std::fill_n(m_points.begin() + static_cast<std::ptrdiff_t>(index(y, column)), columns, point);
        }
    }
    [[nodiscard]] bool isOneLevelAround(const GeoPoint &middle, const Point &point, int column, int row, int size) const
    {
        constexpr double kSphere = 1.1; // the corner is not quite the farthest point
        double radius_km = 0;
        for (const int x : {column - 1, column + size}) { // with the cells that reach into the square
            for (const int y : {row - 1, row + size}) {
                radius_km = std::max(radius_km, distance_km(middle, placeOf(x, y)));
            }
        }
        const auto spread_ms = static_cast<float>(kSphere * radius_km * m_settings.model.slope_ms_per_km());
        return levelOf(point.time_ms - spread_ms, m_settings.levels_ms) == point.level &&
               levelOf(point.time_ms + spread_ms, m_settings.levels_ms) == point.level;
    }

    const isochrone::TimeField &m_field;
    const isochrone::Settings &m_settings;
    const BaseView &m_view;
    int m_columns;
    int m_rows;
    std::vector<Point> m_points;
};

QRgb shade(const QColor &color, double opacity)
{
    QColor shaded = color;
    shaded.setAlphaF(static_cast<float>(opacity));
    return qPremultiply(shaded.rgba());
}

void shadeBands(QImage &image, const isochrone::WhatIf &what, const BaseView &view)
{
    const std::vector<double> &levels_ms = what.now->settings.levels_ms;
    std::vector<QRgb> bands;
    for (std::size_t i = 0; i < levels_ms.size(); ++i) {
        bands.push_back(shade(view.theme.iso, 0.14 / static_cast<double>(i + 1)));
    }
    bands.push_back(qRgba(0, 0, 0, 0)); // beyond all
    const QRgb lost = shade(view.theme.over, 0.28);
    const TimeGrid now(*what.now->field, what.now->settings, view, image.size());
    std::optional<TimeGrid> without;
    if (what.without != what.now) {
        without.emplace(*what.without->field, what.now->settings, view, image.size());
    }
    const auto colorOf = [&](std::size_t level, std::size_t levelWithout) {
        return levelWithout > level ? lost : bands[level];
    };
    for (int top = 0; top < image.height(); top += kStep) {
        const int bottom = std::min(top + kStep, image.height());
        for (int left = 0; left < image.width(); left += kStep) {
            const int right = std::min(left + kStep, image.width());
            const auto whole = now.levelOfCell(left / kStep, top / kStep);
            const auto wholeWithout = without ? without->levelOfCell(left / kStep, top / kStep) : whole;
            for (int y = top; y < bottom; ++y) {
                auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
                if (whole && wholeWithout) {
                    std::fill(line + left, line + right, colorOf(*whole, *wholeWithout));
                    continue;
                }
                for (int x = left; x < right; ++x) {
                    const std::size_t level = now.levelAt(x, y);
                    line[x] = colorOf(level, without ? without->levelAt(x, y) : level);
                }
            }
        }
    }
}

QPainterPath pathOf(const isochrone::Contour &contour, const MapCamera &camera)
{
    QPainterPath path;
    for (const isochrone::Polyline &line : contour.lines) {
        path.moveTo(camera.toScreen(line.front()));
        for (std::size_t i = 1; i < line.size(); ++i) {
            path.lineTo(camera.toScreen(line[i]));
        }
    }
    return path;
}

/// Where a line has moved to: the parts of `contour` that lie within the level now. The rest stays what it is.
QPainterPath movedPathOf(const isochrone::Contour &contour, const isochrone::TimeField &now, const MapCamera &camera)
{
    constexpr double kSame_ms = 0.2; // some kilometres
    const auto isWithin = [&](const GeoPoint &place) {
        const auto at = now.at(place);
        return at && at->time_ms < contour.level_ms - kSame_ms;
    };
    QPainterPath path;
    for (const isochrone::Polyline &line : contour.lines) {
        bool wasWithin = isWithin(line.front());
        path.moveTo(camera.toScreen(line.front()));
        for (std::size_t i = 1; i < line.size(); ++i) {
            const bool isNowWithin = isWithin(line[i]);
            if (wasWithin || isNowWithin) {
                path.lineTo(camera.toScreen(line[i]));
            } else {
                path.moveTo(camera.toScreen(line[i]));
            }
            wasWithin = isNowWithin;
        }
    }
    return path;
}

} // namespace

QPen isochronePen(const theme::Theme &theme, std::size_t level, bool isWithout)
{
    QColor color = isWithout ? theme.over : theme.iso;
    color.setAlphaF(level == 0 ? 1.0F : level == 1 ? 0.75F : 0.5F);
    QPen pen(color, level == 0 ? 1.8 : 1.3);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(Qt::RoundCap);
    if (isWithout) {
        pen.setDashPattern({4, 3});
    } else if (level == 2) {
        pen.setDashPattern({6, 3}); // told apart without the shade of a colour
    } else if (level > 2) {
        pen.setDashPattern({1, 3});
    }
    return pen;
}

QImage renderIsochrones(const isochrone::WhatIf &what, const BaseView &view)
{
    const QSize pixels = (view.camera.viewSize() * view.devicePixelRatio).toSize();
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    if (what.now->isNowhere()) {
        return image;
    }
    shadeBands(image, what, view);
    image.setDevicePixelRatio(view.devicePixelRatio);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = what.now->contours.size(); i-- > 0;) {
        const isochrone::Contour &now = what.now->contours[i];
        if (what.without != what.now) {
            painter.setPen(isochronePen(view.theme, i, true));
            painter.drawPath(movedPathOf(what.without->contours[i], *what.now->field, view.camera));
        }
        painter.setPen(isochronePen(view.theme, i, false));
        painter.drawPath(pathOf(now, view.camera));
    }
    return image;
}

} // namespace iso::map
