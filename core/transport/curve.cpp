#include "core/transport/curve.h"

#include "core/base/check.h"
#include "core/base/secret_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
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
    const std::filesystem::path parent = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const Descriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::fsync(folder.get()) != 0) {
        return ioFailure("sync the folder of", file);
    }
    return {};
}

/// Never replaces a key that is there. Network file systems do not know such a rename, and a memory stick no link.
bool moveWithoutReplacing(const std::string &from, const std::filesystem::path &to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
        return true;
    }
    return errno == EINVAL && ::link(from.c_str(), to.c_str()) == 0 && ::unlink(from.c_str()) == 0;
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
    const auto secret = readSecretFile(file, PublicKey::kTextLength);
    if (!secret) {
        return failure(secret.error());
    }
    auto pair = keyPairOf(*secret);
    if (!pair) {
        return failure(pair.error().withContext(file.string()));
    }
    return pair;
}

Status writeKeyFile(const std::filesystem::path &file, const KeyPair &pair)
{
    const std::string unfinished = file.string() + ".isochrone-new"; // no name that a user's file has
    ::unlink(unfinished.c_str());                                    // of a crash
    {
        const Descriptor opened(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
        const std::string line = pair.secret + "\n";
        if (opened.get() < 0 || ::write(opened.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
            ::fsync(opened.get()) != 0) {
            auto failed = ioFailure("write", file);
            ::unlink(unfinished.c_str());
            return failed;
        }
    }
    if (!moveWithoutReplacing(unfinished, file)) {
        const int moveError = errno;
        ::unlink(unfinished.c_str());
        if (moveError == EEXIST) {
            return failure(ErrorCode::Busy, fmt::format("{} is there already and is left alone", file.string()));
        }
        errno = moveError;
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
