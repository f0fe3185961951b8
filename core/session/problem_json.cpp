#include "core/session/problem_json.h"

#include <fmt/format.h>

namespace iso::session
{
using nlohmann::json;
using problems::Problem;
using problems::StoredAcknowledgement;

namespace
{

json textOrNull(const std::string &text)
{
    return text.empty() ? json(nullptr) : json(text);
}

} // namespace

json toJson(const Problem &problem)
{
    json nodes = json::array();
    for (const NodeId &node : problem.nodes) {
        nodes.push_back(node.text());
    }
    json acknowledgement = nullptr;
    if (problem.acknowledgement) {
        acknowledgement = {{"by", problem.acknowledgement->by},
                           {"note", problem.acknowledgement->note},
                           {"at", toRfc3339(problem.acknowledgement->at)}};
    }
    return {{"id", problem.id},
            {"kind", toText(problem.kind)},
            {"severity", problem.severity},
            {"extent", toText(problem.extent)},
            {"where", problem.where},
            {"site", textOrNull(problem.site)},
            {"region", textOrNull(problem.region)},
            {"nodes", std::move(nodes)},
            {"since", toRfc3339(problem.since)},
            {"text", problem.text},
            {"consequence", problem.consequence},
            {"advice", problem.advice},
            {"acknowledgement", std::move(acknowledgement)}};
}

json toJson(const problems::ProblemList &list)
{
    json rows = json::array();
    for (const problems::ProblemPtr &problem : list.problems) {
        rows.push_back(toJson(*problem));
    }
    return {{"problems", std::move(rows)},
            {"by_severity", {{"1", list.bySeverity[1]}, {"2", list.bySeverity[2]}, {"3", list.bySeverity[3]}}}};
}

std::string toLedgerText(const StoredAcknowledgement &stored, const std::string &problemText, bool hasEnded)
{
    const json body{{"problem", stored.problem},
                    {"since_ns", stored.since.toNanoseconds()},
                    {"text", problemText},
                    {"by", stored.acknowledgement.by},
                    {"note", stored.acknowledgement.note},
                    {"at_ns", stored.acknowledgement.at.toNanoseconds()},
                    {"ended", hasEnded}};
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<std::optional<StoredAcknowledgement>> acknowledgementFromLedgerText(const std::string &text)
{
    try {
        const json body = json::parse(text);
        if (body.at("ended").get<bool>()) {
            return std::nullopt;
        }
        StoredAcknowledgement stored;
        stored.problem = body.at("problem").get<std::string>();
        stored.since = HubTime::fromNanoseconds(body.at("since_ns").get<std::int64_t>());
        stored.acknowledgement = {body.at("by").get<std::string>(), body.at("note").get<std::string>(),
                                  HubTime::fromNanoseconds(body.at("at_ns").get<std::int64_t>())};
        return std::optional(std::move(stored));
    } catch (const json::exception &error) {
        return failure(ErrorCode::Corrupt, fmt::format("a record of an acknowledgement is damaged: {}", error.what()));
    }
}

} // namespace iso::session
