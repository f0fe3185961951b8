#pragma once

#include "core/base/time.h"
#include "core/telemetry/sample.h"

#include <span>
#include <vector>

namespace iso::fleet
{

/// Silence on control that makes a node late, and lost: two heartbeats and a margin; 30 s. Slower nodes get 2 and 3 of
/// their intervals.
Duration lateAfter(Duration interval);
Duration lostAfter(Duration interval);

/// What silence since `lastHeard` means by itself.
telemetry::LinkState judgeLink(SteadyTime lastHeard, Duration interval, SteadyTime now);

/// What is needed of one node to judge its path.
struct PathMember {
    SteadyTime lastHeard;
    bool isSilent = false; ///< lost by judgeLink, and did not say goodbye
};
/// True when we went blind on a path: at least 80 % of at least 3 nodes are silent, and went silent within 10 s of each
/// other. They may be fine.
bool isPathLost(std::span<const PathMember> members);

/// Requests running while the engine's step counter stands still for 120 s, whatever the node claims.
class StallDetector
{
public:
    static constexpr Duration kStalledAfter = std::chrono::seconds(120);
    /// Judges with one more sample. False while the node reports no step counter.
    bool judge(const telemetry::MetricSet &metrics, SteadyTime now);

private:
    double m_steps = -1;
    SteadyTime m_movedAt;
};

/// The node's own claim, or what its figures say when it claims nothing.
telemetry::ServiceState claimedService(const telemetry::Sample &sample);

} // namespace iso::fleet
