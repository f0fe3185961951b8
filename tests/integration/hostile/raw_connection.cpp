#include "tests/integration/hostile/raw_connection.h"

#include <QtGlobal>
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <random>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace iso::test
{

RawConnection::RawConnection(std::uint16_t port)
    : m_descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // A hub that hangs up while noise is on its way to it must not hold the test up.
    const timeval longest{5, 0};
    setsockopt(m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
    if (connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        qFatal("cannot connect to port %d", port);
    }
}

RawConnection::~RawConnection()
{
    if (m_descriptor >= 0) {
        close(m_descriptor);
    }
}

RawConnection::RawConnection(RawConnection &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

void RawConnection::send(const std::string &bytes) const
{
    ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

bool RawConnection::isHungUp() const
{
    char buffer[1024];
    ssize_t received = 0;
    do {
        received = recv(m_descriptor, buffer, sizeof buffer, MSG_DONTWAIT);
    } while (received > 0);
    return received == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

std::string greetingFor(const std::string &mechanism)
{
    std::string bytes("\xFF\0\0\0\0\0\0\0\1\x7F\3\0", 12);
    bytes += mechanism;
    bytes.resize(64, '\0');
    return bytes;
}

std::string noise(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::string bytes(count, '\0');
    for (char &byte : bytes) {
        byte = static_cast<char>(random());
    }
    return bytes;
}

} // namespace iso::test
