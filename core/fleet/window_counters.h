#pragma once

#include "core/base/time.h"

#include <array>
#include <cstdint>

namespace iso::fleet
{

/// Requests of about the last minute, in six slots of 10 s on the hub's steady clock.
class WindowCounters
{
public:
    struct Counts {
        std::uint64_t requests = 0; ///< ok and failed
        std::uint64_t failed = 0;
        std::uint64_t withTtft = 0; ///< requests that stand in a TTFT histogram
    };

    void add(const Counts &counts, SteadyTime now);
    /// Drops the slots that have left the window.
    void advance(SteadyTime now);
    [[nodiscard]] const Counts &total() const { return m_total; }

private:
    static constexpr Duration kSlotLength = std::chrono::seconds(10);
    std::array<Counts, 6> m_slots{};
    Counts m_total;
    std::int64_t m_newestSlot = -1;
};

} // namespace iso::fleet
