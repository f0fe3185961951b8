#include "core/filter/condition.h"

#include "core/filter/fields.h"
#include "core/filter/pattern.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::filter
{

namespace
{

using Built = tl::expected<Expression, FilterError>;
using fleet::NodeSnapshot;

Built errorAt(const Token &token, std::string message)
{
    return tl::unexpected(FilterError{token.offset, token.length, std::move(message)});
}

Expression negatedIf(bool isNegated, Expression expression)
{
    if (isNegated) {
        expression.holds = [holds = std::move(expression.holds)](const NodeSnapshot &node, const Moment &moment) {
            return !holds(node, moment);
        };
    }
    return expression;
}

bool anyMatches(const TextField &field, const NodeSnapshot &node, const Pattern &pattern)
{
    return field.anyOf(node, [&pattern](std::string_view text) { return pattern.matches(text); });
}

Built textCondition(const TextField &field, const Token &symbol, const std::vector<Token> &values)
{
    if (symbol.text != ":" && symbol.text != "=" && symbol.text != "!=") {
        return errorAt(symbol, fmt::format("{0} is a text: write {0}:… or {0}=…", field.name));
    }
    std::vector<Pattern> patterns;
    for (const Token &value : values) {
        patterns.emplace_back(value.text, symbol.text == ":" ? PatternMode::Loose : PatternMode::Exact);
    }
    return negatedIf(symbol.text == "!=",
                     {[&field, patterns = std::move(patterns)](const NodeSnapshot &node, const Moment &) {
                          return std::any_of(patterns.begin(), patterns.end(),
                                             [&](const Pattern &pattern) { return anyMatches(field, node, pattern); });
                      },
                      false});
}

Built choiceCondition(const ChoiceField &field, const Token &symbol, const std::vector<Token> &values)
{
    if (symbol.text != ":" && symbol.text != "=" && symbol.text != "!=") {
        return errorAt(symbol, fmt::format("{0} is one of a few words: write {0}:…", field.name));
    }
    std::vector<const ChoiceField::Choice *> wanted;
    for (const Token &value : values) {
        const std::string name = folded(value.text);
        const auto found = std::find_if(field.choices.begin(), field.choices.end(),
                                        [&name](const auto &choice) { return choice.name == name; });
        if (found == field.choices.end()) {
            std::vector<std::string_view> names;
            for (const auto &choice : field.choices) {
                names.push_back(choice.name);
            }
            return errorAt(value, fmt::format("\"{}\" is not one of {}", value.text, fmt::join(names, ", ")));
        }
        wanted.push_back(&*found);
    }
    return negatedIf(symbol.text == "!=",
                     {[wanted = std::move(wanted)](const NodeSnapshot &node, const Moment &moment) {
                          return std::any_of(wanted.begin(), wanted.end(),
                                             [&](const auto *choice) { return choice->holds(node, moment); });
                      },
                      true});
}

/// Figures come from histograms and divisions: equal is what nobody could tell apart.
bool isSame(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

bool compares(double value, std::string_view symbol, double limit)
{
    if (symbol == "=") {
        return isSame(value, limit);
    }
    if (symbol == "!=") {
        return !isSame(value, limit);
    }
    if (symbol == ">=") {
        return value > limit || isSame(value, limit);
    }
    if (symbol == "<=") {
        return value < limit || isSame(value, limit);
    }
    return !isSame(value, limit) && (symbol == ">" ? value > limit : value < limit);
}

Built numberCondition(const NumberField &field, const Token &symbol, const std::vector<Token> &values)
{
    if (symbol.text == ":") {
        const std::string_view example =
            parseQuantity(values[0].text, field.dimension) ? values[0].text : exampleOf(field.dimension);
        return errorAt(symbol, fmt::format("{0} is a number: compare it, as {0}>{1}", field.name, example));
    }
    if (values.size() > 1) {
        return errorAt(values[1], "a figure is compared with one number; write \"or\" between conditions");
    }
    const auto limit = parseQuantity(values[0].text, field.dimension);
    if (!limit) {
        return errorAt(values[0], limit.error());
    }
    return Expression{
        [&field, symbol = std::string(symbol.text), limit = *limit](const NodeSnapshot &node, const Moment &moment) {
            const auto value = field.read(node, moment);
            return value && compares(*value, symbol, limit);
        },
        true};
}

} // namespace

Expression wordCondition(std::string_view word)
{
    return {[pattern = Pattern(word, PatternMode::Loose)](const NodeSnapshot &node, const Moment &) {
                const auto &fields = textFields();
                return std::any_of(fields.begin(), fields.end(), [&](const TextField &field) {
                    return field.isWord && anyMatches(field, node, pattern);
                });
            },
            false};
}

Built fieldCondition(const Token &field, const Token &symbol, const std::vector<Token> &values)
{
    if (const TextField *text = findTextField(field.text)) {
        return textCondition(*text, symbol, values);
    }
    // "clock" and "service" choose; "errors" and the like compare. No name is both.
    if (const ChoiceField *choice = findChoiceField(field.text)) {
        return choiceCondition(*choice, symbol, values);
    }
    if (const NumberField *number = findNumberField(field.text)) {
        return numberCondition(*number, symbol, values);
    }
    const std::string nearest = nearestFieldName(field.text);
    return errorAt(field, nearest.empty() ? fmt::format("there is no \"{}\" to filter by", field.text)
                                          : fmt::format("there is no \"{}\"; did you mean {}?", field.text, nearest));
}

} // namespace iso::filter
