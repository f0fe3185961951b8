#include "core/fleet/snapshot.h"

namespace iso::fleet
{

LatencyFigures LatencyFigures::of(const telemetry::LatencyHistogram &window)
{
    LatencyFigures figures;
    figures.count = window.count();
    if (figures.count > 0) {
        figures.p50 = *window.quantile(0.50);
        figures.p95 = *window.quantile(0.95);
        figures.p99 = *window.quantile(0.99);
    }
    return figures;
}

} // namespace iso::fleet
