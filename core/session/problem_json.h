#pragma once

#include "core/problems/problem_tracker.h"

#include <nlohmann/json.hpp>

namespace iso::session
{

nlohmann::json toJson(const problems::Problem &problem);
nlohmann::json toJson(const problems::ProblemList &list);

/// How an acknowledgement stands in the ledger, and that its problem has ended.
std::string toLedgerText(const problems::StoredAcknowledgement &stored, const std::string &problemText, bool hasEnded);
/// Nothing when the problem has ended; Corrupt when the text is not understood.
Result<std::optional<problems::StoredAcknowledgement>> acknowledgementFromLedgerText(const std::string &text);

} // namespace iso::session
