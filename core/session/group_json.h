#pragma once

#include "core/fleet/snapshot.h"
#include "core/history/group_query.h"

#include <nlohmann/json.hpp>

namespace iso::session
{

/// "load_ratio": a figure's name in JSON and CSV, with its unit.
std::string_view nameOf(history::GroupFigure figure);

/// Reads the members of a "query-group" request. Nodes may be named, or chosen by region and site as `snapshot` knows
/// them. NotFound when no node is chosen. Throws json::exception for members of a wrong type.
Result<history::GroupQuery> groupQueryFromJson(const nlohmann::json &request, const fleet::FleetSnapshot &snapshot);

/// Absent values are null, never 0. `query` is what was asked.
nlohmann::json toJson(const history::GroupResult &result, const history::GroupQuery &query);

} // namespace iso::session
