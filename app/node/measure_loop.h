#pragma once

#include "core/agent/measurer.h"
#include "core/base/bounded_queue.h"
#include "core/base/time.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace iso::app
{

/// One measurement, ready to be sent.
struct Measured {
    telemetry::Sample sample;
    NodeTime time; ///< end of its interval
    SteadyTime taken;
    std::shared_ptr<const agent::BirthParts> birth; ///< the same object while nothing in it changed
};

/// Measures at an interval on a thread of its own, which a hanging disk or driver holds up, but never the connections.
class MeasureLoop
{
public:
    /// `wake` is called on the loop's thread when there is something to drain.
    MeasureLoop(std::unique_ptr<agent::Measurer> measurer, Duration interval, const Clock &clock,
                std::function<void()> wake);
    ~MeasureLoop();
    MeasureLoop(const MeasureLoop &) = delete;
    MeasureLoop &operator=(const MeasureLoop &) = delete;

    // Any thread:
    /// A shorter interval begins at once.
    void setInterval(Duration interval);
    void drain(std::vector<Measured> &out) { m_done.drain(out); }
    /// Measurements that nobody fetched in time.
    [[nodiscard]] std::uint64_t dropped() const { return m_done.dropped(); }

private:
    void run();
    /// False when it is time to end.
    bool waitUntilDue(SteadyTime last);
    void measure(Duration covered, NodeTime time, SteadyTime taken);

    std::unique_ptr<agent::Measurer> m_measurer;
    const Clock &m_clock;
    const std::function<void()> m_wake;
    BoundedQueue<Measured> m_done;
    std::shared_ptr<const agent::BirthParts> m_birth;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    Duration m_interval;
    bool m_stops = false;
    std::thread m_thread;
};

} // namespace iso::app
