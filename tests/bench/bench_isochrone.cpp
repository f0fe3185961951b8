// How long an isochrone takes: the field, the lines, the areas, and all of it, for growing fleets.

#include "core/isochrone/isochrone.h"
#include "tests/core/isochrone/random_sites.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

namespace
{

using namespace iso;

/// Sites where people live, as fleets have them; p95 between 80 and 180 ms, or all alike, which is the worst case: no
/// site is beaten by a faster neighbour.
std::vector<isochrone::Source> citySites(std::size_t count, double most_ms)
{
    std::vector<isochrone::Source> sites = test::randomSites(count, 5, 80, most_ms);
    const std::vector<places::City> cities = places::embeddedCities();
    for (std::size_t i = 0; i < sites.size(); ++i) {
        sites[i].place = cities[i % cities.size()].place;
    }
    return sites;
}

double bestOf_ms(int runs, const std::function<void()> &work)
{
    double best = 1e9;
    for (int i = 0; i < runs; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        best =
            std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

void measure(const char *name, const std::vector<isochrone::Source> &sites)
{
    const isochrone::Settings settings;
    const std::vector<places::City> cities = places::embeddedCities();
    const auto field = *isochrone::TimeField::build(sites, settings.model);
    std::size_t lines = 0;
    std::size_t points = 0;
    for (const double level : settings.levels_ms) {
        const auto contour = *isochrone::contourOf(field, level);
        lines += contour.lines.size();
        for (const auto &line : contour.lines) {
            points += line.size();
        }
    }
    const double build = bestOf_ms(5, [&] { (void)isochrone::TimeField::build(sites, settings.model); });
    const double contours = bestOf_ms(5, [&] {
        for (const double level : settings.levels_ms) {
            (void)isochrone::contourOf(field, level);
        }
    });
    const double coverage = bestOf_ms(5, [&] { (void)isochrone::coverageOf(field, settings.levels_ms, cities); });
    isochrone::Sources sources;
    sources.sites = sites;
    const double all = bestOf_ms(5, [&] { (void)isochrone::computeIsochrone(sources, settings, HubTime(), cities); });
    std::printf("%-34s best somewhere %5zu  field %6.1f  lines %6.1f  areas %6.1f  all %6.1f ms  (%zu lines, %zu "
                "points)\n",
                name, field.sites().size(), build, contours, coverage, all, lines, points);
}

} // namespace

int main()
{
    measure("100 sites, 80 to 180 ms", citySites(100, 180));
    measure("1,000 sites, 80 to 180 ms", citySites(1000, 180));
    measure("1,000 sites, all 80 ms", citySites(1000, 80));
    measure("1,000 sites, all 150 ms", test::randomSites(1000, 5, 150, 150));
    measure("4,000 sites, 80 to 180 ms", citySites(4000, 180));
    return 0;
}
