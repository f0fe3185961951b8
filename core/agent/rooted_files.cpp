#include "core/agent/rooted_files.h"

#include "core/agent/text_scan.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace iso::agent
{

namespace
{

constexpr std::size_t kFirstBuffer_bytes = 4096;
/// A buffer that one large file made grow is given back.
constexpr std::size_t kKeptBuffer_bytes = 65536;

tl::unexpected<Error> cannotRead(const std::string &path, int error)
{
    const ErrorCode code = error == ENOENT || error == ENOTDIR || error == ENODEV ? ErrorCode::NotFound : ErrorCode::Io;
    return failure(code, fmt::format("cannot read {}: {}", path, std::strerror(error)));
}

class FileHandle
{
public:
    explicit FileHandle(const char *path)
        : m_descriptor(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK))
    {
    }
    ~FileHandle()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }
    FileHandle(const FileHandle &) = delete;
    FileHandle &operator=(const FileHandle &) = delete;
    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

} // namespace

RootedFiles::RootedFiles(std::string root)
    : m_root(std::move(root))
{
    while (m_root.ends_with('/')) {
        m_root.pop_back();
    }
    m_buffer.resize(kFirstBuffer_bytes);
}

std::string RootedFiles::absolute(std::string_view path) const
{
    return m_root + std::string(path);
}

Result<std::string_view> RootedFiles::read(std::string_view path, std::size_t most_bytes)
{
    m_path.assign(m_root).append(path);
    const FileHandle file(m_path.c_str());
    if (file.descriptor() < 0) {
        return cannotRead(m_path, errno);
    }
    if (m_buffer.size() > kKeptBuffer_bytes) {
        m_buffer = std::string(kFirstBuffer_bytes, '\0');
    }
    std::size_t size = 0;
    while (size < most_bytes) {
        if (size == m_buffer.size()) {
            m_buffer.resize(2 * size);
        }
        const ssize_t got =
            ::read(file.descriptor(), m_buffer.data() + size, std::min(m_buffer.size(), most_bytes) - size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return cannotRead(m_path, errno);
        }
        if (got == 0) {
            break;
        }
        size += static_cast<std::size_t>(got);
    }
    return std::string_view(m_buffer).substr(0, size);
}

Result<std::uint64_t> RootedFiles::readNumber(std::string_view path)
{
    const auto text = read(path, 64);
    if (!text) {
        return failure(text.error());
    }
    std::string_view rest = *text;
    const auto number = takeNumber(rest);
    if (!number || !takeToken(rest).empty()) {
        return failure(ErrorCode::InvalidInput, fmt::format("{} holds no whole number", m_path));
    }
    return *number;
}

Result<std::string> RootedFiles::readLine(std::string_view path)
{
    const auto text = read(path, 4096);
    if (!text) {
        return failure(text.error());
    }
    return std::string(text->substr(0, text->find('\n')));
}

bool RootedFiles::exists(std::string_view path) const
{
    return ::access(absolute(path).c_str(), F_OK) == 0;
}

std::vector<std::string> RootedFiles::list(std::string_view folder, std::string_view prefix) const
{
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator it(absolute(folder), error), end; !error && it != end;
         it.increment(error)) {
        std::string name = it->path().filename().string();
        if (name.starts_with(prefix)) {
            names.push_back(std::move(name));
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace iso::agent
