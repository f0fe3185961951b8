#include "app/node/measure_loop.h"

#include <algorithm>

namespace iso::app
{

namespace
{
/// Seconds of samples at the shortest interval that may wait while the connections' thread is held up.
constexpr std::size_t kMostWaiting = 100;
} // namespace

MeasureLoop::MeasureLoop(std::unique_ptr<agent::Measurer> measurer, Duration interval, const Clock &clock,
                         std::function<void()> wake)
    : m_measurer(std::move(measurer))
    , m_clock(clock)
    , m_wake(std::move(wake))
    , m_done(kMostWaiting)
    , m_interval(interval)
    , m_thread([this] { run(); })
{
}

MeasureLoop::~MeasureLoop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stops = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void MeasureLoop::setInterval(Duration interval)
{
    {
        const std::lock_guard lock(m_mutex);
        m_interval = interval;
    }
    m_changed.notify_one();
}

bool MeasureLoop::waitUntilDue(SteadyTime last)
{
    std::unique_lock lock(m_mutex);
    while (!m_stops) {
        const Duration left = last + m_interval - m_clock.steadyNow();
        if (left <= Duration(0)) {
            return true;
        }
        m_changed.wait_for(lock, left);
    }
    return false;
}

void MeasureLoop::run()
{
    const auto interval = [this] {
        const std::lock_guard lock(m_mutex);
        return m_interval;
    };
    // Differences need a beginning; what is read now is only that.
    m_measurer->measure(interval());
    SteadyTime due = m_clock.steadyNow();
    SteadyTime measured = due;
    while (waitUntilDue(due)) {
        const SteadyTime now = m_clock.steadyNow();
        const HubTime utc = m_clock.utcNow();
        // After a delay of more than an interval the rhythm starts anew; what was missed is not made up for.
        due = now - due < 2 * interval() ? due + interval() : now;
        measure(now - measured, NodeTime::fromNanoseconds(utc.toNanoseconds()), now);
        measured = now;
    }
}

void MeasureLoop::measure(Duration covered, NodeTime time, SteadyTime taken)
{
    Measured done;
    done.sample = m_measurer->measure(covered);
    done.sample.interval = std::max<Duration>(covered, std::chrono::milliseconds(1));
    done.time = time;
    done.taken = taken;
    agent::BirthParts parts = m_measurer->birthParts();
    if (m_birth == nullptr || !(*m_birth == parts)) {
        m_birth = std::make_shared<const agent::BirthParts>(std::move(parts));
    }
    done.birth = m_birth;
    m_done.push(std::move(done));
    m_wake();
}

} // namespace iso::app
