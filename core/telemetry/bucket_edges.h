#pragma once

#include <cstdint>

namespace iso::telemetry::detail
{

/// Index of the bucket (b^i, b^(i+1)], b = 2^(2^-scale), that holds a positive finite value.
std::int32_t bucketIndex(double value, int scale);

/// b^index, rounded down to a double where it lies between two, so that `value > edge` decides as the exact edge would.
/// 0 below the smallest double, the largest finite double above it.
double bucketEdge(std::int64_t index, int scale);

} // namespace iso::telemetry::detail
