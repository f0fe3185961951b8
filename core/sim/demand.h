#pragma once

#include "core/base/time.h"

namespace iso::sim
{

/// How busy people keep the fleet at this place and moment, as a share of its capacity: lowest before dawn, highest in
/// the late afternoon, by local solar time. Its mean over a day is kMeanDemand.
double demandAt(double longitude_deg, HubTime utc);

/// Hours of local solar time, 0 to 24.
double solarHour(double longitude_deg, HubTime utc);

inline constexpr double kMeanDemand = 0.58;

} // namespace iso::sim
