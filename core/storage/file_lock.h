#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace iso::storage
{

/// Held by the one program that may write what the lock file stands for. Given back by the system when the process
/// ends, however it ends. The file itself stays: removing it would let two programs hold two files of one name.
class FileLock
{
public:
    /// Busy, naming the owner's process id, when another FileLock (of this or another process) holds it.
    static Result<FileLock> acquire(const std::filesystem::path &lockFile);
    ~FileLock();
    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&other) noexcept;

private:
    explicit FileLock(int descriptor);
    int m_descriptor = -1;
};

} // namespace iso::storage
