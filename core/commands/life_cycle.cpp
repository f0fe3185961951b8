#include "core/commands/life_cycle.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>

namespace iso::commands
{

namespace
{

constexpr std::array<std::string_view, kCommandStateCount> kStateTexts{
    "created", "approved", "sent",   "received",  "accepted", "rejected",
    "running", "verified", "failed", "cancelled", "expired",  "unknown",
};
static_assert(static_cast<std::size_t>(CommandState::Unknown) + 1 == kCommandStateCount);
static_assert(static_cast<std::size_t>(CommandEvent::CancelUnsent) + 1 == kCommandEventCount);

using Row = std::array<std::optional<CommandState>, kCommandEventCount>;

constexpr std::optional<CommandState> kStays = std::nullopt;
constexpr auto kApproved = CommandState::Approved;
constexpr auto kSent = CommandState::Sent;
constexpr auto kReceived = CommandState::Received;
constexpr auto kAccepted = CommandState::Accepted;
constexpr auto kRejected = CommandState::Rejected;
constexpr auto kRunning = CommandState::Running;
constexpr auto kVerified = CommandState::Verified;
constexpr auto kFailed = CommandState::Failed;
constexpr auto kCancelled = CommandState::Cancelled;
constexpr auto kExpired = CommandState::Expired;
constexpr auto kUnknown = CommandState::Unknown;
constexpr Row kFinal{};

// One row for each state, one column for each event, both in the order of the enumerators.
// ExpireUnsent in Sent: written down as sent, but the channel would not take it, so it never left the hub.
// Unknown is open: whatever the node says of the id settles it.
constexpr std::array<Row, kCommandStateCount> kTable{{
    // Approve, Send, NodeReceived, NodeAccepted, NodeRejected, NodeRunning, NodeSucceeded, NodeFailed, NodeCancelled,
    // NodeExpired, NodeUnknown, Timeout, ExpireUnsent, CancelUnsent
    /* Created   */ {kApproved, kSent, kStays, kStays, kStays, kStays, kStays, kStays, kStays, kStays, kStays, kStays,
                     kExpired, kCancelled},
    /* Approved  */
    {kStays, kSent, kStays, kStays, kStays, kStays, kStays, kStays, kStays, kStays, kStays, kStays, kExpired,
     kCancelled},
    /* Sent      */
    {kStays, kStays, kReceived, kAccepted, kRejected, kRunning, kVerified, kFailed, kCancelled, kExpired, kUnknown,
     kUnknown, kExpired, kStays},
    /* Received  */
    {kStays, kStays, kStays, kAccepted, kRejected, kRunning, kVerified, kFailed, kCancelled, kExpired, kUnknown,
     kUnknown, kStays, kStays},
    /* Accepted  */
    {kStays, kStays, kStays, kStays, kStays, kRunning, kVerified, kFailed, kCancelled, kStays, kUnknown, kUnknown,
     kStays, kStays},
    /* Rejected  */ kFinal,
    /* Running   */
    {kStays, kStays, kStays, kStays, kStays, kRunning, kVerified, kFailed, kCancelled, kStays, kUnknown, kUnknown,
     kStays, kStays},
    /* Verified  */ kFinal,
    /* Failed    */ kFinal,
    /* Cancelled */ kFinal,
    /* Expired   */ kFinal,
    /* Unknown   */
    {kStays, kStays, kReceived, kAccepted, kRejected, kRunning, kVerified, kFailed, kCancelled, kExpired, kUnknown,
     kStays, kStays, kStays},
}};

} // namespace

std::optional<CommandState> nextState(CommandState state, CommandEvent event)
{
    return kTable.at(static_cast<std::size_t>(state)).at(static_cast<std::size_t>(event));
}

bool isFinal(CommandState state)
{
    return state == CommandState::Rejected || state == CommandState::Verified || state == CommandState::Failed ||
           state == CommandState::Cancelled || state == CommandState::Expired;
}

bool isOpenAtNode(CommandState state)
{
    return !isFinal(state) && state != CommandState::Created && state != CommandState::Approved;
}

CommandEvent eventOf(wire::ReceiptState receipt)
{
    switch (receipt) {
    case wire::ReceiptState::Received:
        return CommandEvent::NodeReceived;
    case wire::ReceiptState::Accepted:
        return CommandEvent::NodeAccepted;
    case wire::ReceiptState::Rejected:
        return CommandEvent::NodeRejected;
    case wire::ReceiptState::Running:
        return CommandEvent::NodeRunning;
    case wire::ReceiptState::Succeeded:
        return CommandEvent::NodeSucceeded;
    case wire::ReceiptState::Failed:
        return CommandEvent::NodeFailed;
    case wire::ReceiptState::Cancelled:
        return CommandEvent::NodeCancelled;
    case wire::ReceiptState::Expired:
        return CommandEvent::NodeExpired;
    case wire::ReceiptState::Unknown:
        return CommandEvent::NodeUnknown;
    }
    invariantBroken("receipt state of the contract", __FILE__, __LINE__);
}

std::string_view toText(CommandState state)
{
    return kStateTexts.at(static_cast<std::size_t>(state));
}

std::optional<CommandState> commandStateByText(std::string_view text)
{
    const auto found = std::find(kStateTexts.begin(), kStateTexts.end(), text);
    return found == kStateTexts.end() ? std::nullopt
                                      : std::optional(static_cast<CommandState>(found - kStateTexts.begin()));
}

} // namespace iso::commands
