#pragma once

#include "core/fleet/snapshot.h"

#include <span>

namespace iso::fleet
{

/// Who serves a model in a region, now and when the targets no longer do.
struct CapacityLeft {
    std::string region;
    std::string model;
    std::uint32_t servingNow = 0;  ///< nodes that are heard and work
    std::uint32_t servingLeft = 0; ///< those among them that are no targets
};

/// What a command would touch if it took its targets out of service.
struct BlastRadius {
    std::size_t nodes = 0;
    std::size_t sites = 0;
    std::size_t regions = 0;
    double running = 0;              ///< requests running on the targets that say so
    double waiting = 0;              ///< requests waiting there
    std::size_t requestsUnknown = 0; ///< targets that do not say, or are too old to be believed
    std::size_t unreachable = 0;     ///< targets that are not heard now
    /// Every model in every region that a target serves now; those of which least is left first.
    std::vector<CapacityLeft> capacity;

    /// Models that no node of their region would serve any more.
    [[nodiscard]] std::size_t modelsLost() const;
};

/// Targets that the fleet does not know count as nodes that do not say.
BlastRadius blastRadius(const FleetSnapshot &fleet, std::span<const NodeId> targets);

} // namespace iso::fleet
