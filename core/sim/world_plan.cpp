#include "core/sim/world_plan.h"

#include "core/base/check.h"
#include "core/sim/random.h"
#include "core/sim/regions.h"
#include "core/sim/slug.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace iso::sim
{

namespace
{

// Subjects of Random: what a stream of numbers is for.
constexpr std::uint64_t kForCities = 1;
constexpr std::uint64_t kForSites = 2;
constexpr std::uint64_t kForNodes = 3;

constexpr std::size_t kMaxNeighbours = 8;
constexpr double kHotShare = 0.02;

struct Candidate {
    places::City city;
    double weight = 0;
    double key = 0;
};

/// About 120 sites for 500 nodes, 350 for 2,000, 1,200 for 10,000.
std::size_t siteCountFor(std::uint32_t nodes, std::size_t cities)
{
    const auto sites = static_cast<std::size_t>(std::ceil(std::pow(nodes, 0.77)));
    return std::clamp<std::size_t>(sites, 1, std::min<std::size_t>(nodes, cities));
}

/// A weighted draw without replacement (Efraimidis and Spirakis, 2006): the largest u^(1/weight) win.
std::vector<Candidate> chooseCities(std::uint32_t nodes, std::uint64_t seed)
{
    std::vector<Candidate> candidates;
    std::uint64_t number = 0;
    for (places::City &city : places::embeddedCities()) {
        Random random(seed, kForCities, number++);
        const double weight = city.population * serviceWeight(regionOf(city));
        const double key = std::log(1 - random.uniform()) / weight;
        candidates.push_back({std::move(city), weight, key});
    }
    const std::size_t count = siteCountFor(nodes, candidates.size());
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate &a, const Candidate &b) { return a.key > b.key; });
    candidates.resize(count);
    // Larger cities get their codes first, so that they get the short ones.
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate &a, const Candidate &b) { return a.city.population > b.city.population; });
    return candidates;
}

/// One node for each site, the rest by weight; largest remainders get what rounding leaves.
std::vector<std::uint32_t> shareOut(const std::vector<Candidate> &sites, std::uint32_t nodes)
{
    const double total =
        std::accumulate(sites.begin(), sites.end(), 0.0, [](double sum, const Candidate &c) { return sum + c.weight; });
    const auto spare = nodes - static_cast<std::uint32_t>(sites.size());
    std::vector<std::uint32_t> counts(sites.size(), 1);
    std::vector<std::pair<double, std::size_t>> remainders;
    std::uint32_t given = 0;
    for (std::size_t i = 0; i < sites.size(); ++i) {
        const double exact = spare * sites[i].weight / total;
        const auto whole = static_cast<std::uint32_t>(exact);
        counts[i] += whole;
        given += whole;
        remainders.emplace_back(whole - exact, i);
    }
    std::sort(remainders.begin(), remainders.end());
    for (std::uint32_t i = 0; i < spare - given; ++i) {
        ++counts[remainders[i].second];
    }
    return counts;
}

const NodeClass &classFor(Random &random)
{
    double at = random.uniform();
    for (const NodeClass &kind : nodeClasses()) {
        at -= kind.share;
        if (at < 0) {
            return kind;
        }
    }
    return nodeClasses().front();
}

void addNodes(WorldPlan &plan, std::uint32_t site, std::uint64_t seed)
{
    SitePlan &at = plan.sites[site];
    for (std::uint32_t i = 0; i < at.nodeCount; ++i) {
        Random random(seed, kForNodes, plan.nodes.size());
        NodePlan node;
        node.id = NodeId::fromText(fmt::format("edge-{}-{:03}", at.id.text(), i + 1)).value();
        node.site = site;
        node.kind = &classFor(random);
        node.runsHot = random.uniform() < kHotShare && node.kind->gpus > 0;
        node.place.latitude_deg = std::clamp(at.city.place.latitude_deg + random.uniform(-0.05, 0.05), -90.0, 90.0);
        node.place.longitude_deg = std::clamp(at.city.place.longitude_deg + random.uniform(-0.05, 0.05), -180.0, 180.0);
        auto topic = wire::telemetryTopic(at.region, at.id, node.id);
        ISO_CHECK(topic.has_value()); // region, site and node are bounded so that it fits
        node.topic = std::move(*topic);
        plan.nodes.push_back(std::move(node));
    }
}

void findNeighbours(WorldPlan &plan)
{
    std::vector<std::pair<double, std::uint32_t>> distances;
    for (std::uint32_t site = 0; site < plan.sites.size(); ++site) {
        for (const bool sameRegion : {true, false}) {
            distances.clear();
            for (std::uint32_t other = 0; other < plan.sites.size(); ++other) {
                if (other != site && (!sameRegion || plan.sites[other].region == plan.sites[site].region)) {
                    distances.emplace_back(distance_km(plan.sites[site].city.place, plan.sites[other].city.place),
                                           other);
                }
            }
            if (!distances.empty()) {
                break;
            }
        }
        const std::size_t count = std::min(kMaxNeighbours, distances.size());
        std::partial_sort(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(count), distances.end());
        for (std::size_t i = 0; i < count; ++i) {
            plan.sites[site].neighbours.push_back(distances[i].second);
        }
    }
}

} // namespace

std::optional<std::uint32_t> WorldPlan::siteByText(std::string_view id) const
{
    const auto found =
        std::find_if(sites.begin(), sites.end(), [id](const auto &site) { return site.id.text() == id; });
    return found == sites.end() ? std::nullopt : std::optional(static_cast<std::uint32_t>(found - sites.begin()));
}

WorldPlan planWorld(const PlanOptions &options)
{
    ISO_CHECK(options.nodes >= kFewestNodes && options.nodes <= kMostNodes);
    WorldPlan plan;
    plan.seed = options.seed;
    std::vector<Candidate> chosen = chooseCities(options.nodes, options.seed);
    const std::vector<std::uint32_t> counts = shareOut(chosen, options.nodes);
    plan.nodes.reserve(options.nodes);
    SlugMaker slugs;
    for (std::uint32_t i = 0; i < chosen.size(); ++i) {
        SitePlan site;
        site.id = SiteId::fromText(slugs.make(chosen[i].city.name)).value();
        site.region = RegionId::fromText(regionOf(chosen[i].city)).value();
        site.city = std::move(chosen[i].city);
        site.demandFactor = std::clamp(Random(options.seed, kForSites, i).lognormal(1, 0.08), 0.8, 1.22);
        site.firstNode = static_cast<std::uint32_t>(plan.nodes.size());
        site.nodeCount = counts[i];
        plan.sites.push_back(std::move(site));
        addNodes(plan, i, options.seed);
    }
    findNeighbours(plan);
    return plan;
}

} // namespace iso::sim
