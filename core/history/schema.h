#pragma once

// Private to core/history: the files of a history folder and what is in them. README.md describes the tables.

#include "core/base/time.h"
#include "core/storage/database.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace iso::history
{

storage::Format catalogFormat();
storage::Format rawFormat();

inline constexpr const char *kCatalogName = "catalog.db";

/// Days since 1970 in UTC.
using Day = std::int64_t;
Day dayOf(HubTime time);
/// "raw-20260314.db".
std::string rawFileName(Day day);

struct RawFile {
    std::filesystem::path path;
    bool setAside = false; ///< damaged; read as far as its rows' checksums hold
};
/// The day files of a folder by name, the ones set aside last.
std::vector<RawFile> rawFilesIn(const std::filesystem::path &directory);

/// A journal row never crosses a minute of node time, so that a range of time is a range of the index.
inline constexpr std::int64_t kMinute_ns = 60'000'000'000;
constexpr std::int64_t minuteOf(std::int64_t time_ns)
{
    return time_ns / kMinute_ns - (time_ns % kMinute_ns < 0 ? 1 : 0);
}

/// The first and the last nanosecond of a minute, as far as they can be said.
constexpr std::int64_t startOfMinute(std::int64_t minute)
{
    return minute <= minuteOf(INT64_MIN) ? INT64_MIN : minute * kMinute_ns;
}
constexpr std::int64_t endOfMinute(std::int64_t minute)
{
    return minute >= minuteOf(INT64_MAX) ? INT64_MAX : minute * kMinute_ns + (kMinute_ns - 1);
}

/// A commit is cut into 1, 2, 4 ... 32 parts by the node's ordinal, as many as it takes to keep rows small: part
/// number n + ordinal % n in a cut by n. The rows of one node are in the parts with these numbers.
inline constexpr std::int64_t kMostParts = 32;
constexpr std::int64_t partOf(std::int64_t ordinal, std::int64_t cut)
{
    return cut + ordinal % cut;
}

} // namespace iso::history
