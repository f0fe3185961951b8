#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace iso
{

/// What a file with a secret holds, without one end of line at its end; at most `most_bytes`. Refused, with what to do,
/// unless the file is this user's (or root's) and closed to all others; NotFound when it is not there. No message holds
/// anything of the content.
Result<std::string> readSecretFile(const std::filesystem::path &file, std::size_t most_bytes);

} // namespace iso
