#pragma once

#include "core/fleet/snapshot.h"
#include "core/history/query.h"
#include "core/ledger/ledger.h"
#include "core/session/session.h"

#include <nlohmann/json.hpp>

namespace iso::session
{

// What isochronectl shows, as JSON. Absent values are null, never 0; units stand in the names.

nlohmann::json toJson(const fleet::NodeSnapshot &node, HubTime now);
nlohmann::json toJson(const fleet::GroupSummary &group);
nlohmann::json toJson(const fleet::HubHealth &health);
nlohmann::json toJson(const RefusedMessage &refused);
nlohmann::json toJson(const history::StoredSample &stored);
nlohmann::json toJson(const history::SampleResult &result);
nlohmann::json toJson(const ledger::Verification &verification);
nlohmann::json toJson(const Error &error);

} // namespace iso::session
