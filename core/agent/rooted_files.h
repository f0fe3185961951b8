#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace iso::agent
{

/// The small text files in which Linux tells about itself, below a root that tests replace. Reuses its buffers: of one
/// thread.
class RootedFiles
{
public:
    explicit RootedFiles(std::string root);

    /// The first `most_bytes` of a file, for example "/proc/stat". Valid until the next read. NotFound when there is no
    /// such file, Io when it cannot be read.
    Result<std::string_view> read(std::string_view path, std::size_t most_bytes = kMostBytes);
    /// The same as a whole number.
    Result<std::uint64_t> readNumber(std::string_view path);
    /// The first line without its end.
    Result<std::string> readLine(std::string_view path);

    [[nodiscard]] bool exists(std::string_view path) const;
    /// Names in a folder that begin with `prefix`, sorted; none when there is no such folder.
    [[nodiscard]] std::vector<std::string> list(std::string_view folder, std::string_view prefix = {}) const;
    /// Where a path really is.
    [[nodiscard]] std::string absolute(std::string_view path) const;

    /// A machine with 10,000 network interfaces has 1.2 MB of /proc/net/dev.
    static constexpr std::size_t kMostBytes = std::size_t{4} << 20;

private:
    std::string m_root;
    std::string m_path;
    std::string m_buffer;
};

} // namespace iso::agent
