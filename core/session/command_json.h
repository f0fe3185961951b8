#pragma once

#include "core/commands/command_record.h"

#include <nlohmann/json.hpp>

namespace iso::session
{

/// A command as it stands in the ledger and in what isochronectl prints: times in RFC 3339 and nanoseconds.
nlohmann::json toJson(const commands::CommandRecord &record);
/// The same as text, as the ledger keeps it. What is not UTF-8 is replaced.
std::string toLedgerText(const commands::CommandRecord &record);
/// Reads what toJson wrote. The error names the missing or malformed member.
Result<commands::CommandRecord> commandFromJson(const std::string &text);

} // namespace iso::session
