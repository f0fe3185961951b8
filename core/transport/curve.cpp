#include "core/transport/curve.h"

#include "core/base/check.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

namespace iso::transport
{
namespace
{

constexpr std::size_t kTextWithNul = PublicKey::kTextLength + 1;

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
    int m_fd;
};

tl::unexpected<Error> ioFailure(std::string_view doing, const std::filesystem::path &file)
{
    return failure(ErrorCode::Io, fmt::format("cannot {} {}: {}", doing, file.string(), std::strerror(errno)));
}

/// The name must survive a power loss too, not only the bytes.
Status syncFolderOf(const std::filesystem::path &file)
{
    const Descriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::fsync(folder.get()) != 0) {
        return ioFailure("sync the folder of", file);
    }
    return {};
}

} // namespace

KeyPair generateKeyPair()
{
    std::array<char, kTextWithNul> publicText{};
    std::array<char, kTextWithNul> secretText{};
    ISO_CHECK(zmq_curve_keypair(publicText.data(), secretText.data()) == 0);
    return {PublicKey::fromText(publicText.data()).value(), secretText.data()};
}

Result<KeyPair> keyPairOf(std::string_view secret)
{
    const std::string text(secret);
    std::array<char, kTextWithNul> publicText{};
    if (!PublicKey::fromText(text) || zmq_curve_public(publicText.data(), text.c_str()) != 0) {
        return failure(ErrorCode::InvalidInput, "not a secret key: 40 characters of Z85 are expected");
    }
    return KeyPair{PublicKey::fromText(publicText.data()).value(), text};
}

Result<KeyPair> readKeyFile(const std::filesystem::path &file)
{
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (opened.get() < 0) {
        if (errno == ENOENT) {
            return failure(ErrorCode::NotFound, fmt::format("there is no key file {}", file.string()));
        }
        return ioFailure("read", file);
    }
    struct stat status {
    };
    if (::fstat(opened.get(), &status) != 0) {
        return ioFailure("look at", file);
    }
    if (!S_ISREG(status.st_mode) || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return failure(ErrorCode::Refused,
                       fmt::format("{} holds a secret and can be read by others; run: chmod 600 '{}'", file.string(),
                                   file.string()));
    }
    std::array<char, kTextWithNul + 1> bytes{};
    const ssize_t count = ::read(opened.get(), bytes.data(), bytes.size());
    if (count < 0) {
        return ioFailure("read", file);
    }
    std::string_view text(bytes.data(), static_cast<std::size_t>(count));
    if (text.ends_with('\n')) {
        text.remove_suffix(1);
    }
    auto pair = keyPairOf(text);
    if (!pair) {
        return failure(pair.error().withContext(file.string()));
    }
    return pair;
}

Status writeKeyFile(const std::filesystem::path &file, const KeyPair &pair)
{
    const std::string unfinished = file.string() + ".new";
    ::unlink(unfinished.c_str()); // of a crash
    {
        const Descriptor opened(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
        const std::string line = pair.secret + "\n";
        if (opened.get() < 0 || ::write(opened.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
            ::fsync(opened.get()) != 0) {
            return ioFailure("write", file);
        }
    }
    // A link, unlike a rename, never replaces a key that is there.
    const bool isLinked = ::link(unfinished.c_str(), file.c_str()) == 0;
    const int linkError = errno;
    ::unlink(unfinished.c_str());
    if (!isLinked) {
        if (linkError == EEXIST) {
            return failure(ErrorCode::Busy, fmt::format("{} is there already and is left alone", file.string()));
        }
        errno = linkError;
        return ioFailure("write", file);
    }
    return syncFolderOf(file);
}

Result<KeyPair> loadOrCreateKeyFile(const std::filesystem::path &file)
{
    auto known = readKeyFile(file);
    if (known || known.error().code != ErrorCode::NotFound) {
        return known;
    }
    KeyPair pair = generateKeyPair();
    if (const Status written = writeKeyFile(file, pair); !written) {
        return failure(written.error());
    }
    return pair;
}

} // namespace iso::transport
