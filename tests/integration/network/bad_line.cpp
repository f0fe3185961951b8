#include "tests/integration/network/bad_line.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <random>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace iso::test
{

namespace
{

using SteadyClock = std::chrono::steady_clock;

/// Packets under way in one direction; more are lost, as in a router.
constexpr std::size_t kMostUnderWay = 10'000;
constexpr unsigned kSeed = 20260314;

struct Packet {
    std::size_t to = 0;
    SteadyClock::time_point due;
    std::vector<char> bytes;
};

void check(bool ok, const char *what)
{
    if (!ok) {
        qFatal("%s: %s", what, std::strerror(errno));
    }
}

/// A device in this thread's network whose packets are read and written here.
int openTunnel(const char *address)
{
    const int tunnel = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    check(tunnel >= 0, "/dev/net/tun");
    ifreq request{};
    std::strncpy(request.ifr_name, "line0", IFNAMSIZ - 1);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    check(ioctl(tunnel, TUNSETIFF, &request) == 0, "TUNSETIFF");

    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const auto setAddress = [&](unsigned long what, const char *text) {
        sockaddr_in value{};
        value.sin_family = AF_INET;
        check(inet_pton(AF_INET, text, &value.sin_addr) == 1, text);
        std::memcpy(&request.ifr_addr, &value, sizeof value);
        check(ioctl(socket, what, &request) == 0, text);
    };
    setAddress(SIOCSIFADDR, address);
    setAddress(SIOCSIFNETMASK, "255.255.255.0");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    check(ioctl(socket, SIOCSIFFLAGS, &request) == 0, "SIOCSIFFLAGS");
    ::close(socket);
    return tunnel;
}

bool isCutNow(const Trouble &trouble)
{
    if (trouble.flapEvery.count() > 0) {
        return (SteadyClock::now().time_since_epoch() / trouble.flapEvery) % 2 == 0;
    }
    return trouble.isCut;
}

} // namespace

BadLine::BadLine(const NetNamespace &left, const char *leftAddress, const NetNamespace &right, const char *rightAddress)
    : m_stop(eventfd(0, EFD_CLOEXEC))
{
    left.run([&] { m_ends[0] = openTunnel(leftAddress); });
    right.run([&] { m_ends[1] = openTunnel(rightAddress); });
    m_thread = std::thread([this] { carry(); });
}

BadLine::~BadLine()
{
    eventfd_write(m_stop, 1);
    m_thread.join();
    for (const int descriptor : {m_ends[0], m_ends[1], m_stop}) {
        ::close(descriptor);
    }
}

void BadLine::set(const Trouble &trouble)
{
    const std::lock_guard lock(m_mutex);
    m_trouble = trouble;
}

Trouble BadLine::trouble()
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

void BadLine::carry()
{
    std::mt19937 random(kSeed);
    std::uniform_real_distribution<double> chance(0, 1);
    std::deque<Packet> underWay; // by when they are due: the delay is the same for all
    std::array<char, 65'536> buffer{};
    while (true) {
        int wait_ms = -1;
        if (!underWay.empty()) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(underWay.front().due - SteadyClock::now());
            wait_ms = std::max(0, static_cast<int>(left.count()));
        }
        std::array<pollfd, 3> waiting{{{m_ends[0], POLLIN, 0}, {m_ends[1], POLLIN, 0}, {m_stop, POLLIN, 0}}};
        ::poll(waiting.data(), waiting.size(), wait_ms);
        if (waiting[2].revents != 0) {
            return;
        }
        const Trouble now = trouble();
        for (std::size_t from = 0; from < m_ends.size(); ++from) {
            for (ssize_t size = 0; (size = ::read(m_ends[from], buffer.data(), buffer.size())) > 0;) {
                if (isCutNow(now) || chance(random) < now.loss_ratio || underWay.size() >= kMostUnderWay) {
                    ++m_lost;
                    continue;
                }
                underWay.push_back({1 - from, SteadyClock::now() + now.delay, {buffer.data(), buffer.data() + size}});
            }
        }
        // A packet that was under way when the line was cut arrives all the same; one longer line would not differ.
        while (!underWay.empty() && underWay.front().due <= SteadyClock::now()) {
            const Packet &packet = underWay.front();
            if (::write(m_ends[packet.to], packet.bytes.data(), packet.bytes.size()) >= 0) {
                ++m_carried;
            }
            underWay.pop_front();
        }
    }
}

} // namespace iso::test
