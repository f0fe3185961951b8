#include "core/base/public_key.h"

#include "core/base/check.h"

#include <algorithm>

namespace iso
{
namespace
{

constexpr std::string_view kAlphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
constexpr std::uint32_t kBase = 85;

} // namespace

std::string toZ85(std::string_view bytes)
{
    ISO_CHECK(bytes.size() % 4 == 0);
    std::string text;
    text.reserve(bytes.size() / 4 * 5);
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        std::uint32_t value = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            value = value << 8 | static_cast<std::uint8_t>(bytes[i + k]);
        }
        std::array<char, 5> group{};
        for (std::size_t k = group.size(); k-- > 0; value /= kBase) {
            group[k] = kAlphabet[value % kBase];
        }
        text.append(group.data(), group.size());
    }
    return text;
}

Result<std::string> fromZ85(std::string_view text)
{
    if (text.size() % 5 != 0) {
        return failure(ErrorCode::InvalidInput, "Z85 text comes in groups of 5 characters");
    }
    std::string bytes;
    bytes.reserve(text.size() / 5 * 4);
    for (std::size_t i = 0; i < text.size(); i += 5) {
        std::uint64_t value = 0;
        for (std::size_t k = 0; k < 5; ++k) {
            const std::size_t digit = kAlphabet.find(text[i + k]);
            if (digit == std::string_view::npos) {
                return failure(ErrorCode::InvalidInput, "a character that Z85 does not have");
            }
            value = value * kBase + digit;
        }
        if (value > 0xFFFF'FFFFU) {
            return failure(ErrorCode::InvalidInput, "a group of 5 characters that stands for more than 4 bytes");
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.push_back(static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFFU));
        }
    }
    return bytes;
}

Result<PublicKey> PublicKey::fromText(std::string_view z85)
{
    if (z85.size() != kTextLength) {
        return failure(ErrorCode::InvalidInput, "a public key is 40 characters of Z85");
    }
    if (const auto bytes = fromZ85(z85); !bytes) {
        return failure(bytes.error().withContext("public key"));
    }
    PublicKey key;
    key.m_text = z85;
    return key;
}

PublicKey PublicKey::fromBytes(const std::array<std::uint8_t, kSize> &bytes)
{
    PublicKey key;
    key.m_text = toZ85({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
    return key;
}

std::array<std::uint8_t, PublicKey::kSize> PublicKey::bytes() const
{
    std::array<std::uint8_t, kSize> out{};
    if (!m_text.empty()) {
        const std::string raw = fromZ85(m_text).value();
        std::transform(raw.begin(), raw.end(), out.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    }
    return out;
}

} // namespace iso
