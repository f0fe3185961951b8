#include "core/wire/codec.h"

#include "core/wire/proto_values.h"
#include "core/wire/topic.h"
#include "core/wire/wire_scan.h"

#include <algorithm>
#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

namespace iso::wire
{

namespace
{

using detail::Checks;
namespace pb = detail::pb;

/// Small fields cost far more memory parsed than on the wire. The largest honest message, marks of 8,192 nodes, has
/// five for each mark.
constexpr std::size_t kMaxFields = 50'000;
/// Messages up to this size are parsed without counting their fields first.
constexpr std::size_t kSmallMessage_bytes = 16 * 1024;

tl::unexpected<Refusal> refused(RefusalReason reason, std::string detail)
{
    return tl::unexpected<Refusal>({reason, std::move(detail)});
}

/// Protobuf prints what it cannot parse on standard error unless told otherwise. Messages from outside must not be
/// able to write there; what went wrong is in the refusal.
void silenceProtobuf()
{
    static const bool kDone = [] {
        google::protobuf::SetLogHandler(nullptr);
        return true;
    }();
    static_cast<void>(kDone);
}

tl::expected<void, Refusal> checkSize(std::string_view bytes)
{
    if (bytes.size() > kMaxMessage_bytes) {
        return refused(RefusalReason::TooLarge, fmt::format("{} bytes are more than 1 MiB", bytes.size()));
    }
    if (bytes.empty()) {
        return refused(RefusalReason::Malformed, "the message is empty");
    }
    return {};
}

tl::expected<void, Refusal> parseJson(std::string_view text, google::protobuf::Message &message)
{
    const auto opens = [](char c) { return c == '{' || c == '[' || c == ','; };
    if (static_cast<std::size_t>(std::count_if(text.begin(), text.end(), opens)) > kMaxFields) {
        return refused(RefusalReason::TooMany, "the JSON text has too many values");
    }
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(text.data(), text.size()), &message, options);
    if (!status.ok()) {
        const auto reason = status.message();
        return refused(RefusalReason::Malformed,
                       "JSON: " + std::string(reason.data(), std::min<std::size_t>(reason.size(), 200)));
    }
    return {};
}

tl::expected<void, Refusal> parseBinary(std::string_view bytes, google::protobuf::Message &message)
{
    const auto &type = *message.GetDescriptor();
    if (bytes.size() > kSmallMessage_bytes && detail::scanWire(bytes, type, kMaxFields).fields > kMaxFields) {
        return refused(RefusalReason::TooMany, fmt::format("the message has more than {} fields", kMaxFields));
    }
    if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return {};
    }
    if (const auto badText = detail::scanWire(bytes, type, kMaxFields).badText) {
        return refused(RefusalReason::BadText, *badText + " is not UTF-8");
    }
    return refused(RefusalReason::Malformed, "not a message of the contract");
}

tl::expected<void, Refusal> parse(std::string_view bytes, google::protobuf::Message &message)
{
    return bytes.front() == '{' ? parseJson(bytes, message) : parseBinary(bytes, message);
}

bool isFromHub(pb::Envelope::PayloadCase payload)
{
    return payload >= pb::Envelope::kWelcome;
}

void checkStream(pb::Envelope::PayloadCase payload, Stream stream, Checks &checks)
{
    const bool either = payload == pb::Envelope::kBirth || payload == pb::Envelope::kBye || isFromHub(payload);
    const Stream expected = payload == pb::Envelope::kSample ? Stream::Telemetry : Stream::Control;
    if (!either && stream != expected) {
        checks.refuse(RefusalReason::WrongDirection, "stream", "is not the one of this payload");
    }
}

Header readHeader(const pb::Envelope &in, Checks &checks)
{
    Header header;
    header.version = in.version();
    if (in.version() < 1 || in.version() > kContractVersion + 1) {
        checks.refuse(RefusalReason::WrongVersion, "version",
                      fmt::format("is {}, not within 1 to {}", in.version(), kContractVersion + 1));
        return header;
    }
    const auto payload = in.payload_case();
    if (payload == pb::Envelope::PAYLOAD_NOT_SET) {
        checks.refuse(RefusalReason::NoPayload, "payload", "is missing or not known to this version");
        return header;
    }
    header.stream = checks.enumeration("stream", in.stream(), Stream::Control);
    header.seq = checks.sequence("seq", in.seq());
    header.time = NodeTime::fromNanoseconds(in.node_time_ns());
    header.historical = in.historical();
    header.keyframe = in.keyframe();
    checkStream(payload, header.stream, checks);

    // What a hub sends, and the answer to its clock probe, may concern a connection instead of a node.
    const bool concernsConnection = isFromHub(payload) || payload == pb::Envelope::kClockReply;
    if (concernsConnection) {
        header.node = in.node().empty() ? NodeId() : checks.id<NodeId>("node", in.node());
        header.boot = checks.uuidOrNone<BootId>("boot_id", in.boot_id());
    } else {
        header.node = checks.id<NodeId>("node", in.node());
        header.boot = checks.uuid<BootId>("boot_id", in.boot_id());
        if (in.seq() == 0) {
            checks.refuse(RefusalReason::BadIdentity, "seq", "is missing; numbers run from 1");
        }
    }
    const bool needsTime = !concernsConnection;
    if (in.node_time_ns() < (needsTime ? 1 : 0) || in.node_time_ns() > detail::kLargest) {
        checks.refuse(RefusalReason::BadIdentity, "node_time_ns", "is missing, before 1970 or after 2116");
    }
    return header;
}

