#pragma once

#include "ui/matrix/matrix_cells.h"

#include <QPoint>
#include <QRect>
#include <optional>
#include <vector>

namespace iso::matrix
{

/// Where every cell stands: regions below each other, their sites as blocks from left to right as far as the width
/// goes, then on. Numbers of cells and groups are places in the vectors that were given. A value; any thread.
class MatrixLayout
{
public:
    struct Region {
        QString name;
        QRect title;
        std::uint32_t firstCell = 0;
        std::uint32_t count = 0;
    };
    struct Block {
        QString site;
        QRect title;
        QPoint origin; ///< of its first cell
        int columns = 1;
        std::uint32_t firstCell = 0;
        std::uint32_t count = 0;

        [[nodiscard]] int rows() const { return (static_cast<int>(count) + columns - 1) / columns; }
    };
    static constexpr int kMargin = 16;
    static constexpr int kRegionHeight = 28;
    static constexpr int kTitleHeight = 20;
    static constexpr int kGap = 14; ///< between blocks
    static constexpr int kMinBlockWidth = 84;

    MatrixLayout() = default;
    /// `pitch` is the side of a cell with the gap to the next, px.
    MatrixLayout(const std::vector<MatrixGroup> &groups, int width, int pitch);

    [[nodiscard]] int height() const { return m_height; }
    [[nodiscard]] int pitch() const { return m_pitch; }
    [[nodiscard]] std::uint32_t cellCount() const { return m_cells; }
    [[nodiscard]] const std::vector<Region> &regions() const { return m_regions; }
    [[nodiscard]] const std::vector<Block> &blocks() const { return m_blocks; } ///< from top to bottom
    /// The blocks that a strip from `top` to `bottom` may touch: first, and one behind the last.
    [[nodiscard]] std::pair<std::size_t, std::size_t> blocksBetween(int top, int bottom) const;

    [[nodiscard]] QRect cellRect(std::uint32_t cell) const;
    [[nodiscard]] std::optional<std::uint32_t> cellAt(const QPoint &at) const;
    /// In the order of cells.
    [[nodiscard]] std::vector<std::uint32_t> cellsIn(const QRect &area) const;
    /// The cell that an arrow key leads to: left and right in reading order, up and down to the nearest one in the next
    /// row of cells. The same cell where there is none.
    [[nodiscard]] std::uint32_t neighbour(std::uint32_t cell, int dx, int dy) const;

private:
    [[nodiscard]] std::size_t blockOf(std::uint32_t cell) const;
    [[nodiscard]] std::optional<std::uint32_t> nearestInRow(const QPoint &from, int dy) const;

    int m_pitch = 1;
    int m_height = 0;
    std::uint32_t m_cells = 0;
    std::vector<Region> m_regions;
    std::vector<Block> m_blocks;
    std::vector<int> m_bottoms; ///< by block: the highest bottom of all blocks up to it
};

} // namespace iso::matrix
