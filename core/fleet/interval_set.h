#pragma once

#include <cstdint>
#include <vector>

namespace iso::fleet
{

/// Both ends included.
struct SeqRange {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    auto operator<=>(const SeqRange &) const = default;
};

/// A set of telemetry numbers, kept as ascending ranges that neither overlap nor touch.
class IntervalSet
{
public:
    void add(SeqRange range);
    [[nodiscard]] bool contains(std::uint64_t seq) const;
    /// The largest n such that all of 1..n are in the set; 0 when 1 is not.
    [[nodiscard]] std::uint64_t contiguousFromOne() const;
    [[nodiscard]] const std::vector<SeqRange> &ranges() const { return m_ranges; }

private:
    std::vector<SeqRange> m_ranges;
};

} // namespace iso::fleet
