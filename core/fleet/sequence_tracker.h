#pragma once

#include "core/base/time.h"
#include "core/fleet/interval_set.h"

#include <cstdint>
#include <vector>

namespace iso::fleet
{

/// Which telemetry numbers of one boot have arrived. Recognises duplicates, notices gaps, and says when to ask for them
/// again: 2 s after a gap was noticed (late ones may only be out of order), then every 10 s.
class SequenceTracker
{
public:
    static constexpr Duration kReorderWindow = std::chrono::seconds(2);
    static constexpr Duration kAskAgain = std::chrono::seconds(10);
    /// More gaps than this at once are hostile or hopeless: the oldest is given up.
    static constexpr std::size_t kMaxGaps = 256;

    /// Starts with what is already stored: ascending, disjoint.
    static SequenceTracker resumed(const std::vector<SeqRange> &stored, SteadyTime now);
    /// Starts at a number without asking for what was before: for publishers that cannot send again.
    static SequenceTracker startingAt(std::uint64_t seq);

    /// True when the number is new.
    bool add(std::uint64_t seq, SteadyTime now);
    /// The node says that it has sent up to `seq`: a lost tail becomes a gap.
    void noteSent(std::uint64_t seq, SteadyTime now);
    /// The number had come, but is missing again.
    void reopen(std::uint64_t seq, SteadyTime now);
    /// The node no longer has these: they stop being missing. Returns how many were.
    std::uint64_t giveUp(SeqRange range);
    /// All current gaps were just asked for by other means (a WELCOME): wait before asking again.
    void askedForAll(SteadyTime now);

    /// Gaps to ask for now; counts them as asked.
    std::vector<SeqRange> dueForResend(SteadyTime now);
    /// Gaps that were given up because there were too many; each is returned once.
    std::vector<SeqRange> takeGivenUp();

    [[nodiscard]] std::uint64_t highest() const { return m_highest; }
    /// How many numbers are missing below the highest.
    [[nodiscard]] std::uint64_t missing() const;
    [[nodiscard]] bool hasGaps() const { return !m_gaps.empty(); }

private:
    struct Gap {
        SeqRange range;
        SteadyTime due;
    };
    void openGap(SeqRange range, SteadyTime due);
    void forgetTooMany();

    std::uint64_t m_highest = 0;
    std::vector<Gap> m_gaps; // ascending, disjoint; what is not in a gap and not above m_highest has arrived
    std::vector<SeqRange> m_givenUp;
};

} // namespace iso::fleet
