#include "core/session/submission.h"

#include "core/commands/arguments.h"

#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>

namespace iso::session
{
namespace
{

constexpr std::size_t kMaxTargets = 20'000;
constexpr std::size_t kMaxReason_bytes = 256;
constexpr Duration kLongestExpiry = std::chrono::hours(24);

Status checkRequest(const commands::CommandRequest &request)
{
    if (request.targets.empty() || request.targets.size() > kMaxTargets) {
        return failure(ErrorCode::InvalidInput, fmt::format("a command needs 1 to {} targets", kMaxTargets));
    }
    if (request.reason.size() > kMaxReason_bytes || request.issuer.size() > kMaxReason_bytes) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("issuer and reason have at most {} bytes", kMaxReason_bytes));
    }
    if (request.expiresAfter <= Duration(0) || request.expiresAfter > kLongestExpiry) {
        return failure(ErrorCode::InvalidInput, "a command expires after more than nothing and at most 24 h");
    }
    return {};
}

} // namespace

Result<std::vector<commands::CommandRecordPtr>> prepareCommands(const commands::CommandRequest &request,
                                                                const fleet::FleetSnapshot &snapshot,
                                                                const Clock &clock, IdSource &ids)
{
    if (const Status checked = checkRequest(request); !checked) {
        return failure(checked.error());
    }
    std::unordered_map<std::string_view, const fleet::NodeSnapshot *> byName;
    for (const fleet::NodeRecord &node : snapshot.nodes) {
        byName.emplace(node->id().text(), node.get());
    }
    const HubTime now = clock.utcNow();
    std::vector<commands::CommandRecordPtr> records;
    std::unordered_set<std::string_view> seen;
    for (const NodeId &target : request.targets) {
        if (!seen.insert(target.text()).second) {
            return failure(ErrorCode::InvalidInput, fmt::format("{} is named twice", target.text()));
        }
        const auto node = byName.find(target.text());
        if (node == byName.end()) {
            return failure(ErrorCode::NotFound, fmt::format("there is no node {}", target.text()));
        }
        const wire::Birth &birth = node->second->identity->birth;
        const wire::CommandDescriptor *descriptor = commands::findCommand(birth.commands, request.name);
        if (descriptor == nullptr) {
            return failure(ErrorCode::Refused,
                           fmt::format("{} does not know the command {}", target.text(), request.name));
        }
        auto arguments = commands::checkArguments(*descriptor, request.arguments);
        if (!arguments) {
            return failure(arguments.error().withContext(target.text()));
        }
        auto record = std::make_shared<commands::CommandRecord>();
        record->id = ids.newCommandId(now.toNanoseconds() / 1'000'000);
        record->node = target;
        record->name = request.name;
        record->arguments = std::move(*arguments);
        record->hazard = descriptor->hazard;
        record->issuer = request.issuer;
        record->reason = request.reason;
        record->createdAt = now;
        record->expiresAt = now + request.expiresAfter;
        record->timeout = descriptor->timeout;
        record->steps.push_back({commands::CommandState::Created, now, std::nullopt, {}});
        records.push_back(std::move(record));
    }
    return records;
}

} // namespace iso::session
