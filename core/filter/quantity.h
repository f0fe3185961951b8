#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace iso::filter
{

/// What a figure measures, and so which units it can be compared in.
enum class Dimension { Time, Ratio, Bytes, Celsius, Power, Energy, Count };

/// Reads "400ms", "95%", "12GiB", "85", "1.5k": a number and its unit, in seconds, ratio, bytes, degrees Celsius,
/// watts, joules or pieces. A rate may end in "/s". On failure the text for people.
tl::expected<double, std::string> parseQuantity(std::string_view text, Dimension dimension);

/// A quantity of that kind as one would write it: "400ms".
std::string_view exampleOf(Dimension dimension);
/// "a time".
std::string_view nameOf(Dimension dimension);

} // namespace iso::filter
