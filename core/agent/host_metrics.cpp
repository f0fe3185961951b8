#include "core/agent/host_metrics.h"

#include "core/agent/text_scan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::agent
{

namespace
{

using telemetry::MetricId;

constexpr double kGibibyte = 1024.0 * 1024 * 1024;

template<typename T, typename ToText>
Finding findingOf(std::string what, const Measured<T> &measured, ToText toText)
{
    if (measured) {
        return {std::move(what), true, toText(*measured)};
    }
    // Two readings are needed before there is a difference: nothing is wrong with that.
    const bool isEarly = measured.error().reason == telemetry::Absence::NotReported;
    return {std::move(what), isEarly, measured.error().why};
}

/// "model name : Intel(R) Xeon(R)..." on x86; ARM kernels tell the board instead.
std::string processorName(RootedFiles &files, std::string_view cpuinfo)
{
    while (!cpuinfo.empty()) {
        const std::string_view line = takeLine(cpuinfo);
        const std::size_t colon = line.find(": ");
        if (colon != std::string_view::npos && line.starts_with("model name")) {
            return std::string(line.substr(colon + 2));
        }
    }
    auto board = files.readLine("/proc/device-tree/model").value_or(std::string());
    std::erase(board, '\0');
    return board;
}

std::uint32_t coreCount(std::string_view cpuinfo)
{
    std::uint32_t cores = 0;
    while (!cpuinfo.empty()) {
        std::string_view line = takeLine(cpuinfo);
        cores += takeToken(line) == "processor" ? 1U : 0U;
    }
    return cores;
}

} // namespace

HostMetrics::HostMetrics(HostOptions options)
    : m_options(std::move(options))
    , m_files(m_options.root)
    , m_networkUsage(m_options.interfaces)
{
}

void HostMetrics::measure(telemetry::Sample &sample)
{
    m_cpu = m_cpuUsage.measure(m_files);
    m_memory = readMemory(m_files);
    m_disk = fullestDisk(m_options.mounts, m_files.absolute(""), m_options.diskProbe);
    m_network = m_networkUsage.measure(m_files);
    m_temperature = m_hostTemperature.measure(m_files);
    m_energy = m_raplEnergy.measure(m_files);

    telemetry::MetricSet &metrics = sample.metrics;
    assign(metrics, MetricId::CpuUtilization, m_cpu);
    assign(metrics, MetricId::MemoryUsed, m_memory.map([](const MemoryUse &use) { return use.used_bytes; }));
    assign(metrics, MetricId::MemoryTotal, m_memory.map([](const MemoryUse &use) { return use.total_bytes; }));
    assign(metrics, MetricId::DiskUsed, m_disk.map([](const FullestDisk &disk) { return disk.used_ratio; }));
    assign(metrics, MetricId::NetworkReceived, m_network.map([](const NetworkBytes &bytes) { return bytes.received; }));
    assign(metrics, MetricId::NetworkSent, m_network.map([](const NetworkBytes &bytes) { return bytes.sent; }));
    assign(metrics, MetricId::Energy, m_energy);
    if (m_temperature) {
        sample.custom.push_back({kTemperatureName, std::string(symbolOf(telemetry::Unit::Celsius)), *m_temperature});
    }
    if (m_energy) {
        sample.custom.push_back({kEnergyName, std::string(symbolOf(telemetry::Unit::Joules)), *m_energy});
    }
}

std::vector<std::string> HostMetrics::names() const
{
    std::vector<std::string> names;
    const auto add = [&names](const auto &measured, std::initializer_list<std::string_view> ofIt) {
        if (measured || measured.error().reason != telemetry::Absence::NotExported) {
            names.insert(names.end(), ofIt.begin(), ofIt.end());
        }
    };
    const auto nameOf = [](MetricId id) { return infoOf(id).name; };
    add(m_cpu, {nameOf(MetricId::CpuUtilization)});
    add(m_memory, {nameOf(MetricId::MemoryUsed), nameOf(MetricId::MemoryTotal)});
    add(m_disk, {nameOf(MetricId::DiskUsed)});
    add(m_network, {nameOf(MetricId::NetworkReceived), nameOf(MetricId::NetworkSent)});
    add(m_temperature, {kTemperatureName});
    add(m_energy, {nameOf(MetricId::Energy), kEnergyName});
    return names;
}

wire::Hardware HostMetrics::hardware()
{
    constexpr std::size_t kLongestName = 128;
    wire::Hardware hardware;
    if (const auto text = m_files.read("/proc/cpuinfo")) {
        const std::string cpuinfo(*text); // other files are read below
        hardware.cores = coreCount(cpuinfo);
        const std::string name = processorName(m_files, cpuinfo).substr(0, kLongestName);
        hardware.cpu = isPlainText(name) ? name : std::string();
    }
    if (const auto memory = readMemory(m_files)) {
        hardware.memory_bytes = memory->total_bytes;
    }
    return hardware;
}

void HostMetrics::describe(std::vector<Finding> &findings) const
{
    const auto percent = [](double ratio) { return fmt::format("{:.1f} %", 100 * ratio); };
    findings.push_back(findingOf("CPU", m_cpu, [&](double ratio) { return percent(ratio) + " of all cores busy"; }));
    findings.push_back(findingOf("Memory", m_memory, [](const MemoryUse &use) {
        return fmt::format("{:.1f} of {:.1f} GiB used", static_cast<double>(use.used_bytes) / kGibibyte,
                           static_cast<double>(use.total_bytes) / kGibibyte);
    }));
    findings.push_back(findingOf("Disk", m_disk, [&](const FullestDisk &disk) {
        return fmt::format("{} of {} used, the fullest of {}", percent(disk.used_ratio), disk.mount,
                           fmt::join(m_options.mounts, ", "));
    }));
    findings.push_back(findingOf("Network", m_network, [&](const NetworkBytes &bytes) {
        return fmt::format("{} B received and {} B sent on {}", bytes.received, bytes.sent,
                           fmt::join(m_networkUsage.counted(), ", "));
    }));
    if (const auto lost = m_networkUsage.notFound(); !lost.empty() && m_network) {
        findings.push_back(
            {"Network interfaces", false, fmt::format("{} configured, but not there", fmt::join(lost, ", "))});
    }
    findings.push_back(
        findingOf("Temperature", m_temperature, [](double celsius) { return fmt::format("{:.1f} °C", celsius); }));
    findings.push_back(findingOf("Energy of the processor", m_energy, [](double joules) {
        return fmt::format("{:.1f} J since the first reading", joules);
    }));
}

} // namespace iso::agent
