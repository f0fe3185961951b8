#pragma once

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <sys/types.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace iso::bench
{

/// CPU time of the calling thread in ms.
inline double threadCpu_ms()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// How long the calling thread has stood ready without a processor, in ms: the second field of `schedstat`.
class ProcessorWait
{
public:
    [[nodiscard]] double total_ms()
    {
        m_file.clear();
        m_file.seekg(0);
        double running_ns = 0;
        double waiting_ns = 0;
        m_file >> running_ns >> waiting_ns;
        return waiting_ns / 1e6;
    }

private:
    std::ifstream m_file{"/proc/thread-self/schedstat"};
};

/// The first line of a file of /proc; empty when it is gone.
inline std::string lineOf(const std::filesystem::path &path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

/// CPU seconds, user and system, of a process or a thread, from its `stat` file (proc(5)); 0 when it is gone.
inline double cpuSecondsOf(const std::filesystem::path &stat)
{
    const std::string line = lineOf(stat);
    const std::size_t name = line.rfind(')'); // the name before it may hold anything
    if (name == std::string::npos) {
        return 0;
    }
    std::istringstream fields(line.substr(name + 1));
    std::string skipped;
    for (int field = 3; field < 14; ++field) {
        fields >> skipped;
    }
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// CPU seconds of the threads of this process, by name.
inline std::map<std::string, double> cpuSecondsByThread()
{
    std::map<std::string, double> seconds;
    for (const auto &task : std::filesystem::directory_iterator("/proc/self/task")) {
        seconds[lineOf(task.path() / "comm")] += cpuSecondsOf(task.path() / "stat");
    }
    return seconds;
}

/// Resident set of this process in MiB.
inline double residentMiB()
{
    std::ifstream file("/proc/self/statm");
    long total = 0;
    long resident = 0;
    file >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

/// Seconds that all processors were busy, whoever kept them so.
inline double busySeconds()
{
    std::istringstream fields(lineOf("/proc/stat"));
    std::string name;
    fields >> name;
    double busy = 0;
    double value = 0;
    for (int field = 0; fields >> value && field < 8; ++field) {
        const bool isIdle = field == 3 || field == 4; // idle, and waiting for a disk
        busy += isIdle ? 0 : value;
    }
    return busy / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// The display's process when it is an Xvfb of this machine, which draws on the same processors; else nothing.
inline pid_t virtualDisplay()
{
    const char *display = getenv("DISPLAY");
    for (const auto &process : std::filesystem::directory_iterator("/proc")) {
        if (display == nullptr || lineOf(process.path() / "comm") != "Xvfb") {
            continue;
        }
        std::string arguments = lineOf(process.path() / "cmdline");
        arguments.push_back('\0');
        if (arguments.find(std::string(1, '\0') + display + '\0') != std::string::npos) {
            return static_cast<pid_t>(std::stol(process.path().filename().string()));
        }
    }
    return 0;
}

inline std::filesystem::path statOf(pid_t process)
{
    return "/proc/" + std::to_string(process) + "/stat";
}

/// Least squares: how much y grows with each unit of x.
inline double slopeOf(const std::vector<std::pair<double, double>> &points)
{
    double meanX = 0;
    double meanY = 0;
    for (const auto &[x, y] : points) {
        meanX += x / static_cast<double>(points.size());
        meanY += y / static_cast<double>(points.size());
    }
    double covariance = 0;
    double variance = 0;
    for (const auto &[x, y] : points) {
        covariance += (x - meanX) * (y - meanY);
        variance += (x - meanX) * (x - meanX);
    }
    return variance > 0 ? covariance / variance : 0;
}

} // namespace iso::bench
