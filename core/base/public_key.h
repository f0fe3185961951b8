#pragma once

#include "core/base/result.h"

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace iso
{

/// A CURVE public key (Curve25519, 32 bytes). Written as everywhere in ZeroMQ: 40 characters of Z85 (ZeroMQ RFC 32).
/// Default-constructed it is empty, which means "none".
class PublicKey
{
public:
    static constexpr std::size_t kSize = 32;
    static constexpr std::size_t kTextLength = 40;

    PublicKey() = default;
    static Result<PublicKey> fromText(std::string_view z85);
    static PublicKey fromBytes(const std::array<std::uint8_t, kSize> &bytes);

    [[nodiscard]] const std::string &text() const { return m_text; }
    [[nodiscard]] std::array<std::uint8_t, kSize> bytes() const;
    [[nodiscard]] bool isEmpty() const { return m_text.empty(); }
    auto operator<=>(const PublicKey &) const = default;

private:
    std::string m_text;
};

/// Z85 of 4-byte groups; `bytes` is a multiple of 4 long.
std::string toZ85(std::string_view bytes);
/// The bytes of a Z85 text whose length is a multiple of 5; InvalidInput for anything else.
Result<std::string> fromZ85(std::string_view text);

} // namespace iso

template<>
struct std::hash<iso::PublicKey> {
    std::size_t operator()(const iso::PublicKey &key) const noexcept { return std::hash<std::string>()(key.text()); }
};
