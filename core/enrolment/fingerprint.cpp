#include "core/enrolment/key_record.h"

#include <array>
#include <fmt/format.h>
#include <sodium.h>

namespace iso::enrolment
{

std::string fingerprintOf(const PublicKey &key)
{
    constexpr std::size_t kGroups = 5;
    const auto bytes = key.bytes();
    std::array<unsigned char, crypto_generichash_BYTES> hash{};
    crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
    std::string text;
    for (std::size_t i = 0; i < kGroups; ++i) {
        text += fmt::format("{}{:02x}{:02x}", i == 0 ? "" : "-", hash[2 * i], hash[2 * i + 1]);
    }
    return text;
}

} // namespace iso::enrolment
