#include "core/sim/demand.h"

#include <cmath>

namespace iso::sim
{

namespace
{

constexpr double kHoursPerDegree = 24.0 / 360.0;
constexpr double kPi = 3.141592653589793;
// A day of requests: one broad hump around the afternoon, and a smaller evening one on top of it.
constexpr double kDaySwing = 0.12;
constexpr double kDayPeak_h = 15.5;
constexpr double kEveningSwing = 0.04;
constexpr double kEveningPeak_h = 20.5;

} // namespace

double solarHour(double longitude_deg, HubTime utc)
{
    constexpr std::int64_t kDay_ns = 86'400'000'000'000;
    const std::int64_t ofDay_ns = ((utc.toNanoseconds() % kDay_ns) + kDay_ns) % kDay_ns;
    const double hour = static_cast<double>(ofDay_ns) / 3.6e12 + longitude_deg * kHoursPerDegree;
    return std::fmod(hour + 24.0, 24.0);
}

double demandAt(double longitude_deg, HubTime utc)
{
    const double hour = solarHour(longitude_deg, utc);
    return kMeanDemand + kDaySwing * std::cos(2 * kPi * (hour - kDayPeak_h) / 24) +
           kEveningSwing * std::cos(4 * kPi * (hour - kEveningPeak_h) / 24);
}

} // namespace iso::sim
