#include "core/session/isochrone_json.h"

#include "core/filter/filter.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

namespace iso::session
{
using isochrone::NodeSet;
using nlohmann::json;

namespace
{

/// GeoJSON wants no more digits than there are: 1e-4 degrees are 11 m.
double shortened(double degrees)
{
    return std::round(degrees * 1e4) / 1e4;
}

json linesToJson(const isochrone::Contour &contour, std::uint32_t withoutNodes)
{
    json lines = json::array();
    for (const isochrone::Polyline &line : contour.lines) {
        json points = json::array();
        for (const GeoPoint &point : line) {
            points.push_back({shortened(point.longitude_deg), shortened(point.latitude_deg)});
        }
        lines.push_back(std::move(points));
    }
    return {{"type", "Feature"},
            {"properties", {{"level_ms", contour.level_ms}, {"without_nodes", withoutNodes}}},
            {"geometry", {{"type", "MultiLineString"}, {"coordinates", std::move(lines)}}}};
}

json toJson(const isochrone::Takeover &takeover)
{
    json neighbours = json::array();
    for (const isochrone::NeighbourLoad &neighbour : takeover.neighbours) {
        neighbours.push_back({{"region", neighbour.region},
                              {"site", neighbour.site},
                              {"nodes", neighbour.nodes},
                              {"requests_per_min", neighbour.requests_per_min},
                              {"taken_over_per_min", neighbour.takenOver_per_min},
                              {"load_now_ratio", neighbour.loadNow_ratio ? json(*neighbour.loadNow_ratio) : json()},
                              {"load_then_ratio", neighbour.loadThen_ratio ? json(*neighbour.loadThen_ratio) : json()},
                              {"overloaded", neighbour.isOverloaded()}});
    }
    return {{"requests_per_min", takeover.requests_per_min},
            {"unserved_per_min", takeover.unserved_per_min},
            {"overloaded", takeover.overloaded},
            {"neighbours", std::move(neighbours)}};
}

Result<NodeSet> nodesByName(const json &names, const fleet::FleetSnapshot &snapshot)
{
    std::unordered_map<std::string, fleet::NodeIndex> known;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        if (!node->identity->retired) {
            known.emplace(node->id().text(), node->index);
        }
    }
    NodeSet nodes;
    for (const json &name : names) {
        const auto found = known.find(name.get<std::string>());
        if (found == known.end()) {
            return failure(ErrorCode::NotFound, fmt::format("there is no node \"{}\"", name.get<std::string>()));
        }
        nodes.insert(found->second);
    }
    return nodes;
}

Result<NodeSet> nodesByFilter(const std::string &text, const fleet::FleetSnapshot &snapshot)
{
    const auto filter = filter::Filter::parse(text);
    if (!filter) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("filter, at character {}: {}", filter.error().offset + 1, filter.error().message));
    }
    NodeSet nodes;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        if (filter->matches(*node, {snapshot.takenAt, {}})) {
            nodes.insert(node->index);
        }
    }
    if (nodes.empty()) {
        return failure(ErrorCode::NotFound, fmt::format("no node matches \"{}\"", text));
    }
    return nodes;
}

} // namespace

json toJson(const isochrone::Isochrone &isochrone)
{
    const isochrone::PathModel &model = isochrone.settings.model;
    json levels = json::array();
    for (const isochrone::Coverage &level : isochrone.coverage) {
        levels.push_back({{"level_ms", level.level_ms},
                          {"area_km2", level.area_km2},
                          {"area_beyond_km2", isochrone::kEarthArea_km2 - level.area_km2},
                          {"people", level.people},
                          {"people_beyond", isochrone.peopleListed - level.people},
                          {"cities", level.cities}});
    }
    return {{"taken_at", toRfc3339(isochrone.takenAt)},
            {"model",
             {{"fibre_km_per_ms", model.fibre_km_per_ms},
              {"route_inflation", model.routeInflation},
              {"last_mile_ms", model.lastMile_ms}}},
            {"sites",
             {{"used", isochrone.sources.sites.size()},
              {"nodes", isochrone.sources.nodes},
              {"unmeasured", isochrone.sources.unmeasured},
              {"unplaced", isochrone.sources.unplaced},
              {"down", isochrone.sources.down}}},
            {"people_listed", isochrone.peopleListed},
            {"cities_listed", isochrone.citiesListed},
            {"levels", std::move(levels)}};
}

json toJson(const isochrone::WhatIf &what)
{
    json losses = json::array();
    for (const isochrone::LevelLoss &loss : what.losses) {
        losses.push_back({{"level_ms", loss.level_ms},
                          {"area_lost_km2", loss.area_km2},
                          {"people_lost", loss.people},
                          {"cities_lost", loss.cities}});
    }
    return {{"nodes", what.drained},
            {"without", toJson(*what.without)},
            {"losses", std::move(losses)},
            {"takeover", toJson(what.takeover)}};
}

json toGeoJson(const isochrone::Isochrone &now, const isochrone::WhatIf *what)
{
    json features = json::array();
    for (const isochrone::Contour &contour : now.contours) {
        features.push_back(linesToJson(contour, 0));
    }
    if (what != nullptr) {
        for (const isochrone::Contour &contour : what->without->contours) {
            features.push_back(linesToJson(contour, what->drained));
        }
    }
    return {{"type", "FeatureCollection"}, {"features", std::move(features)}};
}

Result<json> isochroneAnswer(const json &request, const fleet::FleetSnapshot &snapshot,
                             const isochrone::Settings &settings)
{
    const std::vector<places::City> cities = places::embeddedCities();
    const bool wantsLines = request.value("geojson", false);
    if (!request.contains("without")) {
        const isochrone::IsochronePtr now =
            isochrone::computeIsochrone(isochrone::sourcesOf(snapshot), settings, snapshot.takenAt, cities);
        json answer = toJson(*now);
        if (wantsLines) {
            answer["geojson"] = toGeoJson(*now, nullptr);
        }
        return answer;
    }
    const json &without = request.at("without");
    const Result<NodeSet> nodes =
        without.is_array() ? nodesByName(without, snapshot) : nodesByFilter(without.get<std::string>(), snapshot);
    if (!nodes) {
        return failure(nodes.error());
    }
    const isochrone::WhatIfPtr what = isochrone::whatIfDrained(snapshot, *nodes, settings, cities);
    json answer = toJson(*what->now);
    answer["what_if"] = toJson(*what);
    if (wantsLines) {
        answer["geojson"] = toGeoJson(*what->now, what.get());
    }
    return answer;
}

} // namespace iso::session
