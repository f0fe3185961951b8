#pragma once

#include "core/base/time.h"

#include <fmt/format.h>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace iso
{

enum class LogLevel { Debug, Info, Warning, Error };
std::string_view toText(LogLevel level);

/// One line of the log.
struct LogEntry {
    HubTime time;
    LogLevel level = LogLevel::Info;
    std::string area;
    std::string message;
};

/// Hands entries to one sink. Built in each program's composition and passed by reference. Safe from any thread.
class Logger
{
public:
    using Sink = std::function<void(const LogEntry &)>;

    Logger(const Clock &clock, Sink sink, LogLevel threshold = LogLevel::Info);

    template<typename... Args>
    void info(std::string_view area, fmt::format_string<Args...> format, Args &&...args)
    {
        write(LogLevel::Info, area, fmt::format(format, std::forward<Args>(args)...));
    }
    template<typename... Args>
    void warning(std::string_view area, fmt::format_string<Args...> format, Args &&...args)
    {
        write(LogLevel::Warning, area, fmt::format(format, std::forward<Args>(args)...));
    }
    template<typename... Args>
    void error(std::string_view area, fmt::format_string<Args...> format, Args &&...args)
    {
        write(LogLevel::Error, area, fmt::format(format, std::forward<Args>(args)...));
    }

    void write(LogLevel level, std::string_view area, std::string message);

    /// For messages that the outside can cause at will: at most one entry of a key in 10 s, with a count of those
    /// left out. `key` is a fixed text of the program, never data.
    void limited(LogLevel level, std::string_view area, std::string_view key, std::string message);

private:
    struct Limit {
        SteadyTime lastWritten;
        std::uint64_t suppressed = 0;
    };

    const Clock &m_clock;
    Sink m_sink;
    LogLevel m_threshold;
    std::mutex m_mutex;
    std::map<std::string, Limit, std::less<>> m_limits;
};

/// Writes "2026-03-14T09:26:53.589Z warning transport: text" to standard error.
Logger::Sink stderrSink();

} // namespace iso
