#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/places/cities.h"
#include "core/sim/node_class.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace iso::sim
{

struct PlanOptions {
    std::uint32_t nodes = 500;
    std::uint64_t seed = 1;
};

/// Bounds of PlanOptions::nodes.
inline constexpr std::uint32_t kFewestNodes = 1;
inline constexpr std::uint32_t kMostNodes = 20'000;

struct NodePlan {
    NodeId id; ///< "edge-osl-014"
    std::string topic;
    std::uint32_t site = 0;
    const NodeClass *kind = nullptr;
    GeoPoint place;       ///< within a few kilometres of the city's centre
    bool runsHot = false; ///< poorly cooled
};

struct SitePlan {
    SiteId id; ///< "osl"
    RegionId region;
    places::City city;
    double demandFactor = 1; ///< how much more is asked here than the machines were bought for
    std::uint32_t firstNode = 0;
    std::uint32_t nodeCount = 0;
    std::vector<std::uint32_t> neighbours; ///< sites that take over, nearest first; of the same region where it has any
};

/// Where everything stands. The same options give the same plan, everywhere.
struct WorldPlan {
    std::uint64_t seed = 0;
    std::vector<SitePlan> sites; ///< largest city first
    std::vector<NodePlan> nodes; ///< by site

    [[nodiscard]] std::optional<std::uint32_t> siteByText(std::string_view id) const;
};

/// Chooses cities by their weight, gives each its share of the nodes and each node its machine.
WorldPlan planWorld(const PlanOptions &options);

} // namespace iso::sim
