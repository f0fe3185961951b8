#pragma once

// Private to core/history.

#include "core/history/query.h"

namespace iso::history
{

/// Gathers samples, oldest first, into the steps of a series.
class SeriesBuilder
{
public:
    /// `query` has from < to and points > 0.
    explicit SeriesBuilder(const SeriesQuery &query);

    void add(NodeTime time, const telemetry::Sample &sample);
    /// All steps that had samples. Ends the work.
    SeriesResult finish();

private:
    void endStep();

    SeriesResult m_result;
    std::uint64_t m_step_ns;
    std::uint64_t m_current = 0; ///< number of the step that is being gathered
    SeriesPoint m_point;
    telemetry::LatencyHistogram m_ttft;
    telemetry::MetricSet m_sum;
    std::array<std::uint32_t, telemetry::kMetricCount> m_counts{};
};

} // namespace iso::history
