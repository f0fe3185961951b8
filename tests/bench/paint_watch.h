#pragma once

#include "core/base/time.h"
#include "tests/bench/process_usage.h"
#include "ui/bridge/session_bridge.h"
#include "ui/map/map_view.h"

#include <QElapsedTimer>
#include <QEvent>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace iso::bench
{

/// Times in ms, to a tenth, in memory that does not grow: a run may take hours.
class Times
{
public:
    void add(double time_ms)
    {
        const auto slot = static_cast<std::size_t>(std::clamp(time_ms * kSlots_per_ms, 0.0, kMost_slot));
        ++m_counts[slot];
        ++m_size;
    }
    void clear() { *this = Times(); }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    /// Not a number without times.
    [[nodiscard]] double percentile(double q) const
    {
        if (empty()) {
            return std::nan("");
        }
        auto rank = static_cast<std::size_t>(q * static_cast<double>(m_size - 1));
        std::size_t slot = 0;
        for (; rank >= m_counts[slot]; ++slot) {
            rank -= m_counts[slot];
        }
        return static_cast<double>(slot) / kSlots_per_ms;
    }

private:
    static constexpr double kSlots_per_ms = 10;
    static constexpr double kMost_slot = 99'999; // 10 s, and whatever is above
    std::vector<std::uint32_t> m_counts = std::vector<std::uint32_t>(100'000);
    std::size_t m_size = 0;
};

inline double percentile(const Times &times, double q)
{
    return times.percentile(q);
}

/// Runs the map's paint events itself, so that it knows when each has ended. Who knows when the whole window has been
/// painted says so with windowPainted(); else a frame ends with the map.
class PaintWatch final : public QObject
{
public:
    PaintWatch(map::MapView &view, bridge::SessionBridge &bridge, QObject *parent)
        : QObject(parent)
        , m_view(view)
        , m_bridge(bridge)
    {
        view.installEventFilter(this);
    }

    /// A movement of the hand was due then and asks for a frame.
    void expectFrame(std::chrono::steady_clock::time_point due)
    {
        if (!m_due) {
            m_due = due;
        }
    }

    void begin()
    {
        m_isMeasuring = true;
        m_frames_ms.clear();
        m_work_ms.clear();
        m_waits_ms.clear();
        m_paints_ms.clear();
        m_intervals_ms.clear();
        m_ages_ms.clear();
        m_arrivals_ms.clear();
        m_sinceLast.invalidate();
    }

    /// Everything that was to be painted with the map is on its way to the display.
    void windowPainted()
    {
        m_isWindowWatched = true;
        if (std::exchange(m_isMapPainted, false)) {
            endFrame();
        }
    }

    std::string m_leftOut; ///< a node whose samples are not measured
    Times m_frames_ms;     ///< from when a movement was due until its frame was painted
    Times m_work_ms;       ///< CPU time of the window's thread from frame to frame
    Times m_waits_ms;      ///< from frame to frame, for a processor
    Times m_paints_ms;     ///< of the map alone
    Times m_intervals_ms;
    Times m_ages_ms;
    Times m_arrivals_ms;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched != &m_view || event->type() != QEvent::Paint || m_isInside) {
            return false;
        }
        m_isInside = true;
        QElapsedTimer timer;
        timer.start();
        watched->event(event);
        m_isInside = false;
        if (m_isMeasuring) {
            m_paints_ms.add(static_cast<double>(timer.nsecsElapsed()) / 1e6);
            m_isMapPainted = m_isWindowWatched;
            if (!m_isWindowWatched) {
                endFrame();
            }
        }
        return true;
    }

private:
    void endFrame()
    {
        if (m_sinceLast.isValid()) {
            m_intervals_ms.add(static_cast<double>(m_sinceLast.nsecsElapsed()) / 1e6);
            m_work_ms.add(threadCpu_ms() - m_cpuBefore_ms);
            m_waits_ms.add(m_wait.total_ms() - m_waitBefore_ms);
        }
        m_sinceLast.start();
        if (m_due) {
            const auto taken = std::chrono::steady_clock::now() - *std::exchange(m_due, std::nullopt);
            m_frames_ms.add(std::chrono::duration<double, std::milli>(taken).count());
        }
        noteAges();
        m_waitBefore_ms = m_wait.total_ms();
        m_cpuBefore_ms = threadCpu_ms(); // without what only this program does
    }

    /// The first paint after a snapshot ends the wait of every sample that is new in it.
    void noteAges()
    {
        const auto &snapshot = m_bridge.snapshot();
        if (snapshot->number == m_lastNumber) {
            return;
        }
        m_lastNumber = snapshot->number;
        const std::int64_t now_ns = SystemClock().utcNow().toNanoseconds();
        const bool isFirst = m_lastSample.empty(); // its samples came before the measurement began
        m_lastSample.resize(snapshot->nodes.size());
        for (const fleet::NodeRecord &node : snapshot->nodes) {
            if (node->lastSampleTime != m_lastSample[node->index]) {
                m_lastSample[node->index] = node->lastSampleTime;
                if (isFirst || node->id().text() == m_leftOut) {
                    continue;
                }
                m_ages_ms.add(static_cast<double>(now_ns - node->lastSampleTime.toNanoseconds()) / 1e6);
                m_arrivals_ms.add(static_cast<double>(node->lastSampleReceived.toNanoseconds() -
                                                      node->lastSampleTime.toNanoseconds()) /
                                  1e6);
            }
        }
    }

    map::MapView &m_view;
    bridge::SessionBridge &m_bridge;
    bool m_isMeasuring = false;
    bool m_isInside = false;
    bool m_isWindowWatched = false;
    bool m_isMapPainted = false;
    double m_cpuBefore_ms = 0;
    ProcessorWait m_wait;
    double m_waitBefore_ms = 0;
    QElapsedTimer m_sinceLast;
    std::optional<std::chrono::steady_clock::time_point> m_due;
    std::uint64_t m_lastNumber = 0;
    std::vector<NodeTime> m_lastSample;
};

} // namespace iso::bench
