#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace iso::history
{

/// A set of telemetry numbers as closed ranges: ascending, disjoint, not touching. Adding at the end, the usual case,
/// costs nothing.
class RangeSet
{
public:
    using Range = std::pair<std::uint64_t, std::uint64_t>;

    /// Beyond this many ranges the lowest is forgotten, so that a sender with holes everywhere cannot grow it for ever.
    /// What is forgotten may be stored twice; readers keep only one.
    static constexpr std::size_t kMaxRanges = 4096;

    /// Adds first..last, both included; first <= last.
    void add(std::uint64_t first, std::uint64_t last);
    void add(const RangeSet &other);
    [[nodiscard]] bool contains(std::uint64_t number) const;
    [[nodiscard]] const std::vector<Range> &ranges() const { return m_ranges; }
    bool operator==(const RangeSet &) const = default;

    /// Compact bytes with a checksum.
    [[nodiscard]] std::string toBytes() const;
    /// Corrupt when the bytes are not what toBytes() made.
    static Result<RangeSet> fromBytes(std::string_view bytes);

private:
    std::vector<Range> m_ranges;
};

} // namespace iso::history
