#pragma once

// Private to core/history: ids and numbers as SQLite holds them.

#include "core/base/ids.h"

#include <bit>
#include <cstdint>
#include <string_view>

namespace iso::history
{

inline std::string_view bytesOf(const BootId &boot)
{
    return {reinterpret_cast<const char *>(boot.bytes().data()), boot.bytes().size()};
}

/// Null when the bytes are not an id.
inline BootId bootOf(std::string_view bytes)
{
    return uuidFromBytes<BootId>(bytes).value_or(BootId());
}

/// Telemetry numbers are 64 bits without sign, SQLite's are with: the same bits.
constexpr std::int64_t toSql(std::uint64_t number)
{
    return std::bit_cast<std::int64_t>(number);
}
constexpr std::uint64_t fromSql(std::int64_t number)
{
    return std::bit_cast<std::uint64_t>(number);
}

} // namespace iso::history
