#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace iso::app
{

/// Makes the folder for this user alone (0700), or checks that it is.
Status prepareStateDirectory(const std::filesystem::path &directory);

} // namespace iso::app
