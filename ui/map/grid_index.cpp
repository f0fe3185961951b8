#include "ui/map/grid_index.h"

#include <algorithm>
#include <cmath>

namespace iso::map
{

int GridIndex::cellOf(double coordinate, int count)
{
    return std::clamp(static_cast<int>(std::floor(coordinate / kCell)), 0, count - 1);
}

GridIndex::GridIndex(const std::vector<QPointF> &points, QSizeF viewSize)
    : m_columns(std::max(1, static_cast<int>(std::ceil(viewSize.width() / kCell))))
    , m_rows(std::max(1, static_cast<int>(std::ceil(viewSize.height() / kCell))))
    , m_starts(static_cast<std::size_t>(m_columns * m_rows) + 1, 0)
{
    constexpr double kRim = 16; // a mark whose centre is just outside still shows
    const auto isNear = [viewSize](const QPointF &p) {
        return p.x() >= -kRim && p.y() >= -kRim && p.x() <= viewSize.width() + kRim &&
               p.y() <= viewSize.height() + kRim;
    };
    const auto cell = [this](const QPointF &p) {
        return static_cast<std::size_t>(cellOf(p.y(), m_rows) * m_columns + cellOf(p.x(), m_columns));
    };
    for (const QPointF &point : points) {
        if (isNear(point)) {
            ++m_starts[cell(point) + 1];
        }
    }
    for (std::size_t i = 1; i < m_starts.size(); ++i) {
        m_starts[i] += m_starts[i - 1];
    }
    m_indexes.resize(m_starts.back());
    std::vector<std::uint32_t> next(m_starts.begin(), m_starts.end() - 1);
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (isNear(points[i])) {
            m_indexes[next[cell(points[i])]++] = static_cast<std::uint32_t>(i);
        }
    }
}

} // namespace iso::map
