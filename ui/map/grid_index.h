#pragma once

#include <QPointF>
#include <QSizeF>
#include <cstdint>
#include <vector>

namespace iso::map
{

/// Finds points near a place on the screen: a grid of 64-pixel cells, built in linear time. A value.
class GridIndex
{
public:
    GridIndex() = default;
    /// Points outside of the view are left out.
    GridIndex(const std::vector<QPointF> &points, QSizeF viewSize);

    /// Calls `visit(index)` for every point in the cells that the square around `center` touches.
    template<typename Visit>
    void visitNear(const QPointF &center, double radius, Visit visit) const
    {
        if (m_columns == 0) {
            return;
        }
        for (int row = cellOf(center.y() - radius, m_rows); row <= cellOf(center.y() + radius, m_rows); ++row) {
            for (int column = cellOf(center.x() - radius, m_columns); column <= cellOf(center.x() + radius, m_columns);
                 ++column) {
                const auto cell = static_cast<std::size_t>(row * m_columns + column);
                for (std::uint32_t i = m_starts[cell]; i < m_starts[cell + 1]; ++i) {
                    visit(m_indexes[i]);
                }
            }
        }
    }

private:
    static constexpr double kCell = 64;
    /// The row or column of a coordinate, at least 0 and less than count.
    static int cellOf(double coordinate, int count);

    int m_columns = 0;
    int m_rows = 0;
    std::vector<std::uint32_t> m_starts;  ///< first entry of each cell in m_indexes, and the end
    std::vector<std::uint32_t> m_indexes; ///< points ordered by cell
};

} // namespace iso::map
