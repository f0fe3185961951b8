#include "core/sim/queueing.h"

#include <algorithm>
#include <cmath>

namespace iso::sim
{

double waitInServiceTimes(double utilization, double servers)
{
    return shareThatWaits(utilization, servers) / (servers * (1 - utilization));
}

double shareThatWaits(double utilization, double servers)
{
    return std::min(std::pow(utilization, std::sqrt(2 * (servers + 1)) - 1), 1.0);
}

} // namespace iso::sim
