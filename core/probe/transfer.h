#pragma once

#include "core/base/time.h"
#include "core/probe/probe_target.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace iso::probe
{

struct ProbeLimits {
    Duration connect = std::chrono::seconds(5);
    Duration request = std::chrono::seconds(30);
    std::size_t reply_bytes = 1024 * 1024;
    int tokens = 32; ///< asked for in one answer
};

/// What one request measured.
struct Measurement {
    std::string error; ///< empty when it went well
    double connect_ms = 0;
    double ttft_ms = 0;
    double e2e_ms = 0;
    std::vector<double> itl_ms;
};

/// Makes requests, one at a time, on one thread; cancel() may be called from any. Times of an answer count from the
/// moment the request leaves, after name, connection and encryption are settled.
class Transfer
{
public:
    Transfer(const Clock &clock, ProbeLimits limits);
    ~Transfer();
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;

    /// Calls `waiting` at least once a second. After cancel() it returns at once, with an error.
    Measurement run(const ProbeTarget &target, const std::function<void()> &waiting);
    void cancel();
    [[nodiscard]] bool isCancelled() const { return m_isCancelled.load(); }

private:
    struct Handles;
    struct Request;

    bool prepare(Request &request, const ProbeTarget &target) const;
    void wait(Request &request, const std::function<void()> &waiting);
    Measurement resultOf(const Request &request, const ProbeTarget &target) const;

    const Clock &m_clock;
    const ProbeLimits m_limits;
    std::unique_ptr<Handles> m_handles;
    std::atomic<bool> m_isCancelled{false};
};

} // namespace iso::probe
