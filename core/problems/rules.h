#pragma once

// Private to core/problems: the rules, without memory. README.md tells them in words.

#include "core/fleet/snapshot.h"
#include "core/problems/problem.h"

#include <array>

namespace iso::problems
{

/// What one look at a node says about one kind.
enum class Verdict : std::uint8_t {
    Good,
    Between, ///< neither: a problem stays, and none begins
    Bad,
};
using Verdicts = std::array<Verdict, kNodeKindCount>; ///< indexed by ProblemKind

struct NodeRules {
    double ttftObjective_s = 0.3;
    /// A percentile of fewer requests in the minute is noise.
    std::uint64_t leastRequests = 20;
    /// Share of the objective below which the time to first token is good again.
    double ttftGoodShare = 0.95;
    double overload_ratio = 0.95;
    double overloadGood_ratio = 0.85;
    double cacheFull_ratio = 0.95;
    double cacheGood_ratio = 0.90;
    /// Figures of an older sample prove nothing.
    Duration figuresGood = std::chrono::seconds(15);
    /// How long a node of an earlier session may be silent after the hub's start.
    Duration silentAfterStart = std::chrono::seconds(60);
};

/// `isLongUp`: the hub has been running for `silentAfterStart`.
Verdicts judge(const fleet::NodeSnapshot &node, const NodeRules &rules, HubTime now, bool isLongUp);

/// How long a verdict has to stand before a problem begins, and ends.
struct Delays {
    Duration on{0};
    Duration off{0};
};
Delays delaysOf(ProblemKind kind);

/// When what the verdict stands on began, where the node's record tells; `now` otherwise.
HubTime beganAt(ProblemKind kind, const fleet::NodeSnapshot &node, HubTime now);

int severityOf(ProblemKind kind, Extent extent);

} // namespace iso::problems
