#pragma once

#include "ui/map/map_marks.h"
#include "ui/theme/theme.h"

#include <QPixmap>
#include <array>

namespace iso::map
{

/// Marks drawn once and then copied: one picture for each tone, shape, size and staleness at one pixel ratio. GUI
/// thread.
class MarkAtlas
{
public:
    static constexpr int kSizes = 5;

    explicit MarkAtlas(const theme::Theme &theme, qreal devicePixelRatio = 1);

    [[nodiscard]] bool isFor(const theme::Theme &theme, qreal devicePixelRatio) const;

    /// The picture of such a mark, centred in its pixmap.
    const QPixmap &sprite(MarkTone tone, MarkShape shape, int size, bool stale);
    const QPixmap &sprite(const MapMark &mark) { return sprite(mark.tone, mark.shape, sizeOf(mark), mark.stale); }

    /// The size step of a mark, 0 to kSizes - 1, from what its size stands for.
    static int sizeOf(const MapMark &mark);
    /// The colour of a tone where it is drawn as an area.
    static QColor colorOf(const theme::Theme &theme, MarkTone tone);
    /// The radius that a pointer can hit, device-independent pixels.
    static double radiusOf(const MapMark &mark);

private:
    static constexpr int kTones = static_cast<int>(kToneCount);
    static constexpr int kShapes = 5;

    theme::Theme m_theme;
    qreal m_devicePixelRatio;
    std::array<QPixmap, static_cast<std::size_t>(kTones *kShapes *kSizes * 2)> m_sprites; ///< null until asked for
};

} // namespace iso::map
