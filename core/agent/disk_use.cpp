#include "core/agent/disk_use.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/statvfs.h>

namespace iso::agent
{

DiskProbe systemDiskProbe()
{
    return [](const std::string &path) -> Result<DiskSpace> {
        struct statvfs found {
        };
        if (::statvfs(path.c_str(), &found) != 0) {
            return failure(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                           fmt::format("cannot ask for the space of {}: {}", path, std::strerror(errno)));
        }
        const std::uint64_t unit_bytes = found.f_frsize;
        return DiskSpace{(found.f_blocks - found.f_bfree) * unit_bytes, found.f_bavail * unit_bytes};
    };
}

Measured<FullestDisk> fullestDisk(const std::vector<std::string> &mounts, const std::string &root,
                                  const DiskProbe &probe)
{
    FullestDisk fullest;
    bool any = false;
    for (const std::string &mount : mounts) {
        const auto space = probe(root + mount);
        if (!space) {
            return missing(space.error());
        }
        const double whole = static_cast<double>(space->used_bytes) + static_cast<double>(space->available_bytes);
        if (whole <= 0) {
            continue; // a pseudo file system holds nothing
        }
        const double ratio = static_cast<double>(space->used_bytes) / whole;
        if (!any || ratio > fullest.used_ratio) {
            fullest = {mount, ratio};
            any = true;
        }
    }
    if (!any) {
        return missing(telemetry::Absence::NotExported, "none of the configured mount points is a disk");
    }
    return fullest;
}

} // namespace iso::agent
