#pragma once

#include "ui/charts/series_data.h"

#include <QPolygonF>
#include <QRectF>
#include <vector>

namespace iso::charts
{

/// No line is drawn with more pixel columns than this; each keeps first, least, greatest and last (M4: Jugel et al.,
/// "M4: A Visualization-Oriented Time Series Data Aggregation", PVLDB 7(10), 2014).
inline constexpr int kMaxColumns = 500;

/// Where values come to lie: time to x, value to y, y growing downwards.
struct PlotMapping {
    QRectF area;
    double from_ms = 0;
    double to_ms = 1;
    double bottom = 0;
    double top = 1;

    [[nodiscard]] double x(double time_ms) const
    {
        return area.left() + (time_ms - from_ms) / (to_ms - from_ms) * area.width();
    }
    [[nodiscard]] double y(double value) const
    {
        return area.bottom() - (value - bottom) / (top - bottom) * area.height();
    }
    [[nodiscard]] double time_ms(double x) const
    {
        return from_ms + (x - area.left()) / area.width() * (to_ms - from_ms);
    }
};

/// The unbroken stretches of a line in pixels, at most 4 points a column. A stretch of one point is a lone sample.
std::vector<QPolygonF> linePath(const SeriesData &data, const PlotMapping &mapping);

} // namespace iso::charts
