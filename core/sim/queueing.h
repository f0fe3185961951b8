#pragma once

namespace iso::sim
{

/// Mean wait in front of `servers` servers in units of the mean service time, at 0 <= utilization < 1: Sakasegawa's
/// approximation of M/M/c ("An approximation formula L_q = a * rho^b / (1 - rho)", 1977).
double waitInServiceTimes(double utilization, double servers);

/// Share of requests that have to wait at all, by the same approximation: it is what makes the mean wait of those that
/// do wait equal to service / (servers * (1 - utilization)), as in M/M/c.
double shareThatWaits(double utilization, double servers);

} // namespace iso::sim
