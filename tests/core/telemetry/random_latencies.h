#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace iso::test
{

/// Log-normal around 0.3 s with a long tail and some zeros, as latencies are. Repeatable for a seed; written without
/// the standard distributions, whose sequences differ between libraries.
inline std::vector<double> randomLatencies(std::uint32_t seed, std::size_t count)
{
    std::mt19937 random(seed);
    const auto uniform = [&random] { return (static_cast<double>(random()) + 0.5) / 4294967296.0; };
    std::vector<double> values(count);
    for (double &value : values) {
        const double normal = std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform());
        value = uniform() < 0.02 ? 0 : 0.3 * std::exp(1.2 * normal);
    }
    return values;
}

} // namespace iso::test
