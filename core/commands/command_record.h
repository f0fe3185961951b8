#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/commands/life_cycle.h"
#include "core/wire/command_descriptor.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace iso::commands
{

/// One step of a command's life, as it stands in the ledger.
struct CommandStep {
    CommandState state = CommandState::Created;
    HubTime at;
    std::optional<std::uint32_t> percent;
    std::string message;
    bool operator==(const CommandStep &) const = default;
};

/// One command to one node with all that happened to it. Immutable once published; a step makes a new one. What is
/// published is in the ledger.
struct CommandRecord {
    CommandId id;
    NodeId node;
    std::string name;
    std::vector<wire::Argument> arguments;
    wire::HazardClass hazard = wire::HazardClass::Observe;
    std::string issuer;
    std::string reason;
    HubTime createdAt;
    HubTime expiresAt;
    Duration timeout{0};
    std::vector<CommandStep> steps; ///< oldest first, never empty; running percentages keep only the newest
    std::vector<wire::Argument> results;

    [[nodiscard]] CommandState state() const { return steps.back().state; }
    bool operator==(const CommandRecord &) const = default;
};
using CommandRecordPtr = std::shared_ptr<const CommandRecord>;

/// The newest commands, newest first, bounded.
struct CommandList {
    std::uint64_t number = 0; ///< grows with each change
    std::vector<CommandRecordPtr> commands;
};

/// What somebody asks for: one command to one or many nodes. The targets are frozen here.
struct CommandRequest {
    std::vector<NodeId> targets;
    std::string name;
    std::vector<wire::Argument> arguments;
    std::string issuer;
    std::string reason;
    Duration expiresAfter = std::chrono::seconds(60); ///< must not start later than this after it was made
};

} // namespace iso::commands
