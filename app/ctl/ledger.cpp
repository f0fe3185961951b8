#include "app/ctl/output.h"
#include "app/ctl/owner.h"
#include "core/ledger/ledger_reader.h"
#include "core/session/json_view.h"
#include "core/session/workspace.h"

#include <fmt/format.h>

namespace iso::ctl
{
using nlohmann::json;

namespace
{

constexpr Duration kLongestCheck = std::chrono::minutes(10);

Result<json> verify(const Environment &environment)
{
    if (session::isOwned(environment.workspace)) {
        auto owner = Owner::reach(environment);
        return owner ? (*owner)->ask({{"do", "ledger-verify"}}, kLongestCheck) : failure(owner.error());
    }
    if (const Status checked = checkWorkspace(environment); !checked) {
        return failure(checked.error());
    }
    const auto reader = ledger::LedgerReader::open(session::WorkspacePaths{environment.workspace}.ledger());
    if (!reader) {
        return failure(reader.error());
    }
    return (*reader)->verify([](double) { return true; }).map([](const ledger::Verification &verification) {
        return session::toJson(verification);
    });
}

int run(const Environment &environment)
{
    const auto verification = verify(environment);
    if (!verification) {
        const int code = report(environment, verification.error());
        return verification.error().code == ErrorCode::Corrupt ? kLedgerBroken : code;
    }
    const bool isIntact = verification->at("intact").get<bool>();
    if (environment.isJson) {
        printJson(*verification);
    } else if (isIntact) {
        fmt::print("the ledger is intact: {} records, head {}\n",
                   grouped(verification->at("records").get<std::uint64_t>()),
                   verification->at("head").get<std::string>());
    } else {
        fmt::print("the ledger is BROKEN at record {}: {}; {} records before it are good\n",
                   verification->at("first_bad").get<std::uint64_t>(),
                   printable(verification->at("explanation").get<std::string>()),
                   grouped(verification->at("records").get<std::uint64_t>()));
    }
    return isIntact ? kOk : kLedgerBroken;
}

} // namespace

Verb addLedgerVerify(CLI::App &app)
{
    CLI::App *ledger = app.add_subcommand("ledger", "The tamper-evident record of commands");
    ledger->require_subcommand(1);
    return {ledger->add_subcommand("verify", "Checks the whole chain and names the first record that is wrong"), run};
}

} // namespace iso::ctl
