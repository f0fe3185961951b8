#pragma once

#include "core/enrolment/key_record.h"
#include "core/session/network_status.h"

#include <nlohmann/json.hpp>
#include <string>

namespace iso::session
{

/// What the ledger keeps of a key: everything that was decided, nothing that only this session saw.
std::string toLedgerText(const enrolment::KeyRecord &record);
Result<enrolment::KeyRecord> keyFromLedgerText(const std::string &text);

// What isochronectl shows and asks.
nlohmann::json toJson(const enrolment::KeyRecord &record);
nlohmann::json toJson(const enrolment::KeyList &list);
nlohmann::json toJson(const NetworkStatus &status);
/// `list` resolves fingerprints: a key may be named by its 40 characters or by the beginning of its fingerprint.
Result<enrolment::KeyDecision> decisionFromJson(const nlohmann::json &request, const enrolment::KeyList &list);

} // namespace iso::session
