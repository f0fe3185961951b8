#include "core/wire/proto_values.h"

#include <google/protobuf/util/json_util.h>

namespace iso::wire
{

namespace detail
{

namespace
{

void writeArguments(const std::vector<Argument> &in, google::protobuf::RepeatedPtrField<pb::Argument> &out)
{
    for (const Argument &argument : in) {
        pb::Argument &target = *out.Add();
        target.set_name(argument.name);
        target.set_value(argument.value);
    }
}

/// Writes each kind of payload into its place in the envelope.
class PayloadWriter
{
public:
    explicit PayloadWriter(pb::Envelope &out)
        : m_out(out)
    {
    }

    void operator()(const Hello &in) const { m_out.mutable_hello()->set_software(in.software); }
    void operator()(const Birth &in) const { writeBirth(in, *m_out.mutable_birth()); }
    void operator()(const telemetry::Sample &in) const { writeSample(in, *m_out.mutable_sample()); }
    void operator()(const Heartbeat &in) const
    {
        m_out.mutable_heartbeat()->set_last_telemetry_seq(in.lastTelemetrySeq);
    }
    void operator()(const Bye &in) const { m_out.mutable_bye()->set_reason(in.reason); }
    void operator()(const ClockReply &in) const
    {
        pb::ClockReply &out = *m_out.mutable_clock_reply();
        out.set_probe_sent_ns(in.probeSent.toNanoseconds());
        out.set_probe_received_ns(in.probeReceived.toNanoseconds());
        out.set_reply_sent_ns(in.replySent.toNanoseconds());
    }
    void operator()(const Unavailable &in) const
    {
        m_out.mutable_unavailable()->set_from_seq(in.from);
        m_out.mutable_unavailable()->set_to_seq(in.to);
    }
    void operator()(const Receipt &in) const
    {
        pb::Receipt &out = *m_out.mutable_receipt();
        out.set_command_id(toBytes(in.command));
        out.set_state(toProto<pb::Receipt::State>(in.state));
        if (in.percent) {
            out.set_percent(*in.percent);
        }
        out.set_message(in.message);
        writeArguments(in.results, *out.mutable_results());
    }
    void operator()(const Welcome &in) const
    {
        pb::Welcome &out = *m_out.mutable_welcome();
        out.set_hub(in.hub);
        out.set_stored_telemetry_seq(in.storedTelemetrySeq);
        out.set_hub_time_ns(in.hubTime.toNanoseconds());
    }
    void operator()(const RebirthRequest &in) const { m_out.mutable_rebirth_request()->set_reason(in.reason); }
    void operator()(const Resend &in) const
    {
        m_out.mutable_resend()->set_from_seq(in.from);
        m_out.mutable_resend()->set_to_seq(in.to);
    }
    void operator()(const StoredMarks &in) const
    {
        pb::StoredMarks &out = *m_out.mutable_stored_marks();
        for (const StoredMark &mark : in.marks) {
            pb::StoredMark &target = *out.add_marks();
            target.set_node(mark.node.text());
            target.set_boot_id(toBytes(mark.boot));
            target.set_stored_seq(mark.storedSeq);
            target.set_synced_seq(mark.syncedSeq);
        }
    }
    void operator()(const ClockProbe &in) const
    {
        m_out.mutable_clock_probe()->set_probe_sent_ns(in.probeSent.toNanoseconds());
    }
    void operator()(const Command &in) const
    {
        pb::Command &out = *m_out.mutable_command();
        out.set_body(in.body);
        for (const Signature &signature : in.signatures) {
            pb::Signature &target = *out.add_signatures();
            target.set_key_id(signature.keyId);
            target.set_signature(signature.signature);
        }
    }
    void operator()(const CommandQuery &in) const
    {
        m_out.mutable_command_query()->set_command_id(toBytes(in.command));
    }

private:
    pb::Envelope &m_out;
};

void writeEnvelope(const Envelope &in, pb::Envelope &out)
{
    const Header &header = in.header;
    out.set_version(header.version);
    out.set_node(header.node.text());
    out.set_boot_id(toBytes(header.boot));
    out.set_stream(toProto<pb::Envelope::Stream>(header.stream));
    out.set_seq(header.seq);
    out.set_node_time_ns(header.time.toNanoseconds());
    out.set_historical(header.historical);
    out.set_keyframe(header.keyframe);
    std::visit(PayloadWriter(out), in.payload);
}

} // namespace

void writeCommandBody(const CommandBody &in, pb::CommandBody &out)
{
    out.set_id(toBytes(in.id));
    out.set_node(in.node.text());
    out.set_boot_id(toBytes(in.boot));
    out.set_name(in.name);
    writeArguments(in.arguments, *out.mutable_arguments());
    out.set_issued_at_ns(in.issuedAt.toNanoseconds());
    out.set_expires_at_ns(in.expiresAt.toNanoseconds());
    out.set_issuer(in.issuer);
    out.set_reason(in.reason);
}

} // namespace detail

std::string encode(const Envelope &envelope)
{
    detail::pb::Envelope message;
    detail::writeEnvelope(envelope, message);
    return message.SerializeAsString();
}

std::string encodeJson(const Envelope &envelope)
{
    detail::pb::Envelope message;
    detail::writeEnvelope(envelope, message);
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true; // the names of the documentation; both spellings are accepted
    std::string text;
    const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
    return status.ok() ? text : std::string();
}

std::string encodeCommandBody(const CommandBody &body)
{
    detail::pb::CommandBody message;
    detail::writeCommandBody(body, message);
    return message.SerializeAsString();
}

std::string encodeBirth(const Birth &birth)
{
    detail::pb::Birth message;
    detail::writeBirth(birth, message);
    return message.SerializeAsString();
}

} // namespace iso::wire
