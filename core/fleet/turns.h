#pragma once

#include <algorithm>
#include <cstddef>

namespace iso::fleet
{

/// How many of `nodes` to take at a time where all have their turn once a second and a turn comes with each snapshot,
/// ten a second: a small fleet at once, a large one in eight, so that a late turn does no harm. Nobody waits long for
/// the io thread then.
inline std::size_t nodesPerTurn(std::size_t nodes)
{
    constexpr std::size_t kFewest = 1'000;
    constexpr std::size_t kTurns = 8;
    return std::max(kFewest, nodes / kTurns + 1);
}

} // namespace iso::fleet
