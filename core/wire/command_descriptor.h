#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::wire
{

/// How much harm a command can do; decides how it must be confirmed.
enum class HazardClass : std::uint8_t {
    Observe = 0, ///< changes nothing
    Adjust,      ///< changes a setting, easily taken back
    Disruptive,  ///< moves or interrupts traffic
    Dangerous,   ///< can lose work or take a node out
};
std::string_view toText(HazardClass hazard);

enum class ParameterType : std::uint8_t { Text = 0, Integer, Real, Flag, Choice };
std::string_view toText(ParameterType type);

struct ParameterDescriptor {
    std::string name;
    std::string title;
    ParameterType type = ParameterType::Text;
    bool required = false;
    std::string defaultValue;      ///< empty when there is none
    std::optional<double> minimum; ///< for numbers
    std::optional<double> maximum;
    std::vector<std::string> choices; ///< for Choice
    std::string unit;                 ///< symbol shown behind the field, e.g. "ms"
    bool operator==(const ParameterDescriptor &) const = default;
};

/// One entry of a node's command catalogue, from its birth.
struct CommandDescriptor {
    std::string name;        ///< "drain"
    std::string title;       ///< "Drain node"
    std::string description; ///< what it does and what it costs, one sentence
    std::vector<ParameterDescriptor> parameters;
    HazardClass hazard = HazardClass::Observe;
    bool idempotent = false;
    Duration timeout{0};      ///< without a receipt for this long its state is unknown
    std::string verification; ///< how success shows in telemetry, e.g. "service becomes drained"
    bool operator==(const CommandDescriptor &) const = default;
};

/// One argument of a command, as text in the form the parameter's type prescribes.
struct Argument {
    std::string name;
    std::string value;
    bool operator==(const Argument &) const = default;
};

} // namespace iso::wire
