#include "tests/integration/network/net_namespace.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace iso::test
{

namespace
{

/// A thread has a network namespace of its own once it asks for one; the process keeps the old.
const char *const kOfThisThread = "/proc/thread-self/ns/net";

void turnLoopbackOn()
{
    ifreq request{};
    std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (ioctl(socket, SIOCSIFFLAGS, &request) != 0) {
        qFatal("cannot turn loopback on: %s", std::strerror(errno));
    }
    ::close(socket);
}

} // namespace

QString NetNamespace::whyNot()
{
    int error = 0;
    std::thread([&error] {
        if (unshare(CLONE_NEWNET) != 0) {
            error = errno;
        }
    }).join();
    if (error != 0) {
        return QStringLiteral("cannot make network namespaces (%1): run as root, or below \"unshare --map-root-user\"")
            .arg(QString::fromUtf8(std::strerror(error)));
    }
    const int tunnel = ::open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (tunnel < 0) {
        return QStringLiteral("cannot open /dev/net/tun (%1)").arg(QString::fromUtf8(std::strerror(errno)));
    }
    ::close(tunnel);
    return {};
}

NetNamespace::NetNamespace()
{
    std::thread([this] {
        if (unshare(CLONE_NEWNET) != 0) {
            qFatal("cannot make a network namespace: %s", std::strerror(errno));
        }
        turnLoopbackOn();
        m_descriptor = ::open(kOfThisThread, O_RDONLY | O_CLOEXEC);
    }).join();
    if (m_descriptor < 0) {
        qFatal("cannot hold a network namespace");
    }
}

NetNamespace::~NetNamespace()
{
    ::close(m_descriptor);
}

void NetNamespace::run(const std::function<void()> &work) const
{
    std::thread([&] {
        if (setns(m_descriptor, CLONE_NEWNET) != 0) {
            qFatal("cannot enter a network namespace: %s", std::strerror(errno));
        }
        work();
    }).join();
}

InChild NetNamespace::entrance() const
{
    return [descriptor = m_descriptor] {
        if (setns(descriptor, CLONE_NEWNET) != 0) {
            _exit(127); // better not at all than in the wrong network
        }
    };
}

} // namespace iso::test
