#include "core/agent/host_metrics.h"
#include "tests/core/agent/fake_tree.h"

#include <QTest>
#include <algorithm>
#include <fmt/format.h>

using namespace iso;
using namespace iso::agent;
using telemetry::Absence;
using telemetry::MetricId;

namespace
{

std::string procStat(const std::string &numbers)
{
    return "cpu  " + numbers + "\ncpu0 1 2 3 4\nintr 12345\n";
}

std::string procNetDev(const std::vector<std::tuple<std::string, std::uint64_t, std::uint64_t>> &interfaces)
{
    std::string text = "Inter-|   Receive                      |  Transmit\n"
                       " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets\n";
    for (const auto &[name, received, sent] : interfaces) {
        text += fmt::format("  {}:{} 10 0 0 0 0 0 0 {} 20 0 0 0 0 0 0\n", name, received, sent);
    }
    return text;
}

} // namespace

class TestHostMetrics : public QObject
{
    Q_OBJECT

    test::FakeTree *m_tree = nullptr;

    HostOptions options() const
    {
        HostOptions options;
        options.root = m_tree->root();
        return options;
    }
    static telemetry::Sample measured(HostMetrics &host)
    {
        telemetry::Sample sample;
        host.measure(sample);
        return sample;
    }
    static std::optional<double> customValue(const telemetry::Sample &sample, const std::string &name)
    {
        const auto found = std::find_if(sample.custom.begin(), sample.custom.end(),
                                        [&name](const auto &custom) { return custom.name == name; });
        return found == sample.custom.end() ? std::nullopt : std::optional(found->value);
    }

private Q_SLOTS:
    void init() { m_tree = new test::FakeTree; }
    void cleanup()
    {
        delete m_tree;
        m_tree = nullptr;
    }

