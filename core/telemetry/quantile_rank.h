#pragma once

#include "core/telemetry/histogram.h"

namespace iso::telemetry::detail
{

/// Which of `count` sorted observations, counted from 1, is the q-quantile: the smallest with at least q of all at or
/// below it. `count` must be above 0.
std::uint64_t rankOf(double q, std::uint64_t count);

/// What is known of the observations in one bucket, given the histogram's extremes.
QuantileBounds boundsOf(const ExponentialHistogram &histogram, const ExponentialHistogram::Bucket &bucket);
/// The same for bucket i of explicit bounds; `upper` is infinite for the open last one.
QuantileBounds boundsOf(const ExplicitHistogram &histogram, std::size_t bucket);

} // namespace iso::telemetry::detail
