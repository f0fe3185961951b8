#pragma once

#include "core/filter/filter.h"

#include <vector>

namespace iso::filter
{

enum class TokenKind : std::uint8_t { Word, Quoted, Open, Close, Comma, Operator, End };

/// A piece of a filter's text. Views into that text.
struct Token {
    TokenKind kind = TokenKind::End;
    std::string_view text; ///< without the quotes
    std::size_t offset = 0;
    std::size_t length = 0; ///< with the quotes

    [[nodiscard]] bool isValue() const { return kind == TokenKind::Word || kind == TokenKind::Quoted; }
};

/// Cuts a text into tokens; the last is End. Fails on a quote that is never closed and on a lone '!'.
tl::expected<std::vector<Token>, FilterError> tokensOf(std::string_view text);

/// A value as it has to be written to be one token.
std::string quotedWhereNeeded(std::string_view value);

} // namespace iso::filter
