#pragma once

#include "core/agent/measured.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace iso::agent
{

struct DiskSpace {
    std::uint64_t used_bytes = 0;
    std::uint64_t available_bytes = 0; ///< to programs that are not root
};

/// Asks a file system for its space; replaced in tests.
using DiskProbe = std::function<Result<DiskSpace>(const std::string &path)>;
/// Asks statvfs(3). It waits for as long as the file system does: a dead NFS mount blocks it.
DiskProbe systemDiskProbe();

struct FullestDisk {
    std::string mount;
    double used_ratio = 0; ///< used / (used + available), as `df` shows it
};

/// Of the disks that matter. One that cannot be read makes the whole unknown: it may be the full one.
Measured<FullestDisk> fullestDisk(const std::vector<std::string> &mounts, const std::string &root,
                                  const DiskProbe &probe);

} // namespace iso::agent
