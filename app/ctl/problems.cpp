#include "app/ctl/names.h"
#include "app/ctl/output.h"
#include "app/ctl/owner.h"

#include <fmt/format.h>
#include <memory>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

std::string seenBy(const json &problem)
{
    const json &acknowledgement = problem.at("acknowledgement");
    if (acknowledgement.is_null()) {
        return "not acknowledged";
    }
    const std::string note = acknowledgement.at("note").get<std::string>();
    return fmt::format("acknowledged by {}{}", acknowledgement.at("by").get<std::string>(),
                       note.empty() ? "" : ": " + note);
}

void print(const json &list)
{
    for (const json &problem : list.at("problems")) {
        const std::size_t nodes = problem.at("nodes").size();
        fmt::print(
            "{}  {}  {}{}  {}\n", problem.at("severity").get<int>(),
            problem.at("since").get<std::string>().substr(0, 19), printable(problem.at("where").get<std::string>()),
            nodes > 1 ? fmt::format(" ({} nodes)", nodes) : "", printable(problem.at("text").get<std::string>()));
        fmt::print("   {}. {}\n", printable(problem.at("consequence").get<std::string>()),
                   printable(problem.at("advice").get<std::string>()));
        fmt::print("   {}  {}\n", printable(problem.at("id").get<std::string>()), printable(seenBy(problem)));
    }
    if (list.at("problems").empty()) {
        fmt::print("no problems\n");
    }
}

int runList(const Environment &environment)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    const auto list = (*owner)->ask({{"do", "problems"}});
    if (!list) {
        return report(environment, list.error());
    }
    if (environment.isJson) {
        printJson(*list);
    } else {
        print(*list);
    }
    return kOk;
}

struct Given {
    std::string problem;
    std::string note;
    std::string by;
};

int runAcknowledge(const Environment &environment, const Given &given)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    const auto problem = (*owner)->ask({{"do", "acknowledge"},
                                        {"problem", given.problem},
                                        {"note", given.note},
                                        {"by", given.by.empty() ? userName() : given.by}});
    if (!problem) {
        return report(environment, problem.error());
    }
    if (environment.isJson) {
        printJson(*problem);
    } else {
        fmt::print("{}: in the ledger\n", printable(given.problem));
    }
    return kOk;
}

} // namespace

Verb addProblems(CLI::App &app)
{
    return {app.add_subcommand("problems", "What is wrong, since when, what it means and what to do"), runList};
}

Verb addAcknowledge(CLI::App &app)
{
    CLI::App *command = app.add_subcommand("acknowledge", "Says that somebody has seen a problem; kept in the ledger");
    const auto given = std::make_shared<Given>();
    command->add_option("problem", given->problem, "Its id, as \"problems\" shows it")->required();
    command->add_option("--note", given->note, "What becomes of it");
    command->add_option("--by", given->by, "Who, for the ledger; default: the user who runs this");
    return {command, [given](const Environment &environment) { return runAcknowledge(environment, *given); }};
}

} // namespace iso::ctl
