#include "ui/matrix/matrix_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace iso::matrix
{

namespace
{

/// Blocks are wider than high, as screens are.
constexpr double kAspect = 2.4;
/// Between a title and the frame around a chosen cell.
constexpr int kRoomForFrame = 4;

int columnsFor(std::uint32_t count, int most)
{
    const int wanted = static_cast<int>(std::ceil(std::sqrt(count * kAspect)));
    return std::clamp(wanted, 1, most);
}

} // namespace

MatrixLayout::MatrixLayout(const std::vector<MatrixGroup> &groups, int width, int pitch)
    : m_pitch(pitch)
{
    const int room = std::max(width - 2 * kMargin, pitch);
    const int mostColumns = std::max(1, room / pitch);
    int x = kMargin;
    int y = 0;
    int lineHeight = 0;
    for (const MatrixGroup &group : groups) {
        if (m_regions.empty() || m_regions.back().name != group.region) {
            y += lineHeight;
            m_regions.push_back({group.region, QRect(kMargin, y, room, kRegionHeight), m_cells, 0});
            y += kRegionHeight;
            x = kMargin;
            lineHeight = 0;
        }
        Block block;
        block.site = group.site;
        block.columns = columnsFor(group.count, mostColumns);
        block.firstCell = m_cells;
        block.count = group.count;
        const int blockWidth = std::max(block.columns * pitch, std::min(kMinBlockWidth, room));
        if (x > kMargin && x + blockWidth > kMargin + room) {
            x = kMargin;
            y += lineHeight;
            lineHeight = 0;
        }
        block.title = QRect(x, y, blockWidth, kTitleHeight - kRoomForFrame);
        block.origin = QPoint(x, y + kTitleHeight);
        x += blockWidth + kGap;
        lineHeight = std::max(lineHeight, kTitleHeight + block.rows() * pitch + kGap);
        const int bottom = block.origin.y() + block.rows() * pitch;
        m_bottoms.push_back(m_bottoms.empty() ? bottom : std::max(bottom, m_bottoms.back()));
        m_cells += group.count;
        m_regions.back().count += group.count;
        m_blocks.push_back(std::move(block));
    }
    m_height = y + lineHeight;
}

std::pair<std::size_t, std::size_t> MatrixLayout::blocksBetween(int top, int bottom) const
{
    const auto first = std::lower_bound(m_bottoms.begin(), m_bottoms.end(), top);
    const auto last = std::upper_bound(m_blocks.begin(), m_blocks.end(), bottom,
                                       [](int y, const Block &block) { return y < block.title.top(); });
    const auto from = static_cast<std::size_t>(first - m_bottoms.begin());
    return {from, std::max(from, static_cast<std::size_t>(last - m_blocks.begin()))};
}

std::size_t MatrixLayout::blockOf(std::uint32_t cell) const
{
    const auto behind = std::upper_bound(m_blocks.begin(), m_blocks.end(), cell,
                                         [](std::uint32_t at, const Block &block) { return at < block.firstCell; });
    return static_cast<std::size_t>(behind - m_blocks.begin()) - 1;
}

QRect MatrixLayout::cellRect(std::uint32_t cell) const
{
    const Block &block = m_blocks[blockOf(cell)];
    const int at = static_cast<int>(cell - block.firstCell);
    return {block.origin.x() + at % block.columns * m_pitch, block.origin.y() + at / block.columns * m_pitch, m_pitch,
            m_pitch};
}

std::optional<std::uint32_t> MatrixLayout::cellAt(const QPoint &at) const
{
    const std::vector<std::uint32_t> cells = cellsIn(QRect(at, QSize(1, 1)));
    return cells.empty() ? std::nullopt : std::optional(cells.front());
}

std::vector<std::uint32_t> MatrixLayout::cellsIn(const QRect &area) const
{
    std::vector<std::uint32_t> cells;
    const auto [first, last] = blocksBetween(area.top(), area.bottom());
    for (std::size_t i = first; i < last; ++i) {
        const Block &block = m_blocks[i];
        const QRect inside =
            area.intersected(QRect(block.origin, QSize(block.columns * m_pitch, block.rows() * m_pitch)));
        if (inside.isEmpty()) {
            continue;
        }
        const int left = (inside.left() - block.origin.x()) / m_pitch;
        const int right = (inside.right() - block.origin.x()) / m_pitch;
        const int top = (inside.top() - block.origin.y()) / m_pitch;
        const int bottom = (inside.bottom() - block.origin.y()) / m_pitch;
        for (int row = top; row <= bottom; ++row) {
            for (int column = left; column <= right; ++column) {
                const auto at = static_cast<std::uint32_t>(row * block.columns + column);
                if (at < block.count) {
                    cells.push_back(block.firstCell + at);
                }
            }
        }
    }
    return cells;
}

std::uint32_t MatrixLayout::neighbour(std::uint32_t cell, int dx, int dy) const
{
    if (dx != 0) {
        const auto moved = static_cast<std::int64_t>(cell) + dx;
        return static_cast<std::uint32_t>(std::clamp<std::int64_t>(moved, 0, static_cast<std::int64_t>(m_cells) - 1));
    }
    return nearestInRow(cellRect(cell).center(), dy).value_or(cell);
}

std::optional<std::uint32_t> MatrixLayout::nearestInRow(const QPoint &from, int dy) const
{
    // Blocks of one line share their rows, so the nearest row beyond is found first, then the nearest cell of it.
    const int reach = 2 * m_pitch + kTitleHeight + kRegionHeight + kGap;
    std::optional<std::uint32_t> best;
    std::pair<int, int> bestDistance{std::numeric_limits<int>::max(), 0};
    for (int tries = 1; tries <= 16 && !best; ++tries) {
        const int top = dy > 0 ? from.y() : from.y() - tries * reach;
        const QRect strip(0, top, std::numeric_limits<int>::max() / 2, tries * reach);
        for (const std::uint32_t cell : cellsIn(strip)) {
            const QPoint middle = cellRect(cell).center();
            const int rise = (middle.y() - from.y()) * dy;
            const std::pair<int, int> distance(rise, std::abs(middle.x() - from.x()));
            if (rise >= m_pitch / 2 + 1 && distance < bestDistance) {
                bestDistance = distance;
                best = cell;
            }
        }
    }
    return best;
}

} // namespace iso::matrix
