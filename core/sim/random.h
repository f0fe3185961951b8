#pragma once

#include <cmath>
#include <cstdint>

namespace iso::sim
{

/// One step of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): a good
/// 64-bit hash of its argument.
constexpr std::uint64_t mix(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

/// Random numbers that depend on what they are for, not on who asked before: the same (seed, subject, number) gives the
/// same stream in every run, whatever the order in which subjects are served.
class Random
{
public:
    constexpr explicit Random(std::uint64_t seed, std::uint64_t subject = 0, std::uint64_t number = 0)
        : m_state(mix(mix(mix(seed) ^ subject) ^ number))
    {
    }

    constexpr std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15U;
        return mix(m_state);
    }
    /// In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// In [0, below); below > 0. The bias of the modulus is below 2^-32 for the sizes used here.
    std::uint64_t below(std::uint64_t below) { return next() % below; }

    /// About normal with mean 0 and deviation 1: the sum of four uniforms, which ends at 3.46 deviations. A tail that
    /// cannot run away suits latencies, and it costs one draw.
    double normal()
    {
        const std::uint64_t bits = next();
        const double sum =
            static_cast<double>((bits & 0xffffU) + ((bits >> 16) & 0xffffU) + ((bits >> 32) & 0xffffU) + (bits >> 48));
        return (sum * (1.0 / 65536.0) - 2.0) * 1.7320508075688772;
    }
    /// With the given median; `spread` is the deviation of the logarithm.
    double lognormal(double median, double spread) { return median * std::exp(spread * normal()); }
    double exponential(double mean) { return -mean * std::log1p(-uniform()); }
    /// Counts of a process with this mean: Knuth's method for small ones, the normal limit for large ones.
    std::uint64_t poisson(double mean)
    {
        if (mean <= 0) {
            return 0;
        }
        if (mean > 40) {
            const double drawn = mean + std::sqrt(mean) * normal();
            return drawn < 0.5 ? 0 : static_cast<std::uint64_t>(std::llround(drawn));
        }
        const double limit = std::exp(-mean);
        std::uint64_t count = 0;
        for (double product = uniform(); product > limit; product *= uniform()) {
            ++count;
        }
        return count;
    }

private:
    std::uint64_t m_state;
};

} // namespace iso::sim
