#pragma once

#include "core/agent/cpu_usage.h"
#include "core/agent/disk_use.h"
#include "core/agent/finding.h"
#include "core/agent/host_temperature.h"
#include "core/agent/memory_use.h"
#include "core/agent/network_usage.h"
#include "core/agent/rapl_energy.h"
#include "core/telemetry/sample.h"
#include "core/wire/birth.h"

#include <optional>
#include <string>
#include <vector>

namespace iso::agent
{

struct HostOptions {
    std::string root = "/";               ///< above proc and sys; tests put a made-up tree here
    std::vector<std::string> mounts{"/"}; ///< the disks that matter
    std::vector<std::string> interfaces;  ///< empty: chosen as NetworkUsage describes
    DiskProbe diskProbe = systemDiskProbe();
};

/// What Linux tells about the machine. A value that cannot be had is absent with a reason. Of one thread.
class HostMetrics
{
public:
    explicit HostMetrics(HostOptions options);

    /// Writes the host's metrics, and "host.temp" (°C) and "host.energy" (J) among the custom ones, into `sample`.
    void measure(telemetry::Sample &sample);
    /// Joules of the processor since the first measure().
    [[nodiscard]] const Measured<double> &energy() const { return m_energy; }
    /// Processor, cores and memory; what is not known stays empty.
    wire::Hardware hardware();
    /// Names of what is there to be measured, by the last measure().
    [[nodiscard]] std::vector<std::string> names() const;
    /// What the last measure() found.
    void describe(std::vector<Finding> &findings) const;

    static constexpr const char *kTemperatureName = "host.temp";
    static constexpr const char *kEnergyName = "host.energy";

private:
    HostOptions m_options;
    RootedFiles m_files;
    CpuUsage m_cpuUsage;
    NetworkUsage m_networkUsage;
    RaplEnergy m_raplEnergy;
    HostTemperature m_hostTemperature;

    Measured<double> m_cpu = firstReading();
    Measured<MemoryUse> m_memory = firstReading();
    Measured<FullestDisk> m_disk = firstReading();
    Measured<NetworkBytes> m_network = firstReading();
    Measured<double> m_temperature = firstReading();
    Measured<double> m_energy = firstReading();
};

} // namespace iso::agent
