#pragma once

#include "core/fleet/snapshot.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace iso::filter
{

/// A text that could stand at the cursor.
struct Suggestion {
    std::string text; ///< replaces the bytes [Completion::from, Completion::to)
    std::string hint; ///< for people: "Time to first token, p95; a time" or "412 nodes"

    bool operator==(const Suggestion &) const = default;
};

struct Completion {
    std::size_t from = 0;
    std::size_t to = 0;
    std::vector<Suggestion> suggestions; ///< best first, at most kMaxSuggestions
};

inline constexpr std::size_t kMaxSuggestions = 20;

/// What could stand at `cursor` (bytes) of a filter's text: names of fields, and values that the fleet has. Looks at
/// every node once; the text need not be a valid filter.
Completion complete(std::string_view text, std::size_t cursor, const fleet::FleetSnapshot &fleet);

} // namespace iso::filter
