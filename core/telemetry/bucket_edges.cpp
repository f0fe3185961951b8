#include "core/telemetry/bucket_edges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace iso::telemetry::detail
{

namespace
{

/// An unevaluated sum of two doubles, about 106 bits (Dekker 1971). Only square root and product are needed. The fma
/// is exact by IEEE 754, so every platform computes the same edges; a logarithm would not.
struct DoubleDouble {
    double high = 0;
    double low = 0;
};

DoubleDouble normalised(double high, double low)
{
    const double sum = high + low;
    return {sum, low - (sum - high)};
}

DoubleDouble operator*(DoubleDouble a, DoubleDouble b)
{
    const double product = a.high * b.high;
    const double error = std::fma(a.high, b.high, -product);
    return normalised(product, error + (a.high * b.low + a.low * b.high));
}

DoubleDouble squareRoot(DoubleDouble a)
{
    const double root = std::sqrt(a.high);
    const double remainder = std::fma(-root, root, a.high) + a.low;
    return normalised(root, remainder / (2 * root));
}

/// The largest double that is not above `a`.
double roundedDown(DoubleDouble a)
{
    return a.low < 0 ? std::nextafter(a.high, 0.0) : a.high;
}

/// 2^(j/2^scale) for all scales up to 20: the first ten bits of the fraction from `coarse`, the others from `fine`.
class Boundaries
{
public:
    static constexpr int kTableBits = 10;
    static constexpr std::size_t kTableSize = std::size_t{1} << kTableBits;

    Boundaries()
    {
        DoubleDouble root{2, 0}; // 2^(2^-bit)
        std::array<DoubleDouble, 2 * kTableBits> roots;
        for (DoubleDouble &r : roots) {
            root = squareRoot(root);
            r = root;
        }
        for (std::size_t j = 0; j < kTableSize; ++j) {
            m_coarse[j] = m_fine[j] = {1, 0};
            for (std::size_t bit = 0; bit < kTableBits; ++bit) {
                if ((j >> (kTableBits - 1 - bit)) & 1U) {
                    m_coarse[j] = m_coarse[j] * roots[bit];
                    m_fine[j] = m_fine[j] * roots[kTableBits + bit];
                }
            }
            m_table[j] = roundedDown(m_coarse[j]);
        }
    }

    /// 2^(j/2^scale), rounded down; 0 <= j < 2^scale.
    [[nodiscard]] double at(std::uint32_t j, int scale) const
    {
        if (scale <= kTableBits) {
            return m_table[std::size_t{j} << (kTableBits - scale)];
        }
        const std::uint32_t low = (j << (2 * kTableBits - scale)) & (kTableSize - 1);
        const std::uint32_t high = j >> (scale - kTableBits);
        return low == 0 ? m_table[high] : roundedDown(m_coarse[high] * m_fine[low]);
    }

private:
    std::array<double, kTableSize> m_table;
    std::array<DoubleDouble, kTableSize> m_coarse;
    std::array<DoubleDouble, kTableSize> m_fine;
};

const Boundaries &boundaries()
{
    static const Boundaries kBoundaries; // immutable, built once, 40 KB
    return kBoundaries;
}

} // namespace

std::int32_t bucketIndex(double value, int scale)
{
    int exponent = 0;
    const double mantissa = 2 * std::frexp(value, &exponent); // value = mantissa * 2^(exponent - 1), 1 <= mantissa < 2
    --exponent;
    if (scale <= 0) {
        // Upper edges are inclusive: an exact power of two belongs to the bucket that ends there.
        const int floorOfLog = mantissa > 1 ? exponent : exponent - 1;
        return floorOfLog >> -scale;
    }
    // The last j with 2^(j/2^scale) < mantissa; -1 for an exact power of two.
    const Boundaries &edges = boundaries();
    std::uint32_t first = 0;
    std::uint32_t size = std::uint32_t{1} << scale;
    while (size > 0) {
        const std::uint32_t half = size / 2;
        if (edges.at(first + half, scale) < mantissa) {
            first += half + 1;
            size -= half + 1;
        } else {
            size = half;
        }
    }
    return exponent * (std::int32_t{1} << scale) + static_cast<std::int32_t>(first) - 1;
}

double bucketEdge(std::int64_t index, int scale)
{
    constexpr std::int64_t kBeyond = 1100; // every exponent beyond this is 0 or too large for a double
    if (scale <= 0) {
        const std::int64_t exponent = std::clamp(index, -kBeyond, kBeyond) * (std::int64_t{1} << -scale);
        const auto clamped = static_cast<int>(std::clamp(exponent, -kBeyond, kBeyond));
        return std::min(std::ldexp(1.0, clamped), std::numeric_limits<double>::max());
    }
    const std::int64_t exponent = std::clamp(index >> scale, -kBeyond, kBeyond);
    const auto j = static_cast<std::uint32_t>(index & ((std::int64_t{1} << scale) - 1));
    const double edge = std::ldexp(boundaries().at(j, scale), static_cast<int>(exponent));
    return std::min(edge, std::numeric_limits<double>::max());
}

} // namespace iso::telemetry::detail
