#pragma once

#include <nlohmann/json.hpp>

namespace iso::ctl
{

/// A list of nodes ordered by their names.
nlohmann::json byName(const nlohmann::json &nodes);

/// The nodes as a table for people, and how many of the fleet serve ("serving" of "total" in `answer`).
void printNodes(const nlohmann::json &answer, const nlohmann::json &shown, bool isFiltered);

} // namespace iso::ctl
