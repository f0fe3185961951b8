#pragma once

// Private to core/problems: what is written in a row, for people.

#include "core/problems/grouping.h"

namespace iso::problems
{

struct Words {
    std::string text;
    std::string consequence;
    std::string advice;
};
Words wordsFor(const Group &group, const fleet::FleetSnapshot &snapshot, const NodeRules &rules);

/// "osl", "path osl", "region eu-north": the place in words.
std::string placeOf(const Group &group);

} // namespace iso::problems
