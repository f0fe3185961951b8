#pragma once

#include "ui/bridge/objectives.h"
#include "ui/charts/chart_overlay.h"
#include "ui/charts/chart_scheduler.h"
#include "ui/charts/group_series.h"
#include "ui/charts/series_chart.h"

#include <QStringList>
#include <QWidget>
#include <array>
#include <vector>

class QGridLayout;

namespace iso::charts_page
{

/// All charts of the page over one range of time: one crosshair, one zoom, the same marks. GUI thread.
class ChartsGrid final : public QWidget
{
    Q_OBJECT
public:
    enum Chart { Latency, Load, Requests, Tokens, Power, Errors, Energy };
    static constexpr std::size_t kCharts = 7;

    ChartsGrid(const theme::Theme &theme, const bridge::Objectives &objectives, QWidget *parent = nullptr);

    void setTheme(const theme::Theme &theme);
    /// Draws the series: one line for each node when `names` has their names, else all nodes as one.
    void show(const charts::GroupSeries &series, telemetry::LatencyId latency, const QStringList &names);
    void setTimeRange(double from_ms, double to_ms);
    void setUnread(std::optional<double> before_ms, const QString &why);
    void setMarks(const std::vector<charts::ChartMark> &marks);
    /// What stands in charts that have no line; empty: each says why it has none.
    void setMessage(const QString &message);

    /// Charts that are not drawn yet as they were set.
    [[nodiscard]] std::size_t waitingCharts() const { return m_scheduler.waiting(); }
    [[nodiscard]] charts::SeriesChart &chart(Chart which) { return *m_charts[which]; }

Q_SIGNALS:
    void rangeChosen(double from_ms, double to_ms);
    void rangeReset();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange(int columns);
    void showLatency(const charts::GroupSeries &series, telemetry::LatencyId latency, const QStringList &names);
    void showLoad(const charts::GroupSeries &series, const QStringList &names);
    void showRequests(const charts::GroupSeries &series, const QStringList &names);
    void showFigure(Chart which, const charts::GroupSeries &series, history::GroupFigure figure,
                    const QStringList &names);
    void explainEmpty(Chart which, const QString &reason);

    theme::Theme m_theme;
    bridge::Objectives m_objectives;
    charts::ChartScheduler m_scheduler;
    std::array<charts::SeriesChart *, kCharts> m_charts{};
    std::array<QString, kCharts> m_reasons;
    QString m_message;
    QGridLayout *m_layout;
    int m_columns = 0;
};

} // namespace iso::charts_page
