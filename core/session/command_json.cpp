#include "core/session/command_json.h"

#include <fmt/format.h>

namespace iso::session
{
using nlohmann::json;

namespace
{

json argumentsToJson(const std::vector<wire::Argument> &arguments)
{
    json list = json::array();
    for (const wire::Argument &argument : arguments) {
        list.push_back({{"name", argument.name}, {"value", argument.value}});
    }
    return list;
}

std::vector<wire::Argument> argumentsFromJson(const json &list)
{
    std::vector<wire::Argument> arguments;
    for (const json &item : list) {
        arguments.push_back({item.at("name").get<std::string>(), item.at("value").get<std::string>()});
    }
    return arguments;
}

HubTime timeFromJson(const json &value)
{
    return HubTime::fromNanoseconds(value.get<std::int64_t>());
}

std::vector<commands::CommandStep> stepsFromJson(const json &list)
{
    std::vector<commands::CommandStep> steps;
    for (const json &item : list) {
        commands::CommandStep step;
        const auto state = commands::commandStateByText(item.at("state").get<std::string>());
        if (!state) {
            return {};
        }
        step.state = *state;
        step.at = timeFromJson(item.at("at_ns"));
        if (item.contains("percent")) {
            step.percent = item.at("percent").get<std::uint32_t>();
        }
        step.message = item.at("message").get<std::string>();
        steps.push_back(std::move(step));
    }
    return steps;
}

} // namespace

json toJson(const commands::CommandRecord &record)
{
    json steps = json::array();
    for (const commands::CommandStep &step : record.steps) {
        json item{{"state", commands::toText(step.state)},
                  {"at", toRfc3339(step.at)},
                  {"at_ns", step.at.toNanoseconds()},
                  {"message", step.message}};
        if (step.percent) {
            item["percent"] = *step.percent;
        }
        steps.push_back(std::move(item));
    }
    return {{"id", toText(record.id)},
            {"node", record.node.text()},
            {"name", record.name},
            {"arguments", argumentsToJson(record.arguments)},
            {"hazard", static_cast<int>(record.hazard)},
            {"issuer", record.issuer},
            {"reason", record.reason},
            {"created_ns", record.createdAt.toNanoseconds()},
            {"expires_ns", record.expiresAt.toNanoseconds()},
            {"timeout_ns", record.timeout.count()},
            {"state", commands::toText(record.state())},
            {"steps", std::move(steps)},
            {"results", argumentsToJson(record.results)}};
}

std::string toLedgerText(const commands::CommandRecord &record)
{
    return toJson(record).dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<commands::CommandRecord> commandFromJson(const std::string &text)
{
    try {
        const json object = json::parse(text);
        commands::CommandRecord record;
        const auto id = uuidFromText<CommandId>(object.at("id").get<std::string>());
        const auto node = NodeId::fromText(object.at("node").get<std::string>());
        const int hazard = object.at("hazard").get<int>();
        record.steps = stepsFromJson(object.at("steps"));
        if (!id || !node || hazard < 0 || hazard > static_cast<int>(wire::HazardClass::Dangerous) ||
            record.steps.empty()) {
            return failure(ErrorCode::Corrupt, "a command's id, node, hazard or steps are not readable");
        }
        record.id = *id;
        record.node = *node;
        record.name = object.at("name").get<std::string>();
        record.arguments = argumentsFromJson(object.at("arguments"));
        record.hazard = static_cast<wire::HazardClass>(hazard);
        record.issuer = object.at("issuer").get<std::string>();
        record.reason = object.at("reason").get<std::string>();
        record.createdAt = timeFromJson(object.at("created_ns"));
        record.expiresAt = timeFromJson(object.at("expires_ns"));
        record.timeout = Duration(object.at("timeout_ns").get<std::int64_t>());
        record.results = argumentsFromJson(object.at("results"));
        return record;
    } catch (const json::exception &error) {
        return failure(ErrorCode::Corrupt, fmt::format("a command is not readable: {}", error.what()));
    }
}

} // namespace iso::session
