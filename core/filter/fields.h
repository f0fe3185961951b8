#pragma once

#include "core/filter/filter.h"
#include "core/filter/quantity.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::filter
{

/// Texts of a node: `region:eu`, `model:llama*`.
struct TextField {
    std::string_view name;
    std::string_view title;
    /// Calls back with each text of the node, until the callback returns true. True when it did.
    std::function<bool(const fleet::NodeSnapshot &, const std::function<bool(std::string_view)> &)> anyOf;
    bool isWord = false; ///< looked at by a word without a field
};

/// One of a few named conditions: `service:stalled`.
struct ChoiceField {
    struct Choice {
        std::string name;
        std::string hint;
        std::function<bool(const fleet::NodeSnapshot &, const Moment &)> holds;
    };
    std::string_view name;
    std::string_view title;
    std::vector<Choice> choices;
};

/// A figure that can be compared: `ttft.p95>400ms`.
struct NumberField {
    std::string name;
    std::string title;
    Dimension dimension = Dimension::Count;
    bool isRate = false; ///< per second
    /// In the base unit of its dimension. Nothing when it is absent or too old to be believed.
    std::function<std::optional<double>(const fleet::NodeSnapshot &, const Moment &)> read;
    std::vector<std::string_view> aliases;
};

const std::vector<TextField> &textFields();
const std::vector<ChoiceField> &choiceFields();
const std::vector<NumberField> &numberFields();

/// By name, in any case; null when there is none. Numbers also by alias.
const TextField *findTextField(std::string_view name);
const ChoiceField *findChoiceField(std::string_view name);
const NumberField *findNumberField(std::string_view name);
/// The name that a misspelt one may have meant; empty when nothing is near.
std::string nearestFieldName(std::string_view name);

} // namespace iso::filter
