#include "core/session/workspace.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

namespace iso::session
{
namespace
{

namespace fs = std::filesystem;

std::string environment(const char *name)
{
    const char *value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

std::string readOwner(int descriptor)
{
    char text[128] = {};
    const ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
    std::string owner(text, length > 0 ? static_cast<std::size_t>(length) : 0);
    while (!owner.empty() && owner.back() == '\n') {
        owner.pop_back();
    }
    return owner.empty() ? "another program" : owner;
}

Status makePrivateFolder(const fs::path &folder)
{
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return failure(ErrorCode::Io, fmt::format("cannot make {}: {}", folder.string(), std::strerror(errno)));
    }
    struct stat info {
    };
    if (lstat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != geteuid()) {
        return failure(ErrorCode::Refused, fmt::format("{} is not a folder of this user", folder.string()));
    }
    if ((info.st_mode & 0077) != 0 && chmod(folder.c_str(), 0700) != 0) {
        return failure(ErrorCode::Refused, fmt::format("{} is open to other users", folder.string()));
    }
    return {};
}

} // namespace

fs::path defaultWorkspace()
{
    const std::string data = environment("XDG_DATA_HOME");
    const fs::path base = data.empty() ? fs::path(environment("HOME")) / ".local" / "share" : fs::path(data);
    return base / "isochrone" / "default";
}

Result<fs::path> localSocket(const fs::path &workspace)
{
    std::error_code ignored;
    const std::string canonical = fs::weakly_canonical(fs::absolute(workspace), ignored).string();
    const std::string runtime = environment("XDG_RUNTIME_DIR");
    const fs::path folder = !runtime.empty() && fs::is_directory(runtime, ignored)
                                ? fs::path(runtime) / "isochrone"
                                : fs::temp_directory_path() / fmt::format("isochrone-{}", geteuid());
    if (const Status made = makePrivateFolder(folder); !made) {
        return failure(made.error());
    }
    // A hash, since the address of a local socket has room for 107 bytes only.
    return folder / fmt::format("{:016x}.sock", XXH3_64bits(canonical.data(), canonical.size()));
}

bool isOwned(const fs::path &workspace)
{
    const int descriptor = open(WorkspacePaths{workspace}.lock().c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    const bool isFree = flock(descriptor, LOCK_SH | LOCK_NB) == 0;
    close(descriptor);
    return !isFree;
}

Result<std::unique_ptr<WorkspaceOwner>> WorkspaceOwner::take(const fs::path &directory, const std::string &program)
{
    std::error_code error;
    const bool isNew = fs::create_directories(directory, error);
    if (error) {
        return failure(ErrorCode::Io,
                       fmt::format("cannot make the workspace {}: {}", directory.string(), error.message()));
    }
    if (isNew) {
        fs::permissions(directory, fs::perms::owner_all, error);
    }
    WorkspacePaths paths{directory};
    const int descriptor = open(paths.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return failure(ErrorCode::Io, fmt::format("cannot open {}: {}", paths.lock().string(), std::strerror(errno)));
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const std::string owner = readOwner(descriptor);
        close(descriptor);
        return failure(ErrorCode::Busy,
                       fmt::format("the workspace {} is in use by {}: close it, or choose another with "
                                   "--workspace",
                                   directory.string(), owner));
    }
    const std::string owner = fmt::format("{} (process {})\n", program, getpid());
    if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, owner.data(), owner.size(), 0) < 0) {
        close(descriptor);
        return failure(ErrorCode::Io, fmt::format("cannot write {}: {}", paths.lock().string(), std::strerror(errno)));
    }
    return std::unique_ptr<WorkspaceOwner>(new WorkspaceOwner(std::move(paths), descriptor));
}

WorkspaceOwner::WorkspaceOwner(WorkspacePaths paths, int lockDescriptor)
    : m_paths(std::move(paths))
    , m_lockDescriptor(lockDescriptor)
{
}

WorkspaceOwner::~WorkspaceOwner()
{
    close(m_lockDescriptor);
}

} // namespace iso::session
