#include "core/isochrone/isochrone.h"

namespace iso::isochrone
{

IsochronePtr computeIsochrone(Sources sources, const Settings &settings, HubTime takenAt,
                              std::span<const places::City> cities, const std::stop_token &stop)
{
    auto isochrone = std::make_shared<Isochrone>();
    isochrone->takenAt = takenAt;
    isochrone->settings = settings;
    auto field = TimeField::build(sources.sites, settings.model, stop);
    if (!field) {
        return nullptr;
    }
    isochrone->sources = std::move(sources);
    isochrone->field = std::make_shared<const TimeField>(*std::move(field));
    for (const double level_ms : settings.levels_ms) {
        auto contour = contourOf(*isochrone->field, level_ms, stop);
        if (!contour) {
            return nullptr;
        }
        isochrone->contours.push_back(*std::move(contour));
    }
    auto coverage = coverageOf(*isochrone->field, settings.levels_ms, cities, stop);
    if (!coverage) {
        return nullptr;
    }
    isochrone->coverage = *std::move(coverage);
    for (const places::City &city : cities) {
        isochrone->peopleListed += city.population;
        ++isochrone->citiesListed;
    }
    return isochrone;
}

} // namespace iso::isochrone
