#include "core/ledger/ledger.h"

#include <sodium.h>
#include <string_view>

namespace iso::ledger
{
namespace
{

/// The zero byte at its end belongs to it.
constexpr std::string_view kDomain("isochrone-ledger-1\0", 19);

void appendBigEndian(std::string &out, std::uint64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8) {
        out += static_cast<char>(value >> shift & 0xff);
    }
}

void appendText(std::string &out, std::string_view text)
{
    appendBigEndian(out, text.size());
    out += text;
}

} // namespace

// Every length stands before its text, so no two records have the same layout. Described in README.md.
Hash hashOf(std::uint64_t number, const Entry &entry, const Hash &previous)
{
    std::string layout(kDomain);
    layout.reserve(kDomain.size() + 72 + entry.kind.size() + entry.subject.size() + entry.body.size());
    appendBigEndian(layout, number);
    appendBigEndian(layout, static_cast<std::uint64_t>(entry.time.toNanoseconds()));
    appendText(layout, entry.kind);
    appendText(layout, entry.subject);
    appendText(layout, entry.body);
    layout.append(reinterpret_cast<const char *>(previous.data()), previous.size());
    Hash hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char *>(layout.data()), layout.size());
    return hash;
}

std::string toHex(const Hash &hash)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const std::uint8_t byte : hash) {
        hex += kDigits[byte >> 4];
        hex += kDigits[byte & 0xf];
    }
    return hex;
}

} // namespace iso::ledger
