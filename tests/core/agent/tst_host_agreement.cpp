#include "core/agent/host_metrics.h"

#include <QTest>
#include <arpa/inet.h>
#include <cstring>
#include <fstream>
#include <ifaddrs.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sstream>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace iso;
using namespace iso::agent;
using telemetry::MetricId;

namespace
{

struct CoreTicks {
    double busy = 0;
    double total = 0;
};

/// The sum over the lines of the single cores, which the agent does not read.
CoreTicks coreTicks()
{
    CoreTicks sum;
    std::ifstream file("/proc/stat");
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string name;
        words >> name;
        if (name.size() < 4 || name.compare(0, 3, "cpu") != 0) {
            continue;
        }
        double ticks = 0;
        for (int field = 0; field < 8 && words >> ticks; ++field) {
            sum.total += ticks;
            sum.busy += field == 3 || field == 4 ? 0 : ticks; // idle, iowait
        }
    }
    return sum;
}

double usedMemory_bytes()
{
    double total = 0;
    double available = 0;
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        double kibibytes = 0;
        if (std::sscanf(line.c_str(), "MemTotal: %lf kB", &kibibytes) == 1) {
            total = kibibytes * 1024;
        } else if (std::sscanf(line.c_str(), "MemAvailable: %lf kB", &kibibytes) == 1) {
            available = kibibytes * 1024;
        }
    }
    return total - available;
}

/// Bytes of an interface as netlink tells them.
NetworkBytes netlinkBytes(const char *interfaceName)
{
    NetworkBytes bytes;
    ifaddrs *addresses = nullptr;
    if (::getifaddrs(&addresses) != 0) {
        return bytes;
    }
    for (const ifaddrs *address = addresses; address; address = address->ifa_next) {
        if (address->ifa_addr && address->ifa_addr->sa_family == AF_PACKET && address->ifa_data &&
            std::strcmp(address->ifa_name, interfaceName) == 0) {
            rtnl_link_stats stats{};
            std::memcpy(&stats, address->ifa_data, sizeof(stats));
            bytes = {stats.rx_bytes, stats.tx_bytes};
        }
    }
    ::freeifaddrs(addresses);
    return bytes;
}

/// A socket that is closed at the end.
class Socket
{
public:
    Socket()
        : m_descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
    }
    ~Socket() { ::close(m_descriptor); }
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;
    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

bool bringUp(const char *interfaceName)
{
    const Socket socket;
    ifreq request{};
    std::strncpy(request.ifr_name, interfaceName, sizeof(request.ifr_name) - 1);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    return ::ioctl(socket.descriptor(), SIOCSIFFLAGS, &request) == 0;
}

/// Sends datagrams to itself and takes them off again; true when all arrived.
bool sendToItself(int count, std::size_t size_bytes)
{
    const Socket socket;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    auto *plain = reinterpret_cast<sockaddr *>(&address);
    if (::bind(socket.descriptor(), plain, length) != 0 || ::getsockname(socket.descriptor(), plain, &length) != 0) {
        return false;
    }
    std::string data(size_bytes, 'x');
    for (int i = 0; i < count; ++i) {
        if (::sendto(socket.descriptor(), data.data(), data.size(), 0, plain, length) < 0 ||
            ::recv(socket.descriptor(), data.data(), data.size(), 0) != static_cast<ssize_t>(size_bytes)) {
            return false;
        }
    }
    return true;
}

} // namespace

/// The agent's figures beside the kernel's, over the same closed interval.
class TestHostAgreement : public QObject
{
    Q_OBJECT

    bool m_isAlone = false; ///< in a network of its own, where nobody else speaks

    static telemetry::MetricSet measured(HostMetrics &host)
    {
        telemetry::Sample sample;
        host.measure(sample);
        return sample.metrics;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_isAlone = (::unshare(CLONE_NEWNET) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0) && bringUp("lo");
    }

    void cpuAgreesWithin3Points()
    {
        HostMetrics host{HostOptions()};
        measured(host);
        const CoreTicks before = coreTicks();
        // At least 2 s of one core, of which this loop keeps one busy.
        CoreTicks after = before;
        while (after.total - before.total < 200) {
            after = coreTicks();
        }
        const auto cpu = measured(host).value(MetricId::CpuUtilization);
        QVERIFY(cpu.has_value());
        const double expected = (after.busy - before.busy) / (after.total - before.total);
        qInfo("agent %.2f %%, kernel %.2f %%", 100 * *cpu, 100 * expected);
        QVERIFY2(std::abs(*cpu - expected) <= 0.03, qPrintable(QString::number(*cpu - expected)));
        QVERIFY(expected > 0);
    }
    void memoryAgreesWithin1Percent()
    {
        HostMetrics host{HostOptions()};
        const double before = usedMemory_bytes();
        const double used = measured(host).value(MetricId::MemoryUsed).value_or(-1);
        const double after = usedMemory_bytes();
        qInfo("agent %.0f, kernel %.0f to %.0f", used, before, after);
        // Others use memory while this is read twice.
        QVERIFY(used >= 0.99 * std::min(before, after));
        QVERIFY(used <= 1.01 * std::max(before, after));
    }
    void bytesOfAnInterfaceAgreeExactly()
    {
        if (!m_isAlone) {
            QSKIP("this system gives no network namespace to this user");
        }
        HostOptions options;
        options.interfaces = {"lo"};
        HostMetrics host(options);
        measured(host);
        const NetworkBytes before = netlinkBytes("lo");
        QVERIFY(sendToItself(1000, 1200));
        const NetworkBytes after = netlinkBytes("lo");
        const auto metrics = measured(host);
        const double received = metrics.value(MetricId::NetworkReceived).value_or(-1);
        const double sent = metrics.value(MetricId::NetworkSent).value_or(-1);
        QCOMPARE(received, static_cast<double>(after.received - before.received));
        QCOMPARE(sent, static_cast<double>(after.sent - before.sent));
        // Payload, UDP and IP header; the loopback counts no frame's header.
        QCOMPARE(sent, 1000.0 * (1200 + 8 + 20));
        QCOMPARE(received, sent);
    }
    void aQuietNetworkHasNoBytes()
    {
        if (!m_isAlone) {
            QSKIP("this system gives no network namespace to this user");
        }
        HostOptions options;
        options.interfaces = {"lo"};
        HostMetrics host(options);
        measured(host);
        QCOMPARE(measured(host).value(MetricId::NetworkReceived).value_or(-1), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestHostAgreement)
#include "tst_host_agreement.moc"
