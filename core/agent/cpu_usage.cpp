#include "core/agent/cpu_usage.h"

#include "core/agent/text_scan.h"

namespace iso::agent
{

namespace
{

constexpr std::size_t kIdle = 3;
constexpr std::size_t kIoWait = 4;
constexpr std::size_t kLeastFields = 4; // Linux 2.4 had no more

} // namespace

Measured<CpuUsage::Ticks> CpuUsage::read(RootedFiles &files)
{
    const auto text = files.read("/proc/stat", 512); // the first line is the sum of all cores
    if (!text) {
        return missing(text.error());
    }
    std::string_view rest = *text;
    std::string_view line = takeLine(rest);
    if (takeToken(line) != "cpu") {
        return missing(telemetry::Absence::ScrapeFailed, "/proc/stat does not begin with \"cpu\"");
    }
    Ticks ticks{};
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const auto number = takeNumber(line);
        if (!number && i < kLeastFields) {
            return missing(telemetry::Absence::ScrapeFailed, "/proc/stat: too few numbers in its first line");
        }
        ticks[i] = number.value_or(0);
    }
    return ticks;
}

Measured<double> CpuUsage::measure(RootedFiles &files)
{
    const auto now = read(files);
    if (!now) {
        m_last.reset();
        return tl::unexpected(now.error());
    }
    const auto before = std::exchange(m_last, *now);
    if (!before) {
        return firstReading();
    }
    std::uint64_t total = 0;
    std::uint64_t idle = 0;
    for (std::size_t i = 0; i < now->size(); ++i) {
        // idle and iowait can go back a little (proc(5)); that is no time.
        const std::uint64_t passed = (*now)[i] > (*before)[i] ? (*now)[i] - (*before)[i] : 0;
        total += passed;
        idle += i == kIdle || i == kIoWait ? passed : 0;
    }
    if (total == 0) {
        return missing(telemetry::Absence::NotReported, "no tick of the kernel between two readings");
    }
    return static_cast<double>(total - idle) / static_cast<double>(total);
}

} // namespace iso::agent
