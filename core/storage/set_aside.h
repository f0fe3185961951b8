#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <filesystem>

namespace iso::storage
{

/// Renames a closed, damaged database with its -wal, -shm and -journal to `<file>.damaged-<utc>`, so that a new one
/// can be made in its place and nothing is lost. Returns the new name.
Result<std::filesystem::path> setAside(const std::filesystem::path &file, HubTime now);

} // namespace iso::storage
