#pragma once

// Private to core/history: little-endian numbers in byte strings.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace iso::history
{

static_assert(std::endian::native == std::endian::little, "stored numbers are little-endian");

template<typename T>
void appendNumber(std::string &out, T value)
{
    static_assert(std::is_integral_v<T>);
    out.append(reinterpret_cast<const char *>(&value), sizeof(value));
}

/// Reads from the front of a view; once something did not fit, everything else fails too.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes)
        : m_rest(bytes)
    {
    }

    template<typename T>
    T number()
    {
        T value{};
        if (const std::string_view bytes = take(sizeof(T)); bytes.size() == sizeof(T)) {
            std::memcpy(&value, bytes.data(), sizeof(T));
        }
        return value;
    }

    std::string_view take(std::size_t size)
    {
        if (size > m_rest.size()) {
            m_failed = true;
            m_rest = {};
            return {};
        }
        const std::string_view taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }

    /// Seven bits a byte, the highest says that more follow.
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = number<std::uint8_t>();
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) {
                return value;
            }
        }
        m_failed = true;
        return 0;
    }

    [[nodiscard]] bool isAtEnd() const { return m_rest.empty(); }
    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    std::string_view m_rest;
    bool m_failed = false;
};

inline void appendVarint(std::string &out, std::uint64_t value)
{
    while (value >= 0x80) {
        out += static_cast<char>((value & 0x7f) | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

} // namespace iso::history
