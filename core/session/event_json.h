#pragma once

#include "core/base/result.h"
#include "core/events/event.h"

#include <nlohmann/json.hpp>

namespace iso::session
{

nlohmann::json toJson(const events::Event &event);
nlohmann::json toJson(const events::EventResult &result);
/// The query of a request: from_ns, to_ns, and node, kinds, limit, buckets where they are given.
Result<events::EventQuery> eventQueryFromJson(const nlohmann::json &request);

} // namespace iso::session
