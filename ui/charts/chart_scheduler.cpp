#include "ui/charts/chart_scheduler.h"

#include "ui/charts/chart_frame.h"

#include <algorithm>

namespace iso::charts
{

ChartScheduler::ChartScheduler(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(kFrame_ms);
    connect(&m_timer, &QTimer::timeout, this, &ChartScheduler::rebuildOne);
}

void ChartScheduler::request(ChartFrame *chart)
{
    if (std::find(m_waiting.begin(), m_waiting.end(), chart) != m_waiting.end()) {
        return;
    }
    m_waiting.emplace_back(chart);
    if (!m_timer.isActive()) {
        m_timer.start();
    }
}

void ChartScheduler::rebuildOne()
{
    while (!m_waiting.empty()) {
        const QPointer<ChartFrame> chart = m_waiting.front();
        m_waiting.pop_front();
        if (chart) {
            chart->rebuild();
            break;
        }
    }
    if (m_waiting.empty()) {
        m_timer.stop();
    }
}

} // namespace iso::charts
