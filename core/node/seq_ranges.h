#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace iso::node
{

/// Numbers that wait to be sent again: ranges that do not touch, lowest first, bounded in number.
class SeqRanges
{
public:
    static constexpr std::size_t kMost = 64;

    using Range = std::pair<std::uint64_t, std::uint64_t>; ///< both included

    /// Adds from..to. False when there are too many ranges already: whoever asked will ask again.
    bool add(std::uint64_t from, std::uint64_t to);
    /// The lowest range.
    [[nodiscard]] std::optional<Range> first() const;
    /// Takes the numbers up to `to` away from the lowest range.
    void removeUpTo(std::uint64_t to);
    [[nodiscard]] bool isEmpty() const { return m_ranges.empty(); }
    void clear() { m_ranges.clear(); }

private:
    std::map<std::uint64_t, std::uint64_t> m_ranges; ///< from, to
};

} // namespace iso::node
