#include "core/filter/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <vector>

namespace iso::filter
{

namespace
{

struct UnitName {
    std::string_view name;
    double factor;
};

struct DimensionInfo {
    Dimension dimension;
    std::string_view name;
    std::string_view example;
    bool needsUnit;
    std::vector<UnitName> units;
};

const DimensionInfo &infoOf(Dimension dimension)
{
    static const std::array<DimensionInfo, 7> kDimensions{{
        {Dimension::Time,
         "a time",
         "400ms",
         true,
         {{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}}},
        {Dimension::Ratio, "a share", "90%", false, {{"%", 0.01}}},
        {Dimension::Bytes,
         "a number of bytes",
         "12GiB",
         false,
         {{"B", 1},
          {"kB", 1e3},
          {"MB", 1e6},
          {"GB", 1e9},
          {"TB", 1e12},
          {"KiB", 1024.0},
          {"MiB", 1048576.0},
          {"GiB", 1073741824.0},
          {"TiB", 1099511627776.0}}},
        {Dimension::Celsius, "a temperature", "85C", false, {{"C", 1}, {"°C", 1}}},
        {Dimension::Power, "a power", "300W", false, {{"W", 1}, {"kW", 1e3}}},
        {Dimension::Energy,
         "an energy",
         "5kJ",
         false,
         {{"J", 1}, {"kJ", 1e3}, {"MJ", 1e6}, {"Wh", 3600}, {"kWh", 3.6e6}}},
        {Dimension::Count, "a number", "40", false, {{"k", 1e3}, {"M", 1e6}}},
    }};
    return kDimensions.at(static_cast<std::size_t>(dimension));
}

std::optional<double> factorOf(const DimensionInfo &info, std::string_view unit)
{
    const auto found =
        std::find_if(info.units.begin(), info.units.end(), [&](const UnitName &u) { return u.name == unit; });
    return found == info.units.end() ? std::nullopt : std::optional(found->factor);
}

std::string unitNames(const DimensionInfo &info)
{
    std::vector<std::string_view> names;
    for (const UnitName &unit : info.units) {
        names.push_back(unit.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

tl::expected<double, std::string> parseQuantity(std::string_view text, Dimension dimension)
{
    const DimensionInfo &info = infoOf(dimension);
    const auto isDigit = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    if (text.starts_with('-') && text.size() > 1 && isDigit(text[1])) {
        return tl::unexpected(std::string("no figure of a node is negative"));
    }
    double number = 0;
    // from_chars would also read "nan" and "inf", which compare with nothing.
    const auto read = !text.empty() && isDigit(text.front())
                          ? std::from_chars(text.data(), text.data() + text.size(), number)
                          : std::from_chars_result{text.data(), std::errc::invalid_argument};
    if (read.ec != std::errc() || !std::isfinite(number)) {
        return tl::unexpected(dimension == Dimension::Time || dimension == Dimension::Ratio
                                  ? fmt::format("expected {}, as {}, a number with its unit", info.name, info.example)
                                  : fmt::format("expected a number, as {}", info.example));
    }
    std::string_view unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
    if (dimension != Dimension::Time && unit.ends_with("/s")) {
        unit.remove_suffix(2);
    }
    if (unit.empty()) {
        if (info.needsUnit) {
            return tl::unexpected(fmt::format("a time needs a unit: {0}ms, {0}s, {0}min, {0}h or {0}d", text));
        }
        if (dimension == Dimension::Ratio && number > 1) {
            return tl::unexpected(fmt::format("a share is written as {}% or as a number up to 1", text));
        }
        return number;
    }
    const auto factor = factorOf(info, unit);
    if (!factor) {
        return tl::unexpected(fmt::format("\"{}\" is not a unit of {}: use {}", unit, info.name, unitNames(info)));
    }
    return number * *factor;
}

std::string_view exampleOf(Dimension dimension)
{
    return infoOf(dimension).example;
}

std::string_view nameOf(Dimension dimension)
{
    return infoOf(dimension).name;
}

} // namespace iso::filter
