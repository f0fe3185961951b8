#include "core/isochrone/time_field.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace iso::isochrone
{

namespace
{

constexpr double kBlockSide_deg = 2.5;
/// Blocks are cut down from 30 degrees to 2.5; each step keeps only what can still win.
constexpr double kFirstSide_deg = 30;

/// The largest angle between a block's middle and any of its points, in radians.
double radiusOf(double south_deg, double side_deg)
{
    const double north_deg = south_deg + side_deg;
    const double widest_deg = south_deg <= 0 && north_deg >= 0 ? 0 : std::min(std::abs(south_deg), std::abs(north_deg));
    const double half = side_deg / 2 * kRadians;
    // From the middle along the meridian, then along the widest parallel; the direct way is no longer.
    return std::min(half + half * std::cos(widest_deg * kRadians), std::numbers::pi);
}

/// 30 -> 10 -> 5 -> 2.5.
int partsOf(double side_deg)
{
    return side_deg == kFirstSide_deg ? 3 : 2;
}

int blockIndex(double position_deg, int last)
{
    return std::clamp(static_cast<int>(std::floor(position_deg / kBlockSide_deg)), 0, last);
}

} // namespace

TimeField::TimeField(std::vector<Source> sources, const PathModel &model)
    : m_sources(std::move(sources))
    , m_model(model)
    , m_slope_ms_per_rad(model.slope_ms_per_km() * kEarthRadius_km)
{
}

std::optional<TimeField> TimeField::build(std::vector<Source> sources, const PathModel &model,
                                          const std::stop_token &stop)
{
    TimeField field(std::move(sources), model);
    if (stop.stop_requested()) {
        return std::nullopt;
    }
    field.keepWinners();
    if (!field.buildIndex(stop)) {
        return std::nullopt;
    }
    return field;
}

void TimeField::keepWinners()
{
    std::vector<std::uint32_t> order(m_sources.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
        return m_sources[a].ttftP95_ms < m_sources[b].ttftP95_ms;
    });
    for (const std::uint32_t index : order) {
        const Source &source = m_sources[index];
        const Vector at = toVector(source.place);
        // Beaten at its own place means beaten everywhere, by the triangle inequality.
        const bool isBeaten = std::any_of(m_sites.begin(), m_sites.end(), [&](const Site &faster) {
            const double lead_rad = (source.ttftP95_ms - faster.ttft_ms) / m_slope_ms_per_rad;
            const Vector difference = at + (-1.0) * faster.at;
            const double chord2 = dot(difference, difference);
            // A chord is shorter than its arc: most pairs are told apart without the arc.
            return chord2 <= lead_rad * lead_rad && angleBetween(at, faster.at) <= lead_rad;
        });
        if (!isBeaten) {
            m_sites.push_back({at, source.ttftP95_ms, index});
        }
    }
}

bool TimeField::buildIndex(const std::stop_token &stop)
{
    std::vector<Candidate> all(m_sites.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        all[i].site = i;
    }
    for (double south = -90; south < 90; south += kFirstSide_deg) {
        for (double west = -180; west < 180; west += kFirstSide_deg) {
            if (stop.stop_requested()) {
                return false;
            }
            divide({south, west, kFirstSide_deg}, all);
        }
    }
    return true;
}

double TimeField::roundTripTo(const Site &site, const Vector &at) const
{
    return m_model.lastMile_ms + m_slope_ms_per_rad * angleBetween(site.at, at);
}

std::vector<TimeField::Candidate> TimeField::candidatesIn(const Block &block,
                                                          const std::vector<Candidate> &parents) const
{
    const Vector center = toVector({block.south_deg + block.side_deg / 2, block.west_deg + block.side_deg / 2});
    std::vector<Candidate> candidates(parents);
    double best = std::numeric_limits<double>::infinity();
    for (Candidate &candidate : candidates) {
        const Site &site = m_sites[candidate.site];
        candidate.atCenter_ms = site.ttft_ms + roundTripTo(site, center);
        best = std::min(best, candidate.atCenter_ms);
    }
    // Over a block of radius r a time changes by at most slope x r, so who is more than twice that behind in the middle
    // is behind everywhere. The little more is for rounding.
    const double most = best + 2 * m_slope_ms_per_rad * radiusOf(block.south_deg, block.side_deg) + 1e-6;
    std::erase_if(candidates, [most](const Candidate &candidate) { return candidate.atCenter_ms > most; });
    return candidates;
}

void TimeField::divide(const Block &block, const std::vector<Candidate> &parents)
{
    std::vector<Candidate> candidates = candidatesIn(block, parents);
    if (block.side_deg > kBlockSide_deg) {
        const int parts = partsOf(block.side_deg);
        const double side = block.side_deg / parts;
        for (int row = 0; row < parts; ++row) {
            for (int column = 0; column < parts; ++column) {
                divide({block.south_deg + row * side, block.west_deg + column * side, side}, candidates);
            }
        }
        return;
    }
    std::sort(candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
        return a.atCenter_ms != b.atCenter_ms ? a.atCenter_ms < b.atCenter_ms : a.site < b.site;
    });
    const auto row = static_cast<std::size_t>(std::lround((block.south_deg + 90) / kBlockSide_deg));
    const auto column = static_cast<std::size_t>(std::lround((block.west_deg + 180) / kBlockSide_deg));
    const std::size_t index = row * kColumns + column;
    m_first[index] = static_cast<std::uint32_t>(m_candidates.size());
    m_count[index] = static_cast<std::uint32_t>(candidates.size());
    m_candidates.insert(m_candidates.end(), candidates.begin(), candidates.end());
}

std::optional<TimeField::At> TimeField::at(const GeoPoint &place) const
{
    if (m_sites.empty()) {
        return std::nullopt;
    }
    const int row = blockIndex(place.latitude_deg + 90, kRows - 1);
    const int column = blockIndex(place.longitude_deg + 180, kColumns - 1);
    const auto index = static_cast<std::size_t>(row * kColumns + column);
    const Vector point = toVector(place);
    const Vector center = toVector({(row + 0.5) * kBlockSide_deg - 90, (column + 0.5) * kBlockSide_deg - 180});
    const double most_ms = m_slope_ms_per_rad * angleBetween(point, center) + 1e-6;
    At best{std::numeric_limits<double>::infinity(), 0};
    for (std::uint32_t i = m_first[index]; i < m_first[index] + m_count[index]; ++i) {
        const Candidate &candidate = m_candidates[i];
        if (candidate.atCenter_ms - most_ms > best.time_ms) {
            break; // neither this one nor any after it can be better here
        }
        const Site &site = m_sites[candidate.site];
        const double time_ms = site.ttft_ms + roundTripTo(site, point);
        if (time_ms < best.time_ms) {
            best = {time_ms, site.source};
        }
    }
    return best;
}

} // namespace iso::isochrone
