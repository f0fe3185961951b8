#include "core/base/log.h"

#include <algorithm>
#include <cstdio>

namespace iso
{
namespace
{
constexpr Duration kLimitInterval = std::chrono::seconds(10);
}

std::string_view toText(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Info:
        return "info";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Error:
        return "error";
    }
    return "info";
}

Logger::Logger(const Clock &clock, Sink sink, LogLevel threshold)
    : m_clock(clock)
    , m_sink(std::move(sink))
    , m_threshold(threshold)
{
}

void Logger::write(LogLevel level, std::string_view area, std::string message)
{
    if (level < m_threshold) {
        return;
    }
    // What others sent must not end a line or steer a terminal.
    std::replace_if(
        message.begin(), message.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    const LogEntry entry{m_clock.utcNow(), level, std::string(area), std::move(message)};
    const std::lock_guard lock(m_mutex);
    m_sink(entry);
}

void Logger::limited(LogLevel level, std::string_view area, std::string_view key, std::string message)
{
    const SteadyTime now = m_clock.steadyNow();
    {
        const std::lock_guard lock(m_mutex);
        auto it = m_limits.find(key);
        if (it == m_limits.end()) {
            it = m_limits.emplace(std::string(key), Limit{}).first;
        }
        Limit &limit = it->second;
        if (limit.lastWritten.isValid() && now - limit.lastWritten < kLimitInterval) {
            ++limit.suppressed;
            return;
        }
        if (limit.suppressed > 0) {
            message += fmt::format(" ({} more like it since the last report)", limit.suppressed);
        }
        limit = Limit{now, 0};
    }
    write(level, area, std::move(message));
}

Logger::Sink stderrSink()
{
    return [](const LogEntry &entry) {
        const std::string line =
            fmt::format("{} {} {}: {}\n", toRfc3339(entry.time), toText(entry.level), entry.area, entry.message);
        std::fputs(line.c_str(), stderr);
    };
}

} // namespace iso
