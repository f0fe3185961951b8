#include "core/storage/file_lock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace iso::storage
{
namespace
{

std::string ownerOf(int descriptor)
{
    std::array<char, 32> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
    std::string owner(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!owner.empty() && (owner.back() == '\n' || owner.back() == '\0')) {
        owner.pop_back();
    }
    return owner;
}

} // namespace

FileLock::FileLock(int descriptor)
    : m_descriptor(descriptor)
{
}

FileLock::~FileLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

FileLock::FileLock(FileLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FileLock &FileLock::operator=(FileLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

Result<FileLock> FileLock::acquire(const std::filesystem::path &lockFile)
{
    const int descriptor = ::open(lockFile.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return failure(ErrorCode::Io, fmt::format("{}: cannot open: {}", lockFile.string(), std::strerror(errno)));
    }
    FileLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return failure(ErrorCode::Io, fmt::format("{}: cannot lock: {}", lockFile.string(), std::strerror(errno)));
        }
        const std::string owner = ownerOf(descriptor);
        return failure(ErrorCode::Busy, fmt::format("{} is held by another program{}; stop it first", lockFile.string(),
                                                    owner.empty() ? "" : " (process " + owner + ")"));
    }
    // The process id is a help for people only; the lock holds without it, so a full disk does not matter here.
    const std::string pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(descriptor, 0) == 0) {
        static_cast<void>(::pwrite(descriptor, pid.data(), pid.size(), 0) > 0);
    }
    return lock;
}

} // namespace iso::storage
