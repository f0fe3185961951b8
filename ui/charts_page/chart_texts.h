#pragma once

#include "ui/charts/group_series.h"
#include "ui/charts_page/group_loader.h"

#include <QString>

namespace iso::charts_page
{

/// How long a step is, for a range cut into about so many: a round length of `wanted` or more, and not shorter than
/// samples are apart.
Duration roundStep(Duration wanted, Duration interval);

/// How far the reading is, what stopped it, what could not be read.
QString loadText(const GroupLoader &loader, const charts::GroupSeries &series, std::size_t unknown, std::size_t nodes);

/// "Coverage TTFT 100 % · ITL n/a (not reported) · … · p95 612 ms ± 1 % · 14 of 14 nodes" between two times.
QString coverageLine(const charts::GroupSeries &series, telemetry::LatencyId shown, NodeTime from, NodeTime to,
                     std::size_t nodes);

} // namespace iso::charts_page
