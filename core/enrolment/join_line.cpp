#include "core/enrolment/join_line.h"

#include <charconv>
#include <fmt/format.h>

namespace iso::enrolment
{
namespace
{

constexpr std::string_view kScheme = "isochrone://";

tl::unexpected<Error> malformed(std::string_view why)
{
    return failure(
        ErrorCode::InvalidInput,
        fmt::format("not a join line: {}; expected isochrone://HOST:PORT:PORT/KEY, as the hub shows it", why));
}

/// Takes ":<port>" from the end of `text`.
Result<std::uint16_t> takePort(std::string_view &text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return malformed("a port is missing");
    }
    const std::string_view digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || port == 0) {
        return malformed("a port is not a number from 1 to 65535");
    }
    text = text.substr(0, colon);
    return port;
}

bool isHost(std::string_view host)
{
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
        return !host.empty() && host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
    }
    return !host.empty() && host.size() <= 253 && isPlainName(host);
}

} // namespace

std::string JoinLine::telemetryEndpoint() const
{
    return fmt::format("tcp://{}:{}", host, telemetryPort);
}

std::string JoinLine::controlEndpoint() const
{
    return fmt::format("tcp://{}:{}", host, controlPort);
}

std::string toText(const JoinLine &line)
{
    return fmt::format("{}{}:{}:{}/{}", kScheme, line.host, line.telemetryPort, line.controlPort, line.hub.text());
}

Result<JoinLine> joinLineFromText(std::string_view text)
{
    if (!text.starts_with(kScheme)) {
        return malformed("it does not begin with isochrone://");
    }
    text.remove_prefix(kScheme.size());
    // The key may contain any of the separators, so it is taken by its length.
    if (text.size() < PublicKey::kTextLength + 1 || text[text.size() - PublicKey::kTextLength - 1] != '/') {
        return malformed("it does not end with / and a key of 40 characters");
    }
    const auto key = PublicKey::fromText(text.substr(text.size() - PublicKey::kTextLength));
    if (!key) {
        return malformed("the key is damaged");
    }
    JoinLine line;
    line.hub = *key;
    text.remove_suffix(PublicKey::kTextLength + 1);
    const auto control = takePort(text);
    if (!control) {
        return failure(control.error());
    }
    const auto telemetry = takePort(text);
    if (!telemetry) {
        return failure(telemetry.error());
    }
    if (!isHost(text)) {
        return malformed("the host is missing or has characters that no host has");
    }
    line.controlPort = *control;
    line.telemetryPort = *telemetry;
    line.host = text;
    return line;
}

} // namespace iso::enrolment
