#pragma once

#include "core/filter/filter.h"

#include <functional>

namespace iso::filter
{

/// A parsed condition.
struct Expression {
    std::function<bool(const fleet::NodeSnapshot &, const Moment &)> holds;
    bool followsFigures = false;
};

} // namespace iso::filter