void readPayload(const pb::Envelope &in, Payload &out, Checks &checks)
{
    switch (in.payload_case()) {
    case pb::Envelope::kSample: {
        const Checks::Scope scope(checks, "sample");
        detail::readSample(in.sample(), out.emplace<telemetry::Sample>(), checks);
        return;
    }
    case pb::Envelope::kBirth: {
        const Checks::Scope scope(checks, "birth");
        out = detail::readBirth(in.birth(), checks);
        return;
    }
    default: {
        const auto *field = pb::Envelope::descriptor()->FindFieldByNumber(in.payload_case());
        const Checks::Scope scope(checks, field->name().c_str());
        out = detail::readControl(in, checks);
    }
    }
}

/// Third-party code may throw, on memory at the least; nothing of it leaves the codec.
template<typename T, typename Read>
Decoded<T> guarded(Read read)
{
    try {
        return read();
    } catch (const std::exception &error) {
        return refused(RefusalReason::Malformed, std::string("could not be read: ") + error.what());
    }
}

template<typename T, typename Message>
Decoded<T> decodePart(std::string_view bytes, T (*read)(const Message &, Checks &))
{
    silenceProtobuf();
    return guarded<T>([&]() -> Decoded<T> {
        Message message;
        auto parsed = checkSize(bytes).and_then([&] { return parseBinary(bytes, message); });
        if (!parsed) { // never JSON: exact bytes are kept and signed
            return tl::unexpected(std::move(parsed.error()));
        }
        Checks checks;
        T value = read(message, checks);
        if (checks.failed()) {
            return tl::unexpected(checks.refusal());
        }
        return value;
    });
}

} // namespace

/// A oneof gives its memory back with every message, so reusing one message object would allocate all of it again each
/// time. An arena over a block of our own does not: what a usual sample needs fits into the block.
struct Decoder::Buffers {
    static constexpr std::size_t kBlock_bytes = 64 * 1024;

    Buffers()
        : block(std::make_unique<char[]>(kBlock_bytes))
        , arena(block.get(), kBlock_bytes)
    {
    }

    /// An empty message; the one before it is gone, and memory beyond the block is given back.
    pb::Envelope &newMessage()
    {
        arena.Reset();
        return *google::protobuf::Arena::CreateMessage<pb::Envelope>(&arena);
    }

    std::unique_ptr<char[]> block;
    google::protobuf::Arena arena;
};

Decoder::Decoder()
    : m_buffers(std::make_unique<Buffers>())
{
    silenceProtobuf();
}

Decoder::~Decoder() = default;
Decoder::Decoder(Decoder &&) noexcept = default;
Decoder &Decoder::operator=(Decoder &&) noexcept = default;

Decoded<Envelope> Decoder::decode(std::string_view bytes)
{
    return guarded<Envelope>([&]() -> Decoded<Envelope> {
        pb::Envelope &message = m_buffers->newMessage();
        auto parsed = checkSize(bytes).and_then([&] { return parse(bytes, message); });
        if (!parsed) {
            return tl::unexpected(std::move(parsed.error()));
        }
        Checks checks;
        Decoded<Envelope> envelope(tl::in_place);
        envelope->header = readHeader(message, checks);
        if (!checks.failed()) {
            readPayload(message, envelope->payload, checks);
        }
        if (checks.failed()) {
            return tl::unexpected(checks.refusal());
        }
        return envelope;
    });
}

Decoded<Envelope> Decoder::decodeTelemetry(std::string_view topic, std::string_view bytes)
{
    const auto parts = detail::parseTopic(topic);
    if (!parts) {
        return refused(RefusalReason::BadTopic, "the topic is not t/<region>/<site>/<node> of at most 64 bytes");
    }
    auto envelope = decode(bytes);
    if (!envelope) {
        return envelope;
    }
    const auto *birth = std::get_if<Birth>(&envelope->payload);
    const bool hasPlaceHere = birth != nullptr || std::holds_alternative<telemetry::Sample>(envelope->payload) ||
                              std::holds_alternative<Bye>(envelope->payload);
    if (!hasPlaceHere || envelope->header.stream != Stream::Telemetry) {
        return refused(RefusalReason::WrongDirection, "the telemetry socket takes samples, births and byes");
    }
    if (envelope->header.node.text() != parts->node) {
        return refused(RefusalReason::BadTopic, "the topic is of another node than the message");
    }
    if (birth != nullptr && !birth->telemetryOnly) {
        return refused(RefusalReason::WrongDirection,
                       "a birth on telemetry is for those without a control connection: birth.telemetry_only must be "
                       "true, else the hub would wait for numbers that nobody can send again");
    }
    if (birth != nullptr && (birth->region.text() != parts->region || birth->site.text() != parts->site)) {
        return refused(RefusalReason::BadTopic, "the topic is of another place than the birth");
    }
    return envelope;
}

Decoded<CommandBody> decodeCommandBody(std::string_view bytes)
{
    return decodePart<CommandBody>(bytes, &detail::readCommandBody);
}

Decoded<Birth> decodeBirth(std::string_view bytes)
{
    return decodePart<Birth>(bytes, &detail::readBirth);
}

} // namespace iso::wire
