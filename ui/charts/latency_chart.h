#pragma once

#include "ui/charts/chart_frame.h"

namespace iso::charts
{

/// Time to first token: p50, p95, p99 in milliseconds, against the objective. Calm colours while p95 keeps it. GUI
/// thread.
class LatencyChart final : public ChartFrame
{
    Q_OBJECT

public:
    explicit LatencyChart(ChartScheduler &scheduler, QWidget *parent = nullptr);

    void setData(SeriesData p50, SeriesData p95, SeriesData p99);
    /// The interval in which the p95 certainly lies, with points where the p95 has them.
    void setBounds(SeriesData lower, SeriesData upper);
    void setObjective_ms(double objective_ms);

protected:
    void styleLines(std::vector<ChartLine> &lines) override;
    void styleBands(std::vector<ChartBand> &bands) override;

private:
    double m_objective_ms = 0;
};

} // namespace iso::charts
