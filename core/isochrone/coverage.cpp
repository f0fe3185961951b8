#include "core/isochrone/coverage.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace iso::isochrone
{

namespace
{

constexpr double kFirstSide_deg = 15;
constexpr double kLeastSide_deg = 15.0 / 64; ///< about 26 km

struct Cell {
    double south_deg;
    double west_deg;
    double side_deg;
};

double area_km2(const Cell &cell)
{
    const double height = std::sin((cell.south_deg + cell.side_deg) * kRadians) - std::sin(cell.south_deg * kRadians);
    return kEarthRadius_km * kEarthRadius_km * cell.side_deg * kRadians * height;
}

/// Adds up areas from coarse to fine: a cell that lies within or beyond a level as a whole is done with, only cells
/// that a line runs through are divided.
class AreaSum
{
public:
    AreaSum(const TimeField &field, std::vector<Coverage> &coverage)
        : m_field(field)
        , m_coverage(coverage)
    {
    }

    /// Levels from `first` to before `last` (they ascend) are still open in this cell.
    void add(const Cell &cell, std::size_t first, std::size_t last)
    {
        const double half_deg = cell.side_deg / 2;
        const GeoPoint center{cell.south_deg + half_deg, cell.west_deg + half_deg};
        const double time_ms = m_field.at(center)->time_ms;
        const double widest = std::cos(std::max(std::abs(center.latitude_deg) - half_deg, 0.0) * kRadians);
        // Along the meridian, then along the widest parallel: no point of the cell is farther from its middle.
        const double radius = half_deg * kRadians * (1 + widest);
        const double change_ms = m_field.slope_ms_per_rad() * radius;
        const double area = area_km2(cell);
        while (first < last && time_ms - change_ms > m_coverage[first].level_ms) {
            ++first; // all of the cell is beyond it
        }
        while (last > first && time_ms + change_ms <= m_coverage[last - 1].level_ms) {
            --last;
            m_coverage[last].area_km2 += area;
        }
        if (first == last) {
            return;
        }
        if (cell.side_deg <= kLeastSide_deg) {
            addPartly(area, time_ms, first, last);
            return;
        }
        for (const double south : {cell.south_deg, center.latitude_deg}) {
            for (const double west : {cell.west_deg, center.longitude_deg}) {
                add({south, west, half_deg}, first, last);
            }
        }
    }

private:
    /// The line runs straight through so small a cell: its share within follows from how far its middle is from it.
    void addPartly(double area, double time_ms, std::size_t first, std::size_t last)
    {
        const double width_ms = m_field.slope_ms_per_rad() * std::sqrt(area) / kEarthRadius_km;
        for (std::size_t i = first; i < last; ++i) {
            const double share = std::clamp(0.5 + (m_coverage[i].level_ms - time_ms) / width_ms, 0.0, 1.0);
            m_coverage[i].area_km2 += share * area;
        }
    }

    const TimeField &m_field;
    std::vector<Coverage> &m_coverage;
};

} // namespace

std::optional<std::vector<Coverage>> coverageOf(const TimeField &field, std::span<const double> levels_ms,
                                                std::span<const places::City> cities, const std::stop_token &stop)
{
    std::vector<Coverage> coverage;
    for (const double level_ms : levels_ms) {
        coverage.push_back({level_ms, 0, 0, 0});
    }
    if (field.sites().empty()) {
        return stop.stop_requested() ? std::nullopt : std::optional(std::move(coverage));
    }
    AreaSum sum(field, coverage);
    for (double south = -90; south < 90; south += kFirstSide_deg) {
        for (double west = -180; west < 180; west += kFirstSide_deg) {
            if (stop.stop_requested()) {
                return std::nullopt;
            }
            sum.add({south, west, kFirstSide_deg}, 0, coverage.size());
        }
    }
    for (const places::City &city : cities) {
        const double time_ms = field.at(city.place)->time_ms;
        for (Coverage &level : coverage) {
            if (time_ms <= level.level_ms) {
                level.people += city.population;
                ++level.cities;
            }
        }
    }
    return stop.stop_requested() ? std::nullopt : std::optional(std::move(coverage));
}

} // namespace iso::isochrone
