#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/wire/command_descriptor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iso::wire
{

// Node to hub ---------------------------------------------------------------------------------------------------

/// First words of a node on a control connection, and again after every reconnect.
struct Hello {
    std::string software;
    bool operator==(const Hello &) const = default;
};

/// Every 5 s on control, always. The newest telemetry number lets the hub notice a lost tail.
struct Heartbeat {
    std::uint64_t lastTelemetrySeq = 0;
    bool operator==(const Heartbeat &) const = default;
};

/// A clean stop.
struct Bye {
    std::string reason;
    bool operator==(const Bye &) const = default;
};

/// Answer to a ClockProbe: NTP's T1 (copied), T2 (probe arrived) and T3 (answer left), the latter on the node's clock.
struct ClockReply {
    HubTime probeSent;
    NodeTime probeReceived;
    NodeTime replySent;
    bool operator==(const ClockReply &) const = default;
};

/// Answer to a Resend for what the node no longer has: telemetry numbers from..to, both included.
struct Unavailable {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    bool operator==(const Unavailable &) const = default;
};

/// The states a node reports of a command. The hub's life cycle (core/commands/life_cycle.h) has more.
enum class ReceiptState : std::uint8_t {
    Received = 0,
    Accepted,
    Rejected,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    Expired,
    Unknown, ///< never heard of this id, or interrupted by a crash: the node cannot say
};
std::string_view toText(ReceiptState state);

/// A node's answer about one command.
struct Receipt {
    CommandId command;
    ReceiptState state = ReceiptState::Received;
    std::optional<std::uint32_t> percent; ///< 0..100 while running
    std::string message;                  ///< for people: why rejected, what failed, what came out
    std::vector<Argument> results;        ///< named results, e.g. connect_p95_ms=12.5
    bool operator==(const Receipt &) const = default;
};

// Hub to node ---------------------------------------------------------------------------------------------------

/// Answer to Hello.
struct Welcome {
    std::string hub;                      ///< the hub's name
    std::uint64_t storedTelemetrySeq = 0; ///< all telemetry of this boot up to here is stored; 0: nothing
    HubTime hubTime;
    bool operator==(const Welcome &) const = default;
};

/// "Send your birth (again)."
struct RebirthRequest {
    std::string reason;
    bool operator==(const RebirthRequest &) const = default;
};

/// "Send these telemetry numbers again, over control, marked historical." Both included.
struct Resend {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    bool operator==(const Resend &) const = default;
};

/// All telemetry of (node, boot) up to storedSeq survives a crash of the hub, up to syncedSeq a power loss.
struct StoredMark {
    NodeId node;
    BootId boot;
    std::uint64_t storedSeq = 0;
    std::uint64_t syncedSeq = 0;
    bool operator==(const StoredMark &) const = default;
};
/// After each group commit, to every connection about the nodes it speaks for. The envelope's node is empty.
struct StoredMarks {
    std::vector<StoredMark> marks;
    bool operator==(const StoredMarks &) const = default;
};

struct ClockProbe {
    HubTime probeSent;
    bool operator==(const ClockProbe &) const = default;
};

/// What gets executed (and later signed): serialised once by the issuer, parsed from exactly those bytes by the node.
struct CommandBody {
    CommandId id;
    NodeId node;
    BootId boot; ///< only this boot may execute it; null: any
    std::string name;
    std::vector<Argument> arguments;
    HubTime issuedAt;
    HubTime expiresAt; ///< must not start after this
    std::string issuer;
    std::string reason;
    bool operator==(const CommandBody &) const = default;
};

struct Signature {
    std::string keyId;
    std::string signature; ///< Ed25519, 64 bytes
    bool operator==(const Signature &) const = default;
};

struct Command {
    std::string body; ///< a serialised CommandBody; see codec.h
    std::vector<Signature> signatures;
    bool operator==(const Command &) const = default;
};

/// "What became of this id?" Settles an unknown state; the node answers with a Receipt.
struct CommandQuery {
    CommandId command;
    bool operator==(const CommandQuery &) const = default;
};

} // namespace iso::wire
