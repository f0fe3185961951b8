#include "core/agent/text_scan.h"

#include <algorithm>
#include <charconv>

namespace iso::agent
{

namespace
{

constexpr std::string_view kSpace = " \t\n\r";

void skipSpace(std::string_view &rest)
{
    rest.remove_prefix(std::min(rest.find_first_not_of(kSpace), rest.size()));
}

template<typename Number>
std::optional<Number> wholeNumber(std::string_view token)
{
    Number number = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
    return error == std::errc() && end == token.data() + token.size() ? std::optional(number) : std::nullopt;
}

/// Bytes of the character that begins with `lead`; 0 when none does.
std::size_t lengthOf(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
        return 2;
    }
    if ((lead & 0xf0) == 0xe0) {
        return 3;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/// The second byte's range is narrower after some leads: it keeps out overlong forms, surrogates and what is above
/// U+10FFFF (RFC 3629, section 4).
bool isSecond(unsigned char lead, unsigned char second)
{
    const unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most;
}

} // namespace

std::string_view takeToken(std::string_view &rest)
{
    skipSpace(rest);
    const std::string_view token = rest.substr(0, rest.find_first_of(kSpace));
    rest.remove_prefix(token.size());
    return token;
}

std::optional<std::uint64_t> takeNumber(std::string_view &rest)
{
    std::string_view ahead = rest;
    const auto number = wholeNumber<std::uint64_t>(takeToken(ahead));
    if (number) {
        rest = ahead;
    }
    return number;
}

std::string_view takeLine(std::string_view &rest)
{
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    return line;
}

std::optional<std::int64_t> signedNumber(std::string_view text)
{
    const std::string_view token = takeToken(text);
    return takeToken(text).empty() ? wholeNumber<std::int64_t>(token) : std::nullopt;
}

bool isDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lengthOf(lead);
        if (length == 0 || length > text.size() - i) {
            return false;
        }
        for (std::size_t k = 1; k < length; ++k) {
            const auto byte = static_cast<unsigned char>(text[i + k]);
            if (k == 1 ? !isSecond(lead, byte) : (byte & 0xc0) != 0x80) {
                return false;
            }
        }
        i += length;
    }
    return true;
}

bool isPlainText(std::string_view text)
{
    return isUtf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte < 0x20 || byte == 0x7f;
           });
}

} // namespace iso::agent
