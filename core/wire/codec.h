#pragma once

#include "core/wire/envelope.h"

#include <memory>
#include <string>
#include <string_view>

namespace iso::wire
{

inline constexpr std::size_t kMaxMessage_bytes = 1024 * 1024;
inline constexpr std::size_t kMaxString_bytes = 256;
inline constexpr std::size_t kMaxMetrics = 512;
inline constexpr std::size_t kMaxModels = 256;
inline constexpr std::size_t kMaxObservations = 1000;
inline constexpr std::size_t kMaxTopic_bytes = 64;
/// In one StoredMarks message; about 100 bytes each.
inline constexpr std::size_t kMaxStoredMarks = 8192;

/// Why a message was refused. Counted, and shown with its text.
enum class RefusalReason : std::uint8_t {
    TooLarge = 0,
    Malformed, ///< does not parse as the contract
    WrongVersion,
    NoPayload,
    BadIdentity, ///< node, boot, number or time missing or malformed
    BadTopic,    ///< not t/<region>/<site>/<node>, or of another node than the envelope
    BadText,     ///< a string too long, or not UTF-8
    BadNumber,   ///< not finite, or outside what can be true
    BadEnumeration,
    TooMany, ///< more metrics, models, buckets, ... than the limits allow
    BadHistogram,
    WrongDirection, ///< a hub's message sent by a node, or the reverse; or one that has no place on this socket
    TimeOutOfRange, ///< node time more than 5 min ahead without a known offset, or older than retention
    NotOwner,       ///< another connection owns this node id
    RateLimited,
    FleetFull,   ///< the hub's bound on the number of nodes
    NotApproved, ///< its key is not approved, or not any more
};
inline constexpr std::size_t kRefusalReasonCount = 17;
std::string_view toText(RefusalReason reason);

struct Refusal {
    RefusalReason reason = RefusalReason::Malformed;
    std::string detail; ///< names the field and the rule
    bool operator==(const Refusal &) const = default;
};

template<typename T>
using Decoded = tl::expected<T, Refusal>;

/// Turns bytes from outside into checked values. Accepts the binary form and, when the first byte is '{', the canonical
/// JSON mapping. Everything is checked here; what comes out can be trusted to be well-formed (not to be true). Raw
/// observations are folded into histograms, and a node's sums are filled from its models. Keeps parse buffers for the
/// next call, so one Decoder per thread.
class Decoder
{
public:
    Decoder();
    ~Decoder();
    Decoder(Decoder &&) noexcept;
    Decoder &operator=(Decoder &&) noexcept;

    Decoded<Envelope> decode(std::string_view bytes);
    /// For a telemetry frame: the topic must be t/<region>/<site>/<node> with the envelope's node, and the payload a
    /// sample, a birth or a bye.
    Decoded<Envelope> decodeTelemetry(std::string_view topic, std::string_view bytes);

private:
    struct Buffers;
    std::unique_ptr<Buffers> m_buffers;
};

/// Binary form. What is too large or malformed by the rules above is a bug of the caller.
std::string encode(const Envelope &envelope);
/// Canonical JSON mapping of the same message.
std::string encodeJson(const Envelope &envelope);

std::string encodeCommandBody(const CommandBody &body);
Decoded<CommandBody> decodeCommandBody(std::string_view bytes);

/// A birth alone, as kept in the catalogue database.
std::string encodeBirth(const Birth &birth);
Decoded<Birth> decodeBirth(std::string_view bytes);

/// "t/<region>/<site>/<node>", at most 64 bytes; an error names what is too long.
Result<std::string> telemetryTopic(const RegionId &region, const SiteId &site, const NodeId &node);

} // namespace iso::wire
