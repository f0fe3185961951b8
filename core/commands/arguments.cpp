#include "core/commands/arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::commands
{

namespace
{

constexpr std::size_t kMaxText_bytes = 256;

/// "100 to 60000 ms", "at least 1", or nothing when the number is free.
std::string rangeText(const wire::ParameterDescriptor &parameter)
{
    const std::string unit = parameter.unit.empty() ? "" : " " + parameter.unit;
    if (parameter.minimum && parameter.maximum) {
        return fmt::format("{} to {}{}", *parameter.minimum, *parameter.maximum, unit);
    }
    if (parameter.minimum) {
        return fmt::format("at least {}{}", *parameter.minimum, unit);
    }
    if (parameter.maximum) {
        return fmt::format("at most {}{}", *parameter.maximum, unit);
    }
    return {};
}

tl::unexpected<Error> refused(const wire::ParameterDescriptor &parameter, std::string_view value,
                              std::string_view allowed)
{
    return failure(ErrorCode::InvalidInput,
                   fmt::format("{} \"{}\" is not {}", parameter.name, value.substr(0, 64), allowed));
}

template<typename Number>
std::optional<Number> numberFrom(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Status checkNumber(const wire::ParameterDescriptor &parameter, std::string_view value)
{
    const bool whole = parameter.type == wire::ParameterType::Integer;
    const std::string range = rangeText(parameter);
    const std::string allowed = fmt::format("a {}number{}{}", whole ? "whole " : "", range.empty() ? "" : ", ", range);

    std::optional<double> number;
    if (!whole) {
        number = numberFrom<double>(value);
    } else if (const auto integer = numberFrom<std::int64_t>(value)) {
        number = static_cast<double>(*integer);
    }
    if (!number || !std::isfinite(*number) || (parameter.minimum && *number < *parameter.minimum) ||
        (parameter.maximum && *number > *parameter.maximum)) {
        return refused(parameter, value, allowed);
    }
    return {};
}

std::string parameterNames(const wire::CommandDescriptor &descriptor)
{
    std::vector<std::string> names;
    for (const auto &parameter : descriptor.parameters) {
        names.push_back(parameter.name);
    }
    return names.empty() ? "it takes none" : fmt::format("it takes {}", fmt::join(names, ", "));
}

Status checkNames(const wire::CommandDescriptor &descriptor, const std::vector<wire::Argument> &arguments)
{
    for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
        const auto sameName = [&](const auto &other) { return other.name == argument->name; };
        if (std::none_of(descriptor.parameters.begin(), descriptor.parameters.end(), sameName)) {
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{} has no argument \"{}\": {}", descriptor.name, argument->name.substr(0, 64),
                                       parameterNames(descriptor)));
        }
        if (std::any_of(arguments.begin(), argument, sameName)) {
            return failure(ErrorCode::InvalidInput, fmt::format("argument {} is given twice", argument->name));
        }
    }
    return {};
}

} // namespace

Status checkValue(const wire::ParameterDescriptor &parameter, std::string_view value)
{
    switch (parameter.type) {
    case wire::ParameterType::Text:
        if (value.size() > kMaxText_bytes) {
            return refused(parameter, value, "a text of at most 256 bytes");
        }
        if (parameter.required && value.empty()) {
            return failure(ErrorCode::InvalidInput, parameter.name + " must not be empty");
        }
        return {};
    case wire::ParameterType::Integer:
    case wire::ParameterType::Real:
        return checkNumber(parameter, value);
    case wire::ParameterType::Flag:
        return value == "true" || value == "false" ? Status() : refused(parameter, value, "true or false");
    case wire::ParameterType::Choice:
        if (std::find(parameter.choices.begin(), parameter.choices.end(), value) == parameter.choices.end()) {
            return refused(parameter, value, fmt::format("one of {}", fmt::join(parameter.choices, ", ")));
        }
        return {};
    }
    return refused(parameter, value, "of a type that this version knows");
}

Result<std::vector<wire::Argument>> checkArguments(const wire::CommandDescriptor &descriptor,
                                                   const std::vector<wire::Argument> &arguments)
{
    if (Status names = checkNames(descriptor, arguments); !names) {
        return failure(std::move(names.error()));
    }
    std::vector<wire::Argument> complete;
    for (const auto &parameter : descriptor.parameters) {
        const auto given = std::find_if(arguments.begin(), arguments.end(),
                                        [&](const auto &argument) { return argument.name == parameter.name; });
        if (given != arguments.end()) {
            if (Status value = checkValue(parameter, given->value); !value) {
                return failure(std::move(value.error()));
            }
            complete.push_back(*given);
        } else if (!parameter.defaultValue.empty()) {
            complete.push_back({parameter.name, parameter.defaultValue});
        } else if (parameter.required) {
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{} needs the argument {}", descriptor.name, parameter.name));
        }
    }
    return complete;
}

const wire::CommandDescriptor *findCommand(const std::vector<wire::CommandDescriptor> &catalogue, std::string_view name)
{
    const auto found =
        std::find_if(catalogue.begin(), catalogue.end(), [name](const auto &entry) { return entry.name == name; });
    return found == catalogue.end() ? nullptr : &*found;
}

} // namespace iso::commands
