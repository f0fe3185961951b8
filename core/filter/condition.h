#pragma once

#include "core/filter/expression.h"
#include "core/filter/lexer.h"

namespace iso::filter
{

/// A word without a field: looked for in the names of node, site, region, place and model.
Expression wordCondition(std::string_view word);

/// `field symbol value,value…`: what kind of field it is decides which symbols and values make sense.
tl::expected<Expression, FilterError> fieldCondition(const Token &field, const Token &symbol,
                                                     const std::vector<Token> &values);

} // namespace iso::filter
