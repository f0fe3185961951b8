#pragma once

#include "ui/charts/chart_frame.h"

namespace iso::charts
{

/// Waiting requests, and tokens out a second on a scale of their own. GUI thread.
class QueueChart final : public ChartFrame
{
    Q_OBJECT

public:
    explicit QueueChart(ChartScheduler &scheduler, QWidget *parent = nullptr);

    void setData(SeriesData waiting, SeriesData tokensPerSecond);

protected:
    void styleLines(std::vector<ChartLine> &lines) override;
};

} // namespace iso::charts
