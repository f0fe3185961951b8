#include "core/filter/parser.h"

#include "core/filter/condition.h"
#include "core/filter/pattern.h"

#include <fmt/format.h>

namespace iso::filter
{

namespace
{

using Parsed = tl::expected<Expression, FilterError>;

/// Recursive descent, one function for each rule of the grammar.
class Parser
{
public:
    explicit Parser(const std::vector<Token> &tokens)
        : m_tokens(tokens)
    {
    }

    Parsed parse()
    {
        Parsed all = any();
        if (all && now().kind == TokenKind::Close) {
            return error(now(), "this parenthesis closes nothing");
        }
        if (all && now().kind != TokenKind::End) {
            return error(now(), expected());
        }
        return all;
    }

private:
    Parsed any()
    {
        Parsed left = all();
        while (left && isKeyword("or")) {
            ++m_at;
            Parsed right = all();
            if (!right) {
                return right;
            }
            left = joined(*left, *right, [](bool a, bool b) { return a || b; });
        }
        return left;
    }

    Parsed all()
    {
        Parsed left = negated();
        while (left) {
            if (isKeyword("and")) {
                ++m_at;
            } else if (isKeyword("or") || !startsCondition()) {
                break;
            }
            Parsed right = negated();
            if (!right) {
                return right;
            }
            left = joined(*left, *right, [](bool a, bool b) { return a && b; });
        }
        return left;
    }

    Parsed negated()
    {
        if (!isKeyword("not")) {
            return primary();
        }
        const Token start = now();
        if (++m_depth > Filter::kMaxDepth) {
            return error(start, "nested too deep");
        }
        ++m_at;
        Parsed inner = negated();
        --m_depth;
        if (!inner) {
            return inner;
        }
        return Expression{[holds = std::move(inner->holds)](const fleet::NodeSnapshot &node, const Moment &moment) {
                              return !holds(node, moment);
                          },
                          inner->followsFigures};
    }

    Parsed primary()
    {
        if (now().kind == TokenKind::Open) {
            return group();
        }
        if (!now().isValue() || isKeyword("and") || isKeyword("or")) {
            return error(now(), expected());
        }
        const Token word = m_tokens[m_at++];
        if (now().kind != TokenKind::Operator) {
            return wordCondition(word.text);
        }
        const Token symbol = m_tokens[m_at++];
        std::vector<Token> values;
        do {
            if (!values.empty()) {
                ++m_at; // the comma
            }
            if (!now().isValue()) {
                return error(now(), fmt::format("expected a value after \"{}\"", values.empty() ? symbol.text : ","));
            }
            values.push_back(m_tokens[m_at++]);
        } while (now().kind == TokenKind::Comma);
        return fieldCondition(word, symbol, values);
    }

    Parsed group()
    {
        const Token open = m_tokens[m_at++];
        if (++m_depth > Filter::kMaxDepth) {
            return error(open, "nested too deep");
        }
        Parsed inner = any();
        --m_depth;
        if (inner && now().kind == TokenKind::End) {
            return error(open, "this parenthesis is never closed");
        }
        if (inner && now().kind != TokenKind::Close) {
            return error(now(), expected());
        }
        ++m_at;
        return inner;
    }

    template<typename Join>
    static Expression joined(const Expression &a, const Expression &b, Join join)
    {
        return {[a = a.holds, b = b.holds, join](const fleet::NodeSnapshot &node, const Moment &moment) {
                    return join(a(node, moment), b(node, moment));
                },
                a.followsFigures || b.followsFigures};
    }

    [[nodiscard]] const Token &now() const { return m_tokens[m_at]; }
    [[nodiscard]] bool isKeyword(std::string_view word) const
    {
        return now().kind == TokenKind::Word && folded(now().text) == word;
    }
    [[nodiscard]] bool startsCondition() const { return now().isValue() || now().kind == TokenKind::Open; }
    static std::string expected() { return "expected a condition here, such as osl, region:eu or p95>400ms"; }
    static Parsed error(const Token &at, std::string message)
    {
        return tl::unexpected(FilterError{at.offset, at.length, std::move(message)});
    }

    const std::vector<Token> &m_tokens;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
};

} // namespace

Parsed parseTokens(const std::vector<Token> &tokens)
{
    return Parser(tokens).parse();
}

} // namespace iso::filter
