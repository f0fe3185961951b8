#include "core/agent/memory_use.h"

#include "core/agent/text_scan.h"

#include <limits>
#include <optional>

namespace iso::agent
{

namespace
{

/// "        23 kB", where kB means 1,024 bytes (proc(5)).
std::optional<std::uint64_t> bytesOf(std::string_view value)
{
    const auto kibibytes = takeNumber(value);
    if (!kibibytes || takeToken(value) != "kB" || *kibibytes > std::numeric_limits<std::uint64_t>::max() / 1024) {
        return std::nullopt;
    }
    return *kibibytes * 1024;
}

} // namespace

Measured<MemoryUse> readMemory(RootedFiles &files)
{
    const auto text = files.read("/proc/meminfo", 8192);
    if (!text) {
        return missing(text.error());
    }
    std::optional<std::uint64_t> total;
    std::optional<std::uint64_t> available;
    for (std::string_view rest = *text; !rest.empty() && (!total || !available);) {
        std::string_view line = takeLine(rest);
        const std::string_view name = takeToken(line);
        if (name == "MemTotal:") {
            total = bytesOf(line);
        } else if (name == "MemAvailable:") {
            available = bytesOf(line);
        }
    }
    if (!total || *total == 0) {
        return missing(telemetry::Absence::ScrapeFailed, "/proc/meminfo has no MemTotal");
    }
    if (!available) {
        return missing(telemetry::Absence::NotExported, "/proc/meminfo has no MemAvailable (Linux before 3.14)");
    }
    return MemoryUse{*total > *available ? *total - *available : 0, *total};
}

} // namespace iso::agent
