#pragma once

#include "core/base/time.h"
#include "ui/bridge/session_bridge.h"
#include "ui/map/map_view.h"

#include <QElapsedTimer>
#include <QEvent>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace iso::bench
{

inline double percentile(std::vector<double> values, double q)
{
    if (values.empty()) {
        return std::nan("");
    }
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
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

/// Runs the map's paint events itself, so that it knows when each has ended.
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
        m_paints_ms.clear();
        m_intervals_ms.clear();
        m_ages_ms.clear();
        m_arrivals_ms.clear();
        m_sinceLast.invalidate();
    }

    std::string m_leftOut;           ///< a node whose samples are not measured
    std::vector<double> m_frames_ms; ///< from when a movement was due until its frame was painted
    std::vector<double> m_paints_ms;
    std::vector<double> m_intervals_ms;
    std::vector<double> m_ages_ms;
    std::vector<double> m_arrivals_ms;

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
            m_paints_ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
            if (m_sinceLast.isValid()) {
                m_intervals_ms.push_back(static_cast<double>(m_sinceLast.nsecsElapsed()) / 1e6);
            }
            m_sinceLast.start();
            if (m_due) {
                const auto taken = std::chrono::steady_clock::now() - *std::exchange(m_due, std::nullopt);
                m_frames_ms.push_back(std::chrono::duration<double, std::milli>(taken).count());
            }
            noteAges();
        }
        return true;
    }

private:
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
                m_ages_ms.push_back(static_cast<double>(now_ns - node->lastSampleTime.toNanoseconds()) / 1e6);
                m_arrivals_ms.push_back(static_cast<double>(node->lastSampleReceived.toNanoseconds() -
                                                            node->lastSampleTime.toNanoseconds()) /
                                        1e6);
            }
        }
    }

    map::MapView &m_view;
    bridge::SessionBridge &m_bridge;
    bool m_isMeasuring = false;
    bool m_isInside = false;
    QElapsedTimer m_sinceLast;
    std::optional<std::chrono::steady_clock::time_point> m_due;
    std::uint64_t m_lastNumber = 0;
    std::vector<NodeTime> m_lastSample;
};

} // namespace iso::bench
