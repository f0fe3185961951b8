#pragma once

#include "core/base/ids.h"

#include <cstdint>

namespace iso::test
{

/// Ids 1, 2, 3 ... in their last bytes, boots and commands counted apart, so that a test can name what it expects.
class FixedIdSource final : public IdSource
{
public:
    BootId newBootId() override { return bootId(++m_boots); }
    /// Starts with the 48 bits of `now_ms` as version 7 does, so that order by time holds in tests too.
    CommandId newCommandId(std::int64_t now_ms) override
    {
        auto bytes = numbered(++m_commands);
        for (std::size_t i = 0; i < 6; ++i) {
            bytes[i] = static_cast<std::uint8_t>(now_ms >> (8 * (5 - i)));
        }
        return CommandId(bytes);
    }

    /// The id that the n-th newBootId() returns, counted from 1.
    static BootId bootId(std::uint32_t n) { return BootId(numbered(n)); }

private:
    static std::array<std::uint8_t, 16> numbered(std::uint32_t n)
    {
        std::array<std::uint8_t, 16> bytes{};
        for (std::size_t i = 0; i < 4; ++i) {
            bytes[15 - i] = static_cast<std::uint8_t>(n >> (8 * i));
        }
        return bytes;
    }

    std::uint32_t m_boots = 0;
    std::uint32_t m_commands = 0;
};

} // namespace iso::test
