#include "core/agent/host_temperature.h"

#include "core/agent/text_scan.h"

#include <algorithm>
#include <array>
#include <optional>

namespace iso::agent
{

namespace
{

// What no sensor of a running processor shows; broken ones show -273.2 or 255.
constexpr double kColdest_celsius = -60;
constexpr double kHottest_celsius = 200;

bool isProcessorDriver(std::string_view name)
{
    static constexpr std::array<std::string_view, 6> kNames{"coretemp", "k10temp",     "k8temp",
                                                            "zenpower", "cpu_thermal", "via_cputemp"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool isProcessorZone(std::string_view type)
{
    return type.find("cpu") != std::string_view::npos || type.find("pkg") != std::string_view::npos ||
           type.find("soc") != std::string_view::npos || type.find("CPU") != std::string_view::npos;
}

std::vector<std::string> driverInputs(RootedFiles &files)
{
    std::vector<std::string> inputs;
    for (const std::string &device : files.list("/sys/class/hwmon", "hwmon")) {
        const std::string folder = "/sys/class/hwmon/" + device;
        const auto name = files.readLine(folder + "/name");
        if (!name || !isProcessorDriver(*name)) {
            continue;
        }
        for (const std::string &file : files.list(folder, "temp")) {
            if (file.ends_with("_input")) {
                inputs.push_back(folder + "/" + file);
            }
        }
    }
    return inputs;
}

std::vector<std::string> zoneInputs(RootedFiles &files)
{
    std::vector<std::string> ofProcessor;
    std::vector<std::string> all;
    for (const std::string &zone : files.list("/sys/class/thermal", "thermal_zone")) {
        const std::string folder = "/sys/class/thermal/" + zone;
        all.push_back(folder + "/temp");
        const auto type = files.readLine(folder + "/type");
        if (type && isProcessorZone(*type)) {
            ofProcessor.push_back(all.back());
        }
    }
    return ofProcessor.empty() ? all : ofProcessor;
}

} // namespace

void HostTemperature::find(RootedFiles &files)
{
    m_searched = true;
    m_inputs = driverInputs(files);
    if (m_inputs.empty()) {
        m_inputs = zoneInputs(files);
    }
}

Measured<double> HostTemperature::measure(RootedFiles &files)
{
    if (!m_searched) {
        find(files);
    }
    std::optional<double> hottest;
    for (const std::string &input : m_inputs) {
        const auto text = files.read(input, 64);
        const auto thousandths = text ? signedNumber(*text) : std::nullopt;
        if (!thousandths) {
            continue; // a core that is switched off answers with an error
        }
        const double celsius = static_cast<double>(*thousandths) / 1000;
        if (celsius >= kColdest_celsius && celsius <= kHottest_celsius) {
            hottest = std::max(celsius, hottest.value_or(celsius));
        }
    }
    if (hottest) {
        return *hottest;
    }
    if (m_inputs.empty()) {
        return missing(telemetry::Absence::NotExported, "no temperature sensor of the processor");
    }
    return missing(telemetry::Absence::ScrapeFailed, "no temperature sensor gives a value that can be true");
}

} // namespace iso::agent
