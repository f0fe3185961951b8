#pragma once

#include "core/base/time.h"
#include "core/fleet/clock_filter.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace iso::fleet
{

/// When a sample was taken, as far as it can be told.
struct JudgedTime {
    NodeTime time;            ///< on the hub's clock where `isCorrected`, else as the node said
    bool isCorrected = false; ///< the node's clock is known to be off, and its offset was taken out
    bool isSuspect = false;   ///< the node's clock seems to have been set: compare clocks now
    std::string refusal;      ///< why the time cannot be believed; empty when it can
};

/// What hub and node know of the node's clock, and what its times are worth. Clocks of edge machines are set by hand,
/// start in 1970 without a battery, and jump when the network comes back; nothing of that may move a chart or poison
/// history. Thread: io.
class NodeClock
{
public:
    struct Limits {
        Duration maxAhead;  ///< a time further in the future is refused
        Duration retention; ///< an older one is refused
    };

    /// Telemetry numbers begin anew. The clock itself survives a restart of the node's program.
    void newBoot();
    /// One exchange (ClockFilter::add); `nextSeq` is the telemetry number that will be measured next.
    void exchanged(HubTime t1, NodeTime t2, NodeTime t3, HubTime t4, std::uint64_t nextSeq);

    /// `isLive`: it came as it was measured, so that its time must be about now.
    JudgedTime judge(NodeTime claimed, std::uint64_t seq, HubTime received, bool isLive, const Limits &limits);

    [[nodiscard]] const ClockFigures &figures() const { return m_figures; }

private:
    /// From this telemetry number on the node's clock ran with this offset.
    struct Stretch {
        std::uint64_t fromSeq = 0;
        Duration offset{0};
    };
    static constexpr std::size_t kStretchesKept = 32;
    [[nodiscard]] Duration offsetAt(std::uint64_t seq) const;

    ClockFilter m_filter;
    ClockFigures m_figures;
    std::vector<Stretch> m_stretches;
    std::optional<std::uint64_t> m_suspectFrom;
};

} // namespace iso::fleet