    void cpuIsTheBusyShareBetweenTwoReadings_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<double>("busy");
        const auto row = [](const char *name, const char *before, const char *after, double busy) {
            QTest::newRow(name) << QString::fromLatin1(before) << QString::fromLatin1(after) << busy;
        };
        row("user", "100 0 0 100 0 0 0 0 0 0", "125 0 0 175 0 0 0 0 0 0", 0.25);
        row("all that is busy", "0 0 0 0 0 0 0 0 0 0", "10 10 10 40 0 10 10 10 0 0", 0.6);
        row("waiting for a disk is idle", "0 0 0 0 0 0 0 0 0 0", "10 0 0 40 50 0 0 0 0 0", 0.1);
        row("steal is busy", "0 0 0 0 0 0 0 0 0 0", "0 0 0 50 0 0 0 50 0 0", 0.5);
        row("guest is inside user already", "0 0 0 0 0 0 0 0 0 0", "50 0 0 50 0 0 0 0 50 0", 0.5);
        row("iowait may go back", "10 0 0 10 9 0 0 0 0 0", "20 0 0 40 5 0 0 0 0 0", 0.25);
        row("an old kernel", "10 0 0 10", "20 0 0 20", 0.5);
    }
    void cpuIsTheBusyShareBetweenTwoReadings()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(double, busy);
        HostMetrics host(options());
        m_tree->write("/proc/stat", procStat(before.toStdString()));
        QCOMPARE(measured(host).metrics.absence(MetricId::CpuUtilization), Absence::NotReported);
        m_tree->write("/proc/stat", procStat(after.toStdString()));
        const auto value = measured(host).metrics.value(MetricId::CpuUtilization);
        QVERIFY(value.has_value());
        QCOMPARE(*value, busy);
    }
    void cpuWithoutATickBetweenTwoReadingsIsAbsent()
    {
        HostMetrics host(options());
        m_tree->write("/proc/stat", procStat("1 0 0 1 0 0 0 0 0 0"));
        measured(host);
        QVERIFY(!measured(host).metrics.has(MetricId::CpuUtilization));
    }

    void memoryInUseIsWhatIsNotAvailable()
    {
        m_tree->write("/proc/meminfo", "MemTotal:        1000 kB\nMemFree:  100 kB\nMemAvailable:     400 kB\n");
        HostMetrics host(options());
        const auto metrics = measured(host).metrics;
        QCOMPARE(metrics.value(MetricId::MemoryUsed).value_or(-1), 600.0 * 1024);
        QCOMPARE(metrics.value(MetricId::MemoryTotal).value_or(-1), 1000.0 * 1024);
        m_tree->write("/proc/meminfo", "MemTotal:        1000 kB\nMemFree:  100 kB\n");
        QCOMPARE(measured(host).metrics.absence(MetricId::MemoryUsed), Absence::NotExported);
    }

    void fullestOfTheDisksIsReported()
    {
        auto withDisks = options();
        withDisks.mounts = {"/", "/data", "/proc"};
        withDisks.diskProbe = [this](const std::string &path) -> Result<DiskSpace> {
            const std::string mount = path.substr(m_tree->root().size());
            return mount == "/" ? DiskSpace{10, 90} : mount == "/data" ? DiskSpace{30, 10} : DiskSpace{0, 0};
        };
        HostMetrics host(withDisks);
        QCOMPARE(measured(host).metrics.value(MetricId::DiskUsed).value_or(-1), 0.75);
    }
    void aDiskThatCannotBeReadMakesTheFullestUnknown()
    {
        auto withDisks = options();
        withDisks.mounts = {"/", "/gone"};
        m_tree->write("/here", "");
        HostMetrics host(withDisks);
        QCOMPARE(measured(host).metrics.absence(MetricId::DiskUsed), Absence::NotExported);
        withDisks.mounts = {"/"};
        HostMetrics good(withDisks);
        QVERIFY(measured(good).metrics.value(MetricId::DiskUsed).value_or(-1) > 0);
    }

    void networkCountsTheBytesBetweenTwoReadings()
    {
        HostMetrics host(options());
        m_tree->write("/proc/net/dev", procNetDev({{"lo", 5, 5}, {"eth0", 1000, 2000}, {"docker0", 7, 7}}));
        QCOMPARE(measured(host).metrics.absence(MetricId::NetworkReceived), Absence::NotReported);
        m_tree->write("/proc/net/dev", procNetDev({{"lo", 900, 900}, {"eth0", 1100, 2050}, {"docker0", 700, 700}}));
        const auto metrics = measured(host).metrics;
        QCOMPARE(metrics.value(MetricId::NetworkReceived).value_or(-1), 100.0);
        QCOMPARE(metrics.value(MetricId::NetworkSent).value_or(-1), 50.0);
    }
    void networkCountersHoldMoreThan32Bits()
    {
        HostMetrics host(options());
        m_tree->write("/proc/net/dev", procNetDev({{"eth0", 18'446'744'073'709'000'000ULL, 1}}));
        measured(host);
        m_tree->write("/proc/net/dev", procNetDev({{"eth0", 18'446'744'073'709'551'615ULL, 1}}));
        QCOMPARE(measured(host).metrics.value(MetricId::NetworkReceived).value_or(-1), 551'615.0);
    }
    void networkPrefersInterfacesWithHardware()
    {
        HostMetrics host(options());
        m_tree->write("/sys/class/net/enp3s0/device/vendor", "0x8086\n");
        m_tree->write("/proc/net/dev", procNetDev({{"enp3s0", 10, 10}, {"bond0", 10, 10}, {"enp3s0.7", 10, 10}}));
        measured(host);
        m_tree->write("/proc/net/dev", procNetDev({{"enp3s0", 15, 12}, {"bond0", 15, 12}, {"enp3s0.7", 15, 12}}));
        const auto metrics = measured(host).metrics;
        QCOMPARE(metrics.value(MetricId::NetworkReceived).value_or(-1), 5.0);
        QCOMPARE(metrics.value(MetricId::NetworkSent).value_or(-1), 2.0);
    }
    void networkCountsConfiguredInterfacesOnly()
    {
        auto chosen = options();
        chosen.interfaces = {"docker0", "eth9"};
        HostMetrics host(chosen);
        m_tree->write("/proc/net/dev", procNetDev({{"eth0", 10, 10}, {"docker0", 10, 10}}));
        measured(host);
        m_tree->write("/proc/net/dev", procNetDev({{"eth0", 99, 99}, {"docker0", 13, 14}}));
        QCOMPARE(measured(host).metrics.value(MetricId::NetworkSent).value_or(-1), 4.0);
        std::vector<Finding> findings;
        host.describe(findings);
        const auto lost = std::find_if(findings.begin(), findings.end(),
                                       [](const Finding &finding) { return finding.what == "Network interfaces"; });
        QVERIFY(lost != findings.end());
        QVERIFY(!lost->ok && lost->explanation.find("eth9") != std::string::npos);
    }
    void aResetCounterCountsFromZero()
    {
        HostMetrics host(options());
        m_tree->write("/proc/net/dev", procNetDev({{"eth0", 1000, 1000}}));
        measured(host);
        m_tree->write("/proc/net/dev", procNetDev({{"eth0", 30, 1010}}));
        const auto metrics = measured(host).metrics;
        QCOMPARE(metrics.value(MetricId::NetworkReceived).value_or(-1), 30.0);
        QCOMPARE(metrics.value(MetricId::NetworkSent).value_or(-1), 10.0);
    }
    void interfacesMayComeAndGo()
    {
        HostMetrics host(options());
        m_tree->write("/proc/net/dev", procNetDev({{"eth0", 100, 0}, {"wlan0", 500, 0}}));
        measured(host);
        // wlan0 leaves, usb0 comes with a past that is none of this interval.
        m_tree->write("/proc/net/dev", procNetDev({{"eth0", 101, 0}, {"usb0", 70'000, 0}}));
        QCOMPARE(measured(host).metrics.value(MetricId::NetworkReceived).value_or(-1), 1.0);
        m_tree->write("/proc/net/dev", procNetDev({{"eth0", 103, 0}, {"usb0", 70'010, 0}, {"wlan0", 900, 0}}));
        QCOMPARE(measured(host).metrics.value(MetricId::NetworkReceived).value_or(-1), 12.0);
        m_tree->write("/proc/net/dev", procNetDev({}));
        QCOMPARE(measured(host).metrics.absence(MetricId::NetworkReceived), Absence::NotExported);
    }

    void energyIsThePackagesAloneAndWraps()
    {
        const auto zone = [this](const char *name, const char *title, int energy_uj) {
            const std::string folder = std::string("/sys/class/powercap/") + name;
            m_tree->write(folder + "/name", std::string(title) + "\n");
            m_tree->write(folder + "/max_energy_range_uj", "10000000\n");
            m_tree->write(folder + "/energy_uj", std::to_string(energy_uj) + "\n");
        };
        zone("intel-rapl:0", "package-0", 9'000'000);
        zone("intel-rapl:1", "package-1", 1'000'000);
        zone("intel-rapl:0:0", "core", 500'000);
        zone("intel-rapl:2", "psys", 0);
        zone("intel-rapl-mmio:0", "package-0", 0);
        HostMetrics host(options());
        QCOMPARE(measured(host).metrics.value(MetricId::Energy).value_or(-1), 0.0);
        zone("intel-rapl:0", "package-0", 500'000); // wrapped: 1.5 J
        zone("intel-rapl:1", "package-1", 3'000'000);
        zone("intel-rapl:0:0", "core", 900'000);
        zone("intel-rapl:2", "psys", 90'000'000);
        zone("intel-rapl-mmio:0", "package-0", 9'000'000);
        const auto sample = measured(host);
        QCOMPARE(sample.metrics.value(MetricId::Energy).value_or(-1), 3.5);
        QCOMPARE(customValue(sample, HostMetrics::kEnergyName).value_or(-1), 3.5);
    }

    void temperatureIsTheHottestOfTheProcessor()
    {
        m_tree->write("/sys/class/hwmon/hwmon0/name", "nvme\n");
        m_tree->write("/sys/class/hwmon/hwmon0/temp1_input", "99000\n");
        m_tree->write("/sys/class/hwmon/hwmon1/name", "coretemp\n");
        m_tree->write("/sys/class/hwmon/hwmon1/temp1_input", "51000\n");
        m_tree->write("/sys/class/hwmon/hwmon1/temp2_input", "61500\n");
        m_tree->write("/sys/class/hwmon/hwmon1/temp3_input", "-273200\n");
        m_tree->write("/sys/class/hwmon/hwmon1/temp2_max", "100000\n");
        HostMetrics host(options());
        QCOMPARE(customValue(measured(host), HostMetrics::kTemperatureName).value_or(-1), 61.5);
    }
    void temperatureComesFromThermalZonesWhereThereIsNoDriver()
    {
        m_tree->write("/sys/class/thermal/thermal_zone0/type", "acpitz\n");
        m_tree->write("/sys/class/thermal/thermal_zone0/temp", "80000\n");
        m_tree->write("/sys/class/thermal/thermal_zone1/type", "cpu-thermal\n");
        m_tree->write("/sys/class/thermal/thermal_zone1/temp", "45000\n");
        HostMetrics host(options());
        QCOMPARE(customValue(measured(host), HostMetrics::kTemperatureName).value_or(-1), 45.0);
    }

    void anEmptyTreeGivesReasonsAndNoValue()
    {
        HostMetrics host(options());
        const auto sample = measured(host);
        for (const MetricId id : {MetricId::CpuUtilization, MetricId::MemoryUsed, MetricId::MemoryTotal,
                                  MetricId::NetworkReceived, MetricId::NetworkSent, MetricId::Energy}) {
            QVERIFY(!sample.metrics.has(id));
            QCOMPARE(sample.metrics.absence(id), Absence::NotExported);
        }
        QVERIFY(sample.custom.empty());
        std::vector<Finding> findings;
        host.describe(findings);
        QVERIFY(std::none_of(findings.begin(), findings.end(),
                             [](const Finding &finding) { return finding.explanation.empty(); }));
    }
    void garbageIsAFailureAndNoValue_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("cpu a b c d e f g h\nMemTotal: much kB\n eth0: x y z\n");
        QTest::newRow("negative") << QByteArray("cpu  -1 0 0 1 0 0 0 0\nMemTotal: -5 kB\neth0: -1 2 3 4 5 6 7 8 9\n");
        QTest::newRow("too large") << QByteArray(
            "cpu  99999999999999999999999 0 0 1\nMemTotal: 99999999999999999999 kB\n"
            "MemAvailable: 1 kB\n");
        QTest::newRow("zero bytes") << QByteArray(5000, '\0');
        QTest::newRow("one long line") << QByteArray(100'000, '9');
    }
    void garbageIsAFailureAndNoValue()
    {
        QFETCH(QByteArray, content);
        for (const char *file : {"/proc/stat", "/proc/meminfo", "/proc/net/dev", "/sys/class/hwmon/hwmon0/temp1_input",
                                 "/sys/class/powercap/intel-rapl:0/energy_uj"}) {
            m_tree->write(file, content.toStdString());
        }
        m_tree->write("/sys/class/hwmon/hwmon0/name", "coretemp");
        m_tree->write("/sys/class/powercap/intel-rapl:0/name", "package-0");
        HostMetrics host(options());
        measured(host);
        const auto sample = measured(host);
        QCOMPARE(sample.metrics.absence(MetricId::CpuUtilization), Absence::ScrapeFailed);
        QCOMPARE(sample.metrics.absence(MetricId::MemoryUsed), Absence::ScrapeFailed);
        QCOMPARE(sample.metrics.absence(MetricId::Energy), Absence::ScrapeFailed);
        QVERIFY(!sample.metrics.has(MetricId::NetworkReceived));
        QVERIFY(sample.custom.empty());
    }

    void hardwareIsNamed()
    {
        m_tree->write("/proc/cpuinfo", "processor\t: 0\nmodel name\t: Fast Chip 9000\n\nprocessor\t: 1\n"
                                       "model name\t: Fast Chip 9000\n");
        m_tree->write("/proc/meminfo", "MemTotal:        1000 kB\nMemAvailable:     400 kB\n");
        HostMetrics host(options());
        const wire::Hardware hardware = host.hardware();
        QCOMPARE(hardware.cpu, std::string("Fast Chip 9000"));
        QCOMPARE(hardware.cores, 2U);
        QCOMPARE(hardware.memory_bytes, std::uint64_t{1000} * 1024);
    }
    void aBoardNamesTheProcessorWhereTheKernelDoesNot()
    {
        m_tree->write("/proc/cpuinfo", "processor\t: 0\nBogoMIPS\t: 62.50\n");
        m_tree->write("/proc/device-tree/model", std::string("NVIDIA Jetson Orin\0", 19));
        HostMetrics host(options());
        QCOMPARE(host.hardware().cpu, std::string("NVIDIA Jetson Orin"));
    }
};

QTEST_GUILESS_MAIN(TestHostMetrics)
#include "tst_host_metrics.moc"
