#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace iso::agent
{

/// Takes the next word off the front of `rest`; empty when there is none before the end of the text.
std::string_view takeToken(std::string_view &rest);
/// Takes a word that is a whole number of 64 bits; nothing, and nothing taken, when it is none.
std::optional<std::uint64_t> takeNumber(std::string_view &rest);
/// Takes the next line without its end.
std::string_view takeLine(std::string_view &rest);
/// A whole number with a sign, and nothing else but space around it.
std::optional<std::int64_t> signedNumber(std::string_view text);
/// True for digits only, at least one.
bool isDigits(std::string_view text);
/// No control characters, well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
bool isPlainText(std::string_view text);
bool isUtf8(std::string_view text);

} // namespace iso::agent
