#pragma once

#include "core/isochrone/contours.h"
#include "core/isochrone/coverage.h"
#include "core/isochrone/path_model.h"
#include "core/isochrone/sources.h"
#include "core/isochrone/time_field.h"

#include <memory>
#include <span>
#include <stop_token>

namespace iso::isochrone
{

/// Where on Earth the fleet gives its first token within which time, at one moment. Immutable; any thread.
struct Isochrone {
    HubTime takenAt; ///< of the snapshot
    Settings settings;
    Sources sources;
    std::shared_ptr<const TimeField> field; ///< never null
    std::vector<Contour> contours;          ///< one for each level
    std::vector<Coverage> coverage;         ///< one for each level
    std::uint64_t peopleListed = 0;         ///< in all listed cities, served or not
    std::uint32_t citiesListed = 0;

    /// No site can answer with a known time.
    [[nodiscard]] bool isNowhere() const { return sources.sites.empty(); }
};
using IsochronePtr = std::shared_ptr<const Isochrone>;

/// The whole calculation; the same input gives the same output. About 50 ms at 1,000 sites, so never on the GUI
/// thread. Null when stopped.
IsochronePtr computeIsochrone(Sources sources, const Settings &settings, HubTime takenAt,
                              std::span<const places::City> cities, const std::stop_token &stop = {});

} // namespace iso::isochrone
