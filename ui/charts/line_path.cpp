#include "ui/charts/line_path.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace iso::charts
{

namespace
{

/// The first, least, greatest and last point of one pixel column, in the order of time.
class Column
{
public:
    Column(int number, const QPointF &point)
        : m_number(number)
        , m_points({point, point, point, point})
    {
    }

    [[nodiscard]] int number() const { return m_number; }
    void add(const QPointF &point)
    {
        if (point.y() < m_points[1].y()) {
            m_points[1] = point;
        }
        if (point.y() > m_points[2].y()) {
            m_points[2] = point;
        }
        m_points[3] = point;
    }
    void appendTo(QPolygonF &line) const
    {
        auto ordered = m_points;
        if (ordered[1].x() > ordered[2].x()) {
            std::swap(ordered[1], ordered[2]);
        }
        for (const QPointF &point : ordered) {
            if (line.isEmpty() || line.last() != point) {
                line.append(point);
            }
        }
    }

private:
    int m_number;
    std::array<QPointF, 4> m_points;
};

} // namespace

std::vector<QPolygonF> linePath(const SeriesData &data, const PlotMapping &mapping)
{
    std::vector<QPolygonF> stretches;
    if (mapping.area.width() < 1 || mapping.to_ms <= mapping.from_ms || mapping.top <= mapping.bottom) {
        return stretches;
    }
    const int columns = std::clamp(static_cast<int>(mapping.area.width()), 1, kMaxColumns);
    const double columnWidth = mapping.area.width() / columns;
    const auto [first, last] = data.window(mapping.from_ms, mapping.to_ms);
    std::optional<Column> column;
    const auto closeColumn = [&] {
        if (column) {
            column->appendTo(stretches.back());
            column.reset();
        }
    };
    for (std::size_t i = first; i < last; ++i) {
        if (i == first || data.breaksBefore(i)) {
            closeColumn();
            stretches.emplace_back();
        }
        const QPointF point(mapping.x(data.time_ms(i)), mapping.y(data.value(i)));
        const int number = static_cast<int>(std::floor((point.x() - mapping.area.left()) / columnWidth));
        if (column && column->number() == number) {
            column->add(point);
        } else {
            closeColumn();
            column.emplace(number, point);
        }
    }
    closeColumn();
    return stretches;
}

} // namespace iso::charts
