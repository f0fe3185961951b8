#include "core/storage/set_aside.h"

#include <fmt/format.h>
#include <string>
#include <system_error>

namespace iso::storage
{
namespace
{

/// "20260314T092653Z".
std::string compactUtc(HubTime time)
{
    std::string compact;
    for (const char c : toRfc3339(time).substr(0, 19)) {
        if (c != '-' && c != ':') {
            compact += c;
        }
    }
    return compact + "Z";
}

} // namespace

Result<std::filesystem::path> setAside(const std::filesystem::path &file, HubTime now)
{
    const std::string base = file.string() + ".damaged-" + compactUtc(now);
    std::string target = base;
    std::error_code error;
    for (int n = 2; std::filesystem::exists(target, error); ++n) {
        target = fmt::format("{}.{}", base, n);
    }
    // The log before its database: a crash in between leaves a database without a log, never a log beside the new
    // database that it does not belong to.
    for (const char *suffix : {"-wal", "-shm", "-journal", ""}) {
        const std::string from = file.string() + suffix;
        if (!std::filesystem::exists(from, error)) {
            continue;
        }
        std::filesystem::rename(from, target + suffix, error);
        if (error) {
            return failure(ErrorCode::Io,
                           fmt::format("{}: cannot rename to {}{}: {}", from, target, suffix, error.message()));
        }
    }
    return std::filesystem::path(target);
}

} // namespace iso::storage
