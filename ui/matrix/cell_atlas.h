#pragma once

#include "ui/matrix/matrix_cells.h"
#include "ui/theme/theme.h"

#include <QPixmap>
#include <array>

namespace iso::matrix
{

/// Cells drawn once and then copied. A serving node is a full square whose inside repeats what its colour says; another
/// state is a shape in a hollow square. GUI thread.
class CellAtlas
{
public:
    /// `side` without the gap to the next cell, device-independent pixels.
    CellAtlas(const theme::Theme &theme, int side, qreal devicePixelRatio);

    [[nodiscard]] bool isFor(int side, qreal devicePixelRatio) const;
    const QPixmap &sprite(const MatrixCell &cell);
    [[nodiscard]] int side() const { return m_side; }

private:
    static constexpr std::size_t kShapes = 5;

    theme::Theme m_theme;
    int m_side;
    qreal m_devicePixelRatio;
    std::array<QPixmap, 16 * kShapes * 2> m_sprites; ///< null until asked for
};

} // namespace iso::matrix
