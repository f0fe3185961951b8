#include "core/filter/lexer.h"

#include <array>
#include <optional>

namespace iso::filter
{

namespace
{

constexpr std::string_view kSpecial = " \t\r\n()\",:=<>!";

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::optional<TokenKind> singleCharacter(char c)
{
    switch (c) {
    case '(':
        return TokenKind::Open;
    case ')':
        return TokenKind::Close;
    case ',':
        return TokenKind::Comma;
    default:
        return std::nullopt;
    }
}

/// The operator that `rest` begins with; empty when there is none.
std::string_view operatorAt(std::string_view rest)
{
    static constexpr std::array<std::string_view, 7> kOperators{">=", "<=", "!=", ":", "=", ">", "<"};
    for (const std::string_view candidate : kOperators) {
        if (rest.starts_with(candidate)) {
            return rest.substr(0, candidate.size());
        }
    }
    return {};
}

} // namespace

tl::expected<std::vector<Token>, FilterError> tokensOf(std::string_view text)
{
    std::vector<Token> tokens;
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (isSpace(c)) {
            ++at;
            continue;
        }
        Token token{TokenKind::Word, {}, at, 0};
        if (c == '"') {
            const std::size_t end = text.find('"', at + 1);
            if (end == std::string_view::npos) {
                return tl::unexpected(FilterError{at, text.size() - at, "this quote is never closed"});
            }
            token = {TokenKind::Quoted, text.substr(at + 1, end - at - 1), at, end + 1 - at};
        } else if (const auto single = singleCharacter(c)) {
            token = {*single, text.substr(at, 1), at, 1};
        } else if (const std::string_view symbol = operatorAt(text.substr(at)); !symbol.empty()) {
            token = {TokenKind::Operator, symbol, at, symbol.size()};
        } else if (c == '!') {
            return tl::unexpected(FilterError{at, 1, "\"!\" stands only in \"!=\"; write \"not\" before a condition"});
        } else {
            const std::size_t end = std::min(text.find_first_of(kSpecial, at), text.size());
            token = {TokenKind::Word, text.substr(at, end - at), at, end - at};
        }
        at = token.offset + token.length;
        tokens.push_back(token);
    }
    tokens.push_back({TokenKind::End, {}, text.size(), 0});
    return tokens;
}

std::string quotedWhereNeeded(std::string_view value)
{
    const bool isPlain = !value.empty() && value.find_first_of(kSpecial) == std::string_view::npos && value != "and" &&
                         value != "or" && value != "not";
    return isPlain ? std::string(value) : '"' + std::string(value) + '"';
}

} // namespace iso::filter
