#pragma once

#include "core/base/result.h"

#include <string>

namespace iso::ctl
{

/// InvalidInput with the filter and a mark below the characters that make no sense.
Status checkFilter(const std::string &text);

} // namespace iso::ctl
