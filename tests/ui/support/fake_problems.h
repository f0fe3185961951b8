#pragma once

#include "core/problems/problem.h"

#include <string>
#include <vector>

namespace iso::test
{

/// Since `minute` minutes after noon of 2026-03-14 UTC.
inline problems::Problem fakeProblem(const std::string &where, int severity, int minute,
                                     const std::vector<std::string> &nodes = {})
{
    problems::Problem problem;
    problem.id = "lost/node/" + where;
    problem.kind = problems::ProblemKind::Lost;
    problem.extent = nodes.size() > 1 ? problems::Extent::Site : problems::Extent::Node;
    problem.severity = severity;
    problem.where = where;
    problem.region = "eu-north";
    for (const std::string &node : nodes) {
        problem.nodes.push_back(NodeId::fromText(node).value());
    }
    problem.since = HubTime::fromNanoseconds(1'773'489'600'000'000'000 + minute * 60'000'000'000LL);
    problem.text = "No word from " + where;
    problem.consequence = "Its service is not known";
    problem.advice = "Check power and line";
    return problem;
}

inline problems::ProblemListPtr fakeProblems(const std::vector<problems::Problem> &rows, std::uint64_t number = 1)
{
    auto list = std::make_shared<problems::ProblemList>();
    list->number = number;
    for (const problems::Problem &row : rows) {
        ++list->bySeverity.at(static_cast<std::size_t>(row.severity));
        list->problems.push_back(std::make_shared<const problems::Problem>(row));
    }
    return list;
}

} // namespace iso::test
