#pragma once

#include "core/filter/expression.h"
#include "core/filter/lexer.h"

namespace iso::filter
{

/// Reads tokens that end in End and hold at least one more. The grammar is in README.md of this folder.
tl::expected<Expression, FilterError> parseTokens(const std::vector<Token> &tokens);

} // namespace iso::filter
