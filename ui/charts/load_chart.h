#pragma once

#include "ui/charts/chart_frame.h"

namespace iso::charts
{

/// Load, GPU, KV cache and CPU in percent. GUI thread.
class LoadChart final : public ChartFrame
{
    Q_OBJECT

public:
    explicit LoadChart(ChartScheduler &scheduler, QWidget *parent = nullptr);

    void setData(SeriesData load, SeriesData gpu, SeriesData kvCache, SeriesData cpu);

protected:
    void styleLines(std::vector<ChartLine> &lines) override;
};

} // namespace iso::charts
