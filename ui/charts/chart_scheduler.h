#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <deque>

namespace iso::charts
{

class ChartFrame;

/// Spreads the work of charts over frames: a chart asks, and at most one chart is rebuilt a frame, in the order of
/// asking. A chart that asks twice is rebuilt once. GUI thread.
class ChartScheduler final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kFrame_ms = 33;

    explicit ChartScheduler(QObject *parent = nullptr);

    void request(ChartFrame *chart);
    [[nodiscard]] std::size_t waiting() const { return m_waiting.size(); }

private:
    void rebuildOne();

    std::deque<QPointer<ChartFrame>> m_waiting;
    QTimer m_timer;
};

} // namespace iso::charts
