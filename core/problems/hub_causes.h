#pragma once

// Private to core/problems: what is wrong with the hub itself.

#include "core/problems/causes.h"

#include <array>
#include <deque>
#include <string>
#include <vector>

namespace iso::problems
{

/// A message that was turned away, as far as the rules need it.
struct RefusedClaim {
    std::string node; ///< as claimed, so not to be believed
    std::string reason;
};

/// History that is not written, queues that overflow, messages that are refused.
class HubCauses
{
public:
    /// At least this many in a minute make refused messages a problem: one by itself is an accident.
    static constexpr std::uint64_t kLeastRefused = 10;

    /// `claims`: the newest refusals; may be empty when nothing was refused since the last look.
    void look(const fleet::FleetSnapshot &snapshot, const std::vector<RefusedClaim> &claims, SteadyTime now);
    /// What is wrong now, without acknowledgements.
    [[nodiscard]] const std::vector<Problem> &problems() const { return m_problems; }

private:
    /// How much a counter grew lately.
    class Growth
    {
    public:
        void add(std::uint64_t total, SteadyTime now);
        [[nodiscard]] std::uint64_t lastMinute() const;

    private:
        struct Mark {
            SteadyTime at;
            std::uint64_t total = 0;
        };
        std::deque<Mark> m_marks; ///< one each 10 s, of the last minute
        std::uint64_t m_total = 0;
    };
    struct Cause {
        Growth growth;
        Debounced state;
        std::string detail; ///< as of when it began or was last renewed
        SteadyTime detailAt;
    };
    void lookAtHistory(const fleet::FleetSnapshot &snapshot, SteadyTime now);
    void lookAtDrops(Cause &cause, std::uint64_t dropped, bool isOfHistory, HubTime utcNow, SteadyTime now);
    void lookAtRefused(std::size_t reason, std::uint64_t total, const std::vector<RefusedClaim> &claims, HubTime utcNow,
                       SteadyTime now);

    Debounced m_history;
    std::string m_historyProblem;
    Cause m_historyDrops;
    Cause m_screenDrops;
    std::vector<Cause> m_refused; ///< by wire::RefusalReason
    std::vector<Problem> m_problems;
};

} // namespace iso::problems
