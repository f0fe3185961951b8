#pragma once

#include "core/commands/node_executor.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace iso::node
{

// The form of a file of intents. First kIntentFileHead, then records: length of the content (4 bytes), its XXH3-64 (8),
// the content. Numbers are little-endian. The content begins with its kind: 1 an intent, 2 a mark of damage.

/// Seven characters and the version of the form.
inline constexpr std::string_view kIntentFileHead = "ISOINT\n\x01";
/// Before each content.
inline constexpr std::size_t kRecordFrame_bytes = 12;
inline constexpr std::size_t kMaxRecord_bytes = 256 * 1024;

/// What was known of commands got lost: an id made up to this moment may have been carried out, whatever is remembered.
struct DamageMark {
    std::int64_t upTo_ms = 0; ///< since 1970, as in a version 7 id
};

using IntentRecord = std::variant<commands::Intent, DamageMark>;

/// The framed bytes.
std::string encodeRecord(const IntentRecord &record);
/// Reads the framed record at the beginning of `bytes`; nothing when it is not whole and right.
std::optional<IntentRecord> decodeRecord(std::string_view bytes);
/// Length with the frame of what decodeRecord() read.
std::size_t recordLength(std::string_view bytes);
/// The id in a record that does not check, where enough of it is there.
std::optional<CommandId> idInBrokenRecord(std::string_view bytes);

} // namespace iso::node
