#pragma once

#include <QPointF>
#include <cstdint>
#include <span>
#include <vector>

namespace iso::map
{

/// Marks that stand too close together to be told apart.
struct Cluster {
    QPointF world;           ///< where it is drawn: at its largest place, so that it stays on a city
    std::uint32_t first = 0; ///< its members in ClusterLevel::members
    std::uint32_t count = 0;
    bool isOnePlace = false; ///< no zoom takes it apart
    bool isSpread = false;   ///< few enough, and with room enough, to stand side by side
};

/// How the marks of the map are bundled at one scale. It hangs on places alone, never on states, so that nothing moves
/// because a figure changed. A value.
struct ClusterLevel {
    std::vector<Cluster> clusters;      ///< at least kReach pixels from each other
    std::vector<std::uint32_t> members; ///< marks, by cluster
    std::vector<std::uint32_t> ofMark;  ///< the cluster of each mark

    static constexpr double kReach = 38;      ///< pixels: two of the largest donuts touch
    static constexpr int kLevelsAnOctave = 2; ///< scales between two levels are bundled alike

    [[nodiscard]] std::span<const std::uint32_t> membersOf(const Cluster &cluster) const
    {
        return std::span(members).subspan(cluster.first, cluster.count);
    }

    static int levelOf(double scale);
    static double scaleOf(int level);
    /// `worlds` and `keys` of all marks, in the same order. Marks of one place come together at their smallest key.
    static ClusterLevel build(std::span<const QPointF> worlds, std::span<const std::uint32_t> keys, int level);
};

/// Where the n-th of several marks of one place stands, in device-independent pixels from it: a sunflower, in which no
/// seed moves when another is added.
QPointF spiralSeed(std::size_t n);
/// Pixels from one seed to the next where marks stand side by side.
inline constexpr double kSpiralStep = 14;
/// How far so many seeds reach.
double spiralRadius(std::size_t count);

} // namespace iso::map
