#include "app/node/state_directory.h"

#include <cerrno>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace iso::app
{

Status prepareStateDirectory(const std::filesystem::path &directory)
{
    std::error_code error;
    if (directory.has_parent_path()) {
        std::filesystem::create_directories(directory.parent_path(), error);
    }
    if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
        return failure(ErrorCode::Io,
                       fmt::format("cannot make {}: {}", directory.string(), std::generic_category().message(errno)));
    }
    struct stat status {
    };
    if (stat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        return failure(ErrorCode::Io, directory.string() + " is not a folder that can be looked into");
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return failure(ErrorCode::Refused,
                       fmt::format("{0} is open to other users, and will hold this node's key; say: chmod 700 {0}",
                                   directory.string()));
    }
    if (access(directory.c_str(), R_OK | W_OK | X_OK) != 0) {
        return failure(ErrorCode::Io, directory.string() + " cannot be written by this user");
    }
    return {};
}

} // namespace iso::app
