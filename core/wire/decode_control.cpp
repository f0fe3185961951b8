#include "core/wire/proto_values.h"

namespace iso::wire::detail
{

namespace
{

constexpr std::size_t kMaxBody_bytes = 64 * 1024;
constexpr std::size_t kMaxSignatures = 16;
constexpr std::size_t kSignature_bytes = 64; // Ed25519

ClockReply readClockReply(const pb::ClockReply &in, Checks &checks)
{
    return {checks.time<HubTime>("probe_sent_ns", in.probe_sent_ns()),
            checks.time<NodeTime>("probe_received_ns", in.probe_received_ns()),
            checks.time<NodeTime>("reply_sent_ns", in.reply_sent_ns())};
}

StoredMarks readStoredMarks(const pb::StoredMarks &in, Checks &checks)
{
    StoredMarks out;
    if (checks.count("marks", in.marks_size(), kMaxStoredMarks)) {
        out.marks.reserve(static_cast<std::size_t>(in.marks_size()));
        for (const pb::StoredMark &mark : in.marks()) {
            out.marks.push_back({checks.id<NodeId>("marks.node", mark.node()),
                                 checks.uuid<BootId>("marks.boot_id", mark.boot_id()),
                                 checks.sequence("marks.stored_seq", mark.stored_seq()),
                                 checks.sequence("marks.synced_seq", mark.synced_seq())});
        }
    }
    return out;
}

Command readCommand(const pb::Command &in, Checks &checks)
{
    Command out;
    if (in.body().empty() || in.body().size() > kMaxBody_bytes) {
        checks.refuse(RefusalReason::BadNumber, "body", "is empty or longer than 64 KiB");
    } else {
        out.body = in.body();
    }
    if (checks.count("signatures", in.signatures_size(), kMaxSignatures)) {
        for (const pb::Signature &signature : in.signatures()) {
            if (signature.signature().size() != kSignature_bytes) {
                checks.refuse(RefusalReason::BadNumber, "signatures.signature", "is not 64 bytes");
            }
            out.signatures.push_back({checks.label("signatures.key_id", signature.key_id()), signature.signature()});
        }
    }
    return out;
}

template<typename Range, typename In>
Range readRange(const In &in, Checks &checks)
{
    checks.range(in.from_seq(), in.to_seq());
    return Range{in.from_seq(), in.to_seq()};
}

} // namespace

Payload readControl(const pb::Envelope &in, Checks &checks)
{
    switch (in.payload_case()) {
    case pb::Envelope::kHello:
        return Hello{checks.text("software", in.hello().software())};
    case pb::Envelope::kHeartbeat:
        return Heartbeat{checks.sequence("last_telemetry_seq", in.heartbeat().last_telemetry_seq())};
    case pb::Envelope::kBye:
        return Bye{checks.text("reason", in.bye().reason())};
    case pb::Envelope::kReceipt:
        return readReceipt(in.receipt(), checks);
    case pb::Envelope::kClockReply:
        return readClockReply(in.clock_reply(), checks);
    case pb::Envelope::kUnavailable:
        return readRange<Unavailable>(in.unavailable(), checks);
    case pb::Envelope::kWelcome:
        return Welcome{checks.text("hub", in.welcome().hub()),
                       checks.sequence("stored_telemetry_seq", in.welcome().stored_telemetry_seq()),
                       checks.time<HubTime>("hub_time_ns", in.welcome().hub_time_ns())};
    case pb::Envelope::kRebirthRequest:
        return RebirthRequest{checks.text("reason", in.rebirth_request().reason())};
    case pb::Envelope::kResend:
        return readRange<Resend>(in.resend(), checks);
    case pb::Envelope::kStoredMarks:
        return readStoredMarks(in.stored_marks(), checks);
    case pb::Envelope::kClockProbe:
        return ClockProbe{checks.time<HubTime>("probe_sent_ns", in.clock_probe().probe_sent_ns())};
    case pb::Envelope::kCommand:
        return readCommand(in.command(), checks);
    case pb::Envelope::kCommandQuery:
        return CommandQuery{checks.uuid<CommandId>("command_id", in.command_query().command_id())};
    case pb::Envelope::kSample:
    case pb::Envelope::kBirth:
    case pb::Envelope::PAYLOAD_NOT_SET:
        break;
    }
    checks.refuse(RefusalReason::NoPayload, "payload", "is missing or not known to this version");
    return Bye{};
}

} // namespace iso::wire::detail
