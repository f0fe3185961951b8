#pragma once

#include "core/base/time.h"
#include "core/telemetry/histogram.h"

#include <array>

namespace iso::telemetry
{

/// The merged histogram of about the last minute: six slots of 10 s and their running total. Time is the hub's steady
/// clock, so that a node's wrong clock cannot stretch the window.
class SlidingHistogram
{
public:
    static constexpr std::size_t kSlots = 6;
    static constexpr Duration kSlotLength = std::chrono::seconds(10);

    void add(const LatencyHistogram &histogram, SteadyTime now);
    /// Drops the slots that have left the window.
    void advance(SteadyTime now);
    [[nodiscard]] const LatencyHistogram &total() const { return m_total; }

private:
    [[nodiscard]] static std::int64_t slotNumber(SteadyTime now) { return now.toNanoseconds() / kSlotLength.count(); }

    std::array<LatencyHistogram, kSlots> m_slots;
    LatencyHistogram m_total;
    std::int64_t m_newestSlot = -1;
};

} // namespace iso::telemetry
