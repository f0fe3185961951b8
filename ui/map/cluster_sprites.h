#pragma once

#include "ui/map/map_marks.h"
#include "ui/theme/theme.h"

#include <QCache>
#include <QPixmap>
#include <array>
#include <unordered_map>

namespace iso::map
{

/// Clusters and badges drawn once for each look and then copied. GUI thread.
///
/// A cluster is a ring around the number of its marks; arcs of the ring are the shares of their tones, what needs a
/// person first, from the top clockwise. Arcs differ in width as well as in colour.
class ClusterSprites
{
public:
    explicit ClusterSprites(const theme::Theme &theme, qreal devicePixelRatio = 1);

    [[nodiscard]] bool isFor(const theme::Theme &theme, qreal devicePixelRatio) const;

    /// The picture of such a cluster, centred in its pixmap; without badge and rings.
    QPixmap donut(const ClusterTally &tally);
    /// A ring for what is selected; a broken one where only a part is.
    const QPixmap &ring(double radius, bool isWhole);
    /// A square, triangle or diamond for severity 1 to 3, with "!" for one problem and the number for more.
    const QPixmap &badge(const MarkBadge &badge);

    /// Memory for donuts, enough for all that one view can hold. A fleet that changes for hours has ever new ones:
    /// those that were not used for longest go.
    [[nodiscard]] int mostKept_bytes() const { return static_cast<int>(m_donuts.maxCost()); }
    [[nodiscard]] int kept_bytes() const { return static_cast<int>(m_donuts.totalCost()); }

    /// From the centre to the outer rim, device-independent pixels.
    static double radiusOf(std::uint32_t count);
    /// How many of kSteps each tone takes: in proportion, but at least one, so that nothing hides.
    static constexpr int kSteps = 36;
    static std::array<std::uint8_t, kToneCount> sharesOf(const ClusterTally &tally);

private:
    struct Look {
        std::uint32_t count = 0;
        std::array<std::uint8_t, kToneCount> shares{};

        bool operator==(const Look &) const = default;
        friend std::size_t qHash(const Look &look, std::size_t seed)
        {
            return qHashRange(look.shares.begin(), look.shares.end(), qHash(look.count, seed));
        }
    };
    [[nodiscard]] QPixmap blank(double side) const;
    [[nodiscard]] QPixmap drawDonut(const Look &look) const;
    [[nodiscard]] QPixmap drawBadge(const MarkBadge &badge) const;

    theme::Theme m_theme;
    qreal m_devicePixelRatio;
    QCache<Look, QPixmap> m_donuts;
    std::unordered_map<std::uint32_t, QPixmap> m_badges;
    std::unordered_map<int, QPixmap> m_rings;
};

} // namespace iso::map
