#include "core/base/secret_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace iso
{
namespace
{

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_fd; }

private:
    const int m_fd;
};

/// systemd's LoadCredential= gives a service a file of root:root that an access list opens to its user; the list's mask
/// shows where the group's permissions are otherwise.
bool isCredentialOfService(const struct stat &status)
{
    constexpr mode_t kReadOnly = S_IRUSR | S_IRGRP;
    return geteuid() != 0 && status.st_uid == 0 && status.st_gid == 0 && (status.st_mode & ALLPERMS & ~kReadOnly) == 0;
}

Status checkClosed(const std::filesystem::path &file, const struct stat &status)
{
    if (!S_ISREG(status.st_mode)) {
        return failure(ErrorCode::Refused, fmt::format("{} is not a regular file", file.string()));
    }
    if (status.st_uid != geteuid() && status.st_uid != 0) {
        return failure(ErrorCode::Refused,
                       fmt::format("{0} holds a secret and belongs to another user, who can read and change it; run: "
                                   "chown {1} '{0}'",
                                   file.string(), geteuid()));
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0 && !isCredentialOfService(status)) {
        return failure(
            ErrorCode::Refused,
            fmt::format("{0} holds a secret and is open to other users; run: chmod 600 '{0}'", file.string()));
    }
    return {};
}

} // namespace

Result<std::string> readSecretFile(const std::filesystem::path &file, std::size_t most_bytes)
{
    // A pipe in its place would make a plain open wait for ever.
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {
    };
    if (opened.get() < 0 || ::fstat(opened.get(), &status) != 0) {
        const int error = errno;
        return failure(error == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                       fmt::format("cannot read {}: {}", file.string(), std::strerror(error)));
    }
    if (Status closed = checkClosed(file, status); !closed) {
        return failure(closed.error());
    }
    std::string line(most_bytes + 2, '\0'); // an end of line, and one to see whether there is more
    std::size_t size = 0;
    while (size < line.size()) {
        const ssize_t count = ::read(opened.get(), line.data() + size, line.size() - size);
        if (count < 0) {
            return failure(ErrorCode::Io, fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
        }
        if (count == 0) {
            break;
        }
        size += static_cast<std::size_t>(count);
    }
    line.resize(size);
    if (line.ends_with('\n')) {
        line.pop_back();
    }
    if (line.size() > most_bytes) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{} holds more than the {} bytes of a secret", file.string(), most_bytes));
    }
    return line;
}

} // namespace iso
