#include "core/events/problem_events.h"

#include <fmt/format.h>

namespace iso::events
{
namespace
{

bool isOfOneNode(const problems::Problem &problem)
{
    return problem.extent == problems::Extent::Node && problem.nodes.size() == 1;
}

/// One node stands in the event itself; anything else has to be named.
std::string inPlace(const problems::Problem &problem, const std::string &text)
{
    return isOfOneNode(problem) ? text : fmt::format("{}: {}", problem.where, text);
}

Event eventOf(const problems::Problem &problem, EventKind kind, HubTime at, const std::string &text)
{
    return {at,
            kind,
            static_cast<std::uint8_t>(problem.severity),
            isOfOneNode(problem) ? problem.nodes.front() : NodeId(),
            problem.id,
            inPlace(problem, text).substr(0, kMostText)};
}

} // namespace

Event began(const problems::Problem &problem, HubTime at)
{
    return eventOf(problem, EventKind::ProblemBegan, at, problem.text);
}

Event ended(const problems::Problem &problem, HubTime at)
{
    return eventOf(problem, EventKind::ProblemEnded, at,
                   fmt::format("over after {}: {}", toShortText(at - problem.since), problem.text));
}

Event acknowledged(const problems::Problem &problem)
{
    const problems::Acknowledgement seen = problem.acknowledgement.value_or(problems::Acknowledgement());
    return eventOf(problem, EventKind::Acknowledged, seen.at,
                   fmt::format("acknowledged by {}{}", seen.by, seen.note.empty() ? "" : ": " + seen.note));
}

} // namespace iso::events
