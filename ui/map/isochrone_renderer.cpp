#include "ui/map/isochrone_renderer.h"

#include <QPainter>
#include <QPainterPath>
#include <QPen>
#include <algorithm>
#include <vector>

namespace iso::map
{

namespace
{

constexpr float kNever_ms = 1e9F; ///< where nobody answers; finite, so that it can be interpolated
constexpr int kStep = 8; ///< pixels between the points where a time is worked out; between them it is interpolated

/// Times of a view, on a grid of every kStep-th device pixel.
class TimeGrid
{
public:
    TimeGrid(const isochrone::TimeField &field, const BaseView &view, QSize pixels)
        : m_columns(pixels.width() / kStep + 2)
        , m_times(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(pixels.height() / kStep + 2),
                  kNever_ms)
    {
        const int rows = pixels.height() / kStep + 2;
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < m_columns; ++column) {
                const QPointF screen = QPointF(column, row) * (kStep / view.devicePixelRatio);
                if (const auto at = field.at(view.camera.toPlace(screen))) {
                    m_times[index(row, column)] = static_cast<float>(at->time_ms);
                }
            }
        }
    }

    [[nodiscard]] float at(int x, int y) const
    {
        const int column = x / kStep;
        const int row = y / kStep;
        const float right = static_cast<float>(x % kStep) / kStep;
        const float down = static_cast<float>(y % kStep) / kStep;
        const std::size_t i = index(row, column);
        const auto below = i + static_cast<std::size_t>(m_columns);
        const float upper = m_times[i] + right * (m_times[i + 1] - m_times[i]);
        const float lower = m_times[below] + right * (m_times[below + 1] - m_times[below]);
        return upper + down * (lower - upper);
    }

private:
    [[nodiscard]] std::size_t index(int row, int column) const
    {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(column);
    }

    int m_columns;
    std::vector<float> m_times;
};

QRgb shade(const QColor &color, double opacity)
{
    QColor shaded = color;
    shaded.setAlphaF(static_cast<float>(opacity));
    return qPremultiply(shaded.rgba());
}

std::size_t levelOf(float time_ms, const std::vector<double> &levels_ms)
{
    return static_cast<std::size_t>(std::lower_bound(levels_ms.begin(), levels_ms.end(), time_ms) - levels_ms.begin());
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
    const TimeGrid now(*what.now->field, view, image.size());
    const bool differs = what.without != what.now;
    const TimeGrid without(differs ? *what.without->field : *what.now->field, view,
                           differs ? image.size() : QSize(1, 1));
    for (int y = 0; y < image.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const std::size_t level = levelOf(now.at(x, y), levels_ms);
            const bool isLost = differs && levelOf(without.at(x, y), levels_ms) > level;
            line[x] = isLost ? lost : bands[level];
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
