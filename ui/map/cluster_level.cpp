#include "ui/map/cluster_level.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace iso::map
{

namespace
{

/// From this scale on, one place may be spread: 1 km a pixel at 50 degrees.
constexpr double kSpreadFrom = 24'000;
constexpr std::uint32_t kMostSpread = 40;

/// All marks of one place, to about ten metres.
struct Place {
    QPointF world;
    std::uint32_t first = 0; ///< in the order by place
    std::uint32_t count = 0;
    std::uint32_t smallestKey = 0;
};

struct Places {
    std::vector<std::uint32_t> marks; ///< by place, then key
    std::vector<Place> all;           ///< the largest first
};

std::pair<std::int64_t, std::int64_t> cellOf(const QPointF &world, double cell)
{
    return {static_cast<std::int64_t>(std::floor(world.x() / cell)),
            static_cast<std::int64_t>(std::floor(world.y() / cell))};
}

Places gather(std::span<const QPointF> worlds, std::span<const std::uint32_t> keys)
{
    constexpr double kTenMetres = 2.5e-7; // of the equator
    Places places;
    places.marks.resize(worlds.size());
    std::iota(places.marks.begin(), places.marks.end(), 0U);
    std::vector<std::pair<std::int64_t, std::int64_t>> cells(worlds.size());
    std::transform(worlds.begin(), worlds.end(), cells.begin(),
                   [](const QPointF &world) { return cellOf(world, kTenMetres); });
    std::sort(places.marks.begin(), places.marks.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(cells[a], keys[a]) < std::tie(cells[b], keys[b]);
    });
    for (std::uint32_t i = 0; i < places.marks.size(); ++i) {
        const std::uint32_t mark = places.marks[i];
        if (i == 0 || cells[mark] != cells[places.marks[i - 1]]) {
            places.all.push_back({worlds[mark], i, 0, keys[mark]});
        }
        ++places.all.back().count;
    }
    std::sort(places.all.begin(), places.all.end(), [](const Place &a, const Place &b) {
        return std::tuple(b.count, a.smallestKey) < std::tuple(a.count, b.smallestKey);
    });
    return places;
}

/// Finds places near a point: buckets as wide as the reach.
class NearPlaces
{
public:
    NearPlaces(const std::vector<Place> &places, double reach)
        : m_places(places)
        , m_reach(reach)
    {
        for (std::uint32_t i = 0; i < places.size(); ++i) {
            m_buckets[nameOf(cellOf(places[i].world, reach))].push_back(i);
        }
    }

    /// Calls visit(i) for each place within the reach of `world`.
    template<typename Visit>
    void visit(const QPointF &world, Visit visit) const
    {
        const auto [x, y] = cellOf(world, m_reach);
        for (std::int64_t dx = -1; dx <= 1; ++dx) {
            for (std::int64_t dy = -1; dy <= 1; ++dy) {
                const auto bucket = m_buckets.find(nameOf({x + dx, y + dy}));
                if (bucket == m_buckets.end()) {
                    continue;
                }
                for (const std::uint32_t i : bucket->second) {
                    const QPointF way = m_places[i].world - world;
                    if (QPointF::dotProduct(way, way) < m_reach * m_reach) {
                        visit(i);
                    }
                }
            }
        }
    }

private:
    /// Cells lie within +-2^30: the world is at most 400,000 pixels wide.
    static std::int64_t nameOf(const std::pair<std::int64_t, std::int64_t> &cell)
    {
        return cell.first * (std::int64_t{1} << 31) + cell.second;
    }

    const std::vector<Place> &m_places;
    double m_reach;
    std::unordered_map<std::int64_t, std::vector<std::uint32_t>> m_buckets;
};

/// Takes apart what has room: the marks of one place, when no other cluster stands where they would.
void spread(ClusterLevel &level, double scale)
{
    if (scale < kSpreadFrom) {
        return;
    }
    for (Cluster &cluster : level.clusters) {
        if (!cluster.isOnePlace || cluster.count > kMostSpread) {
            continue;
        }
        const double room = (spiralRadius(cluster.count) + ClusterLevel::kReach / 2) / scale;
        cluster.isSpread = std::none_of(level.clusters.begin(), level.clusters.end(), [&](const Cluster &other) {
            const QPointF way = other.world - cluster.world;
            const double needed = room + (other.isSpread ? spiralRadius(other.count) / scale : 0);
            return &other != &cluster && QPointF::dotProduct(way, way) < needed * needed;
        });
    }
}

} // namespace

QPointF spiralSeed(std::size_t n)
{
    const auto i = static_cast<double>(n);
    const double angle = i * std::numbers::pi * (3 - std::sqrt(5.0));
    return kSpiralStep * std::sqrt(i) * QPointF(std::cos(angle), std::sin(angle));
}

double spiralRadius(std::size_t count)
{
    return kSpiralStep * std::sqrt(static_cast<double>(count)) + 6;
}

int ClusterLevel::levelOf(double scale)
{
    return static_cast<int>(std::floor(kLevelsAnOctave * std::log2(scale) + 1e-9));
}

double ClusterLevel::scaleOf(int level)
{
    return std::exp2(static_cast<double>(level) / kLevelsAnOctave);
}

ClusterLevel ClusterLevel::build(std::span<const QPointF> worlds, std::span<const std::uint32_t> keys, int level)
{
    const double scale = scaleOf(level);
    const Places places = gather(worlds, keys);
    const NearPlaces near(places.all, kReach / scale);
    ClusterLevel result;
    result.members.reserve(worlds.size());
    result.ofMark.resize(worlds.size());
    std::vector<bool> isTaken(places.all.size(), false);
    for (std::uint32_t i = 0; i < places.all.size(); ++i) {
        if (isTaken[i]) {
            continue;
        }
        Cluster cluster{places.all[i].world, static_cast<std::uint32_t>(result.members.size()), 0, false, false};
        std::uint32_t taken = 0;
        // The place itself comes first: its marks are the cluster's first members.
        const auto take = [&](std::uint32_t place) {
            if (isTaken[place]) {
                return;
            }
            isTaken[place] = true;
            ++taken;
            for (std::uint32_t m = 0; m < places.all[place].count; ++m) {
                const std::uint32_t mark = places.marks[places.all[place].first + m];
                result.members.push_back(mark);
                result.ofMark[mark] = static_cast<std::uint32_t>(result.clusters.size());
            }
        };
        take(i);
        near.visit(cluster.world, take);
        cluster.count = static_cast<std::uint32_t>(result.members.size()) - cluster.first;
        cluster.isOnePlace = taken == 1;
        result.clusters.push_back(cluster);
    }
    spread(result, scale);
    return result;
}

} // namespace iso::map
