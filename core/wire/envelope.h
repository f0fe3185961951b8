#pragma once

#include "core/telemetry/sample.h"
#include "core/wire/birth.h"
#include "core/wire/messages.h"

#include <variant>

namespace iso::wire
{

/// The version this build speaks. It accepts one older (from 1 on) and one newer.
inline constexpr std::uint32_t kContractVersion = 1;

/// Numbers run separately on the two streams of a boot, from 1.
enum class Stream : std::uint8_t { Telemetry = 0, Control };

/// Written on every message. (node, boot, stream, seq) recognises duplicates.
struct Header {
    std::uint32_t version = kContractVersion;
    NodeId node; ///< sender, or addressee of what a hub sends; empty where a message concerns a connection
    BootId boot; ///< null in what a hub sends
    Stream stream = Stream::Telemetry;
    std::uint64_t seq = 0;
    NodeTime time;           ///< node's clock; on a sample the end of its interval
    bool historical = false; ///< history and rollups only; never live state, alarms or "last seen"
    bool keyframe = false;
    bool operator==(const Header &) const = default;
};

using Payload = std::variant<Hello, Birth, telemetry::Sample, Heartbeat, Bye, ClockReply, Unavailable, Receipt, Welcome,
                             RebirthRequest, Resend, StoredMarks, ClockProbe, Command, CommandQuery>;

struct Envelope {
    Header header;
    Payload payload;
    bool operator==(const Envelope &) const = default;
};

} // namespace iso::wire
