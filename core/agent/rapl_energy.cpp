#include "core/agent/rapl_energy.h"

#include "core/agent/text_scan.h"

#include <fmt/format.h>

namespace iso::agent
{

namespace
{

constexpr std::string_view kFolder = "/sys/class/powercap";
constexpr std::string_view kZone = "intel-rapl:"; // AMD's too

} // namespace

void RaplEnergy::find(RootedFiles &files)
{
    m_searched = true;
    for (const std::string &zone : files.list(kFolder, kZone)) {
        if (!isDigits(std::string_view(zone).substr(kZone.size()))) {
            continue; // a sub-zone, "intel-rapl:0:1"
        }
        const std::string folder = fmt::format("{}/{}", kFolder, zone);
        const auto name = files.readLine(folder + "/name");
        if (name && name->starts_with("package")) {
            m_packages.push_back({folder, files.readNumber(folder + "/max_energy_range_uj").value_or(0), {}, 0});
        }
    }
}

Measured<double> RaplEnergy::measure(RootedFiles &files)
{
    if (!m_searched) {
        find(files);
    }
    if (m_packages.empty()) {
        return missing(telemetry::Absence::NotExported, "no energy counter of a processor package (RAPL)");
    }
    std::uint64_t total_uj = 0;
    for (Package &package : m_packages) {
        const auto now_uj = files.readNumber(package.folder + "/energy_uj");
        if (!now_uj) {
            // Readable by root alone since CVE-2020-8694.
            return missing(telemetry::Absence::ScrapeFailed,
                           now_uj.error().message + "; give the agent's user the right to read it (udev rule)");
        }
        if (package.last_uj && *now_uj >= *package.last_uj) {
            package.total_uj += *now_uj - *package.last_uj;
        } else if (package.last_uj && package.range_uj > *package.last_uj) {
            package.total_uj += *now_uj + (package.range_uj - *package.last_uj);
        } else if (package.last_uj) {
            package.total_uj += *now_uj;
        }
        package.last_uj = *now_uj;
        total_uj += package.total_uj;
    }
    return static_cast<double>(total_uj) / 1e6;
}

} // namespace iso::agent
