#include "core/node/durable_file.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace iso::node
{

namespace
{

tl::unexpected<Error> systemFailure(const std::string &what)
{
    return failure(ErrorCode::Io, what + ": " + std::generic_category().message(errno));
}

/// False with errno set.
bool writeAll(int descriptor, std::string_view bytes, std::uint64_t offset)
{
    while (!bytes.empty()) {
        const ssize_t written = pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return true;
}

std::filesystem::path folderOf(const std::filesystem::path &path)
{
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

} // namespace

Result<DurableFile> DurableFile::open(const std::filesystem::path &path)
{
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        return systemFailure("cannot open " + path.string());
    }
    DurableFile file(descriptor, 0);
    struct stat status {
    };
    if (fstat(descriptor, &status) != 0) {
        return systemFailure("cannot look at " + path.string());
    }
    if (!S_ISREG(status.st_mode)) {
        return failure(ErrorCode::Io, path.string() + " is not a regular file");
    }
    file.m_size = static_cast<std::uint64_t>(status.st_size);
    return file;
}

Result<DurableFile> DurableFile::replace(const std::filesystem::path &path, std::string_view content)
{
    std::filesystem::path fresh = path;
    fresh += ".new";
    const int descriptor = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        return systemFailure("cannot write " + fresh.string());
    }
    DurableFile file(descriptor, content.size());
    if (!writeAll(descriptor, content, 0) || fsync(descriptor) != 0 || rename(fresh.c_str(), path.c_str()) != 0) {
        auto failed = systemFailure("cannot write " + path.string());
        unlink(fresh.c_str());
        return failed;
    }
    if (const Status synced = syncDirectory(folderOf(path)); !synced) {
        return failure(synced.error());
    }
    return file;
}

DurableFile::DurableFile(DurableFile &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_size(other.m_size)
    , m_isBroken(other.m_isBroken)
{
}

DurableFile &DurableFile::operator=(DurableFile &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_size, other.m_size);
    std::swap(m_isBroken, other.m_isBroken);
    return *this;
}

DurableFile::~DurableFile()
{
    if (m_descriptor >= 0) {
        close(m_descriptor);
    }
}

Result<std::string> DurableFile::read(std::uint64_t offset, std::size_t length) const
{
    std::string bytes(length, '\0');
    std::size_t done = 0;
    while (done < length) {
        const ssize_t got = pread(m_descriptor, bytes.data() + done, length - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return systemFailure("cannot read");
        }
        if (got == 0) {
            return failure(ErrorCode::Corrupt, "the file is shorter than it was");
        }
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

Status DurableFile::append(std::string_view bytes)
{
    if (m_isBroken) {
        return failure(ErrorCode::Io, "an earlier write failed; the program has to be started again");
    }
    if (!writeAll(m_descriptor, bytes, m_size)) {
        auto failed = systemFailure("cannot write");
        m_isBroken = ftruncate(m_descriptor, static_cast<off_t>(m_size)) != 0;
        return failed;
    }
    if (fdatasync(m_descriptor) != 0) {
        // What reached the disk is not known any more, and a second try can succeed without having written it
        // (https://wiki.postgresql.org/wiki/Fsync_Errors).
        m_isBroken = true;
        return systemFailure("cannot write to the disk");
    }
    m_size += bytes.size();
    return {};
}

Status DurableFile::truncate(std::uint64_t size)
{
    if (ftruncate(m_descriptor, static_cast<off_t>(size)) != 0 || fsync(m_descriptor) != 0) {
        m_isBroken = true;
        return systemFailure("cannot cut the file");
    }
    m_size = size;
    return {};
}

Status syncDirectory(const std::filesystem::path &directory)
{
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return systemFailure("cannot open " + directory.string());
    }
    const bool isSynced = fsync(descriptor) == 0;
    Status result = isSynced ? Status() : Status(systemFailure("cannot write " + directory.string()));
    close(descriptor);
    return result;
}

Result<DirectoryLock> DirectoryLock::take(const std::filesystem::path &directory)
{
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return systemFailure("cannot open " + directory.string());
    }
    DirectoryLock lock(descriptor);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return failure(ErrorCode::Busy, directory.string() + " is in use by another program");
        }
        return systemFailure("cannot lock " + directory.string());
    }
    return lock;
}

DirectoryLock::DirectoryLock(DirectoryLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

DirectoryLock &DirectoryLock::operator=(DirectoryLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

DirectoryLock::~DirectoryLock()
{
    if (m_descriptor >= 0) {
        close(m_descriptor);
    }
}

} // namespace iso::node
