#pragma once

#include "core/history/query.h"
#include "core/telemetry/sample.h"
#include "ui/charts/chart_overlay.h"
#include "ui/charts/chart_scheduler.h"
#include "ui/charts/node_series.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <array>
#include <vector>

namespace iso::charts
{
class ChartFrame;
class LatencyChart;
class LoadChart;
class QueueChart;
} // namespace iso::charts

namespace iso::panels
{

/// The charts of one node over the last ten minutes, one below the other, with one time axis and one crosshair.
/// GUI thread.
class InspectorCharts final : public QWidget
{
    Q_OBJECT

public:
    explicit InspectorCharts(const theme::Theme &theme, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    void setObjective_ms(double objective_ms);

    /// Forgets the lines and says `message` in their place.
    void clear(const QString &message);
    /// What stands where there are no lines.
    void setEmptyText(const QString &message);
    void setInterval(Duration interval) { m_series.setInterval(interval); }
    void setHistory(const history::SeriesResult &result);
    void append(NodeTime time, const telemetry::Sample &sample);
    /// Draws what was appended; call it once for a batch.
    void showLines();
    /// The right end of the time axis; moves in whole seconds.
    void setEnd(NodeTime end);
    void setMarks(const std::vector<charts::ChartMark> &marks);

    [[nodiscard]] const charts::NodeSeries &series() const { return m_series; }
    [[nodiscard]] charts::LatencyChart &latency() { return *m_latency; }
    [[nodiscard]] charts::LoadChart &load() { return *m_load; }
    [[nodiscard]] charts::QueueChart &queue() { return *m_queue; }

private:
    [[nodiscard]] std::array<charts::ChartFrame *, 3> all() const;
    void updateRange();

    charts::ChartScheduler m_scheduler;
    charts::NodeSeries m_series;
    charts::LatencyChart *m_latency;
    charts::LoadChart *m_load;
    charts::QueueChart *m_queue;
    QString m_emptyText;
    NodeTime m_end;
};

} // namespace iso::panels
