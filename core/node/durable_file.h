#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace iso::node
{

/// An open file whose changes survive a power loss once a call has returned. For its owner only (0600). Used by one
/// thread.
class DurableFile
{
public:
    /// Opens it, or makes an empty one.
    static Result<DurableFile> open(const std::filesystem::path &path);
    /// Writes `content` beside `path` and puts it in its place in one step: afterwards there is the old file or the new
    /// one, never a part. Returns the new one, open.
    static Result<DurableFile> replace(const std::filesystem::path &path, std::string_view content);

    DurableFile(DurableFile &&other) noexcept;
    DurableFile &operator=(DurableFile &&other) noexcept;
    ~DurableFile();

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    Result<std::string> read(std::uint64_t offset, std::size_t length) const;
    /// All or nothing. After a failure that cannot be taken back every later one fails too.
    Status append(std::string_view bytes);
    Status truncate(std::uint64_t size);

private:
    DurableFile(int descriptor, std::uint64_t size)
        : m_descriptor(descriptor)
        , m_size(size)
    {
    }

    int m_descriptor = -1;
    std::uint64_t m_size = 0;
    bool m_isBroken = false;
};

/// Makes renames and new files in it last.
Status syncDirectory(const std::filesystem::path &directory);

/// A folder that one program uses at a time; the system ends it with the program, also after kill -9.
class DirectoryLock
{
public:
    /// Busy when another program holds it.
    static Result<DirectoryLock> take(const std::filesystem::path &directory);
    DirectoryLock(DirectoryLock &&other) noexcept;
    DirectoryLock &operator=(DirectoryLock &&other) noexcept;
    ~DirectoryLock();

private:
    explicit DirectoryLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor = -1;
};

} // namespace iso::node
