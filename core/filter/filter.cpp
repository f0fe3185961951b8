#include "core/filter/filter.h"

#include "core/filter/parser.h"

#include <fmt/format.h>

namespace iso::filter
{

tl::expected<Filter, FilterError> Filter::parse(std::string_view text)
{
    if (text.size() > kMaxBytes) {
        return tl::unexpected(
            FilterError{kMaxBytes, text.size() - kMaxBytes, fmt::format("a filter has at most {} bytes", kMaxBytes)});
    }
    const auto tokens = tokensOf(text);
    if (!tokens) {
        return tl::unexpected(tokens.error());
    }
    Filter filter;
    if (tokens->size() == 1) {
        return filter;
    }
    auto expression = parseTokens(*tokens);
    if (!expression) {
        return tl::unexpected(expression.error());
    }
    const std::size_t end = (*tokens)[tokens->size() - 2].offset + (*tokens)[tokens->size() - 2].length;
    filter.m_text = text.substr(tokens->front().offset, end - tokens->front().offset);
    filter.m_expression = std::make_shared<const Expression>(*std::move(expression));
    return filter;
}

bool Filter::matches(const fleet::NodeSnapshot &node, const Moment &moment) const
{
    return !node.identity->retired && (m_expression == nullptr || m_expression->holds(node, moment));
}

bool Filter::followsFigures() const
{
    return m_expression != nullptr && m_expression->followsFigures;
}

} // namespace iso::filter
