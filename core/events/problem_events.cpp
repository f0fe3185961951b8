#include "core/events/problem_events.h"

#include <fmt/format.h>

namespace iso::events
{
namespace
{

Event eventOf(const problems::Problem &problem, EventKind kind, HubTime at, std::string text)
{
    const bool isOfOneNode = problem.extent == problems::Extent::Node && problem.nodes.size() == 1;
    return {at,
            kind,
            static_cast<std::uint8_t>(problem.severity),
            isOfOneNode ? problem.nodes.front() : NodeId(),
            problem.id,
            text.substr(0, kMostText)};
}

} // namespace

Event began(const problems::Problem &problem, HubTime at)
{
    return eventOf(problem, EventKind::ProblemBegan, at, fmt::format("{}: {}", problem.where, problem.text));
}

Event ended(const problems::Problem &problem, HubTime at)
{
    return eventOf(problem, EventKind::ProblemEnded, at,
                   fmt::format("{}: over after {}: {}", problem.where, toShortText(at - problem.since), problem.text));
}

Event acknowledged(const problems::Problem &problem)
{
    const problems::Acknowledgement seen = problem.acknowledgement.value_or(problems::Acknowledgement());
    return eventOf(
        problem, EventKind::Acknowledged, seen.at,
        fmt::format("{}: acknowledged by {}{}", problem.where, seen.by, seen.note.empty() ? "" : ": " + seen.note));
}

} // namespace iso::events
