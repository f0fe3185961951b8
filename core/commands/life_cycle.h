#pragma once

#include "core/wire/messages.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace iso::commands
{

/// The life of a command as the hub sees it.
enum class CommandState : std::uint8_t {
    Created = 0, ///< in the ledger, not sent
    Approved,
    Sent,
    Received, ///< the node has it
    Accepted,
    Rejected, ///< the node refused; final
    Running,
    Verified,  ///< the node reported success; final
    Failed,    ///< the node reported failure; final
    Cancelled, ///< final
    Expired,   ///< not started in time; final
    Unknown,   ///< no answer in time. Not a failure: asking the node for the same id settles it
};
inline constexpr std::size_t kCommandStateCount = 12;

/// What can happen to a command.
enum class CommandEvent : std::uint8_t {
    Approve = 0,
    Send,
    NodeReceived,
    NodeAccepted,
    NodeRejected,
    NodeRunning,
    NodeSucceeded,
    NodeFailed,
    NodeCancelled,
    NodeExpired,
    NodeUnknown,  ///< the node says that it cannot know (never heard of it, or interrupted)
    Timeout,      ///< no receipt within the command's timeout
    ExpireUnsent, ///< its expiry passed while it had not been sent
    CancelUnsent,
};
inline constexpr std::size_t kCommandEventCount = 14;

/// The life-cycle table: the state after `event`, or nothing where the event changes nothing (late, repeated, or after
/// a final state: those are write-once).
std::optional<CommandState> nextState(CommandState state, CommandEvent event);
bool isFinal(CommandState state);
/// A state the node may still settle: sent or later, and not final.
bool isOpenAtNode(CommandState state);
CommandEvent eventOf(wire::ReceiptState receipt);

std::string_view toText(CommandState state);
std::optional<CommandState> commandStateByText(std::string_view text);

} // namespace iso::commands
