#include "core/problems/problem.h"

#include <algorithm>

namespace iso::problems
{

std::string_view toText(ProblemKind kind)
{
    constexpr std::array<std::string_view, kProblemKindCount> kNames{
        "path-lost",           "lost", "stalled", "failed", "overloaded", "over-threshold", "wrong-clock", "refused",
        "history-not-written", "drops"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string_view toText(Extent extent)
{
    constexpr std::array<std::string_view, 6> kNames{"node", "site", "path", "region", "fleet", "hub"};
    return kNames[static_cast<std::size_t>(extent)];
}

ProblemPtr ProblemList::find(std::string_view id) const
{
    const auto found =
        std::find_if(problems.begin(), problems.end(), [&](const ProblemPtr &problem) { return problem->id == id; });
    return found == problems.end() ? nullptr : *found;
}

} // namespace iso::problems
