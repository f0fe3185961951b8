#include "app/ctl/names.h"
#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "app/ctl/verb.h"

#include <fmt/format.h>
#include <memory>

namespace iso::ctl
{
namespace
{

struct Given {
    std::string text;
    std::string by;
};

int run(const Environment &environment, const Given &given)
{
    auto owner = Owner::reach(environment);
    if (!owner) {
        return report(environment, owner.error());
    }
    const auto note =
        (*owner)->ask({{"do", "note"}, {"text", given.text}, {"by", given.by.empty() ? userName() : given.by}});
    if (!note) {
        return report(environment, note.error());
    }
    if (environment.isJson) {
        printJson(*note);
    } else {
        fmt::print("in the ledger\n");
    }
    return kOk;
}

} // namespace

Verb addNote(CLI::App &app)
{
    CLI::App *command = app.add_subcommand("note", "Tells the next shift something; kept in the ledger and the events");
    const auto given = std::make_shared<Given>();
    command->add_option("text", given->text, "The note, at most 800 bytes")->required();
    command->add_option("--by", given->by, "Who, for the ledger; default: the user who runs this");
    return {command, [given](const Environment &environment) { return run(environment, *given); }};
}

} // namespace iso::ctl
