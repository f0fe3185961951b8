#include "core/probe/probe_target.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace iso::probe
{

namespace
{

constexpr std::size_t kLongest = 200;
constexpr std::string_view kCompletions = "/chat/completions";

tl::unexpected<Error> notATarget(std::string_view text)
{
    return failure(ErrorCode::InvalidInput, fmt::format("\"{}\" is neither HOST:PORT nor http(s)://HOST[:PORT][/PATH]",
                                                        text.substr(0, kLongest)));
}

bool isPort(std::string_view text)
{
    int port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65'535;
}

bool isHost(std::string_view text)
{
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_';
    };
    if (text.starts_with('[') && text.ends_with(']')) {
        text = text.substr(1, text.size() - 2);
        return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
    }
    return !text.empty() && std::all_of(text.begin(), text.end(), isAllowed);
}

/// HOST:PORT, or HOST alone where the port may be missing.
bool isAuthority(std::string_view text, bool needsPort)
{
    const std::size_t colon = text.rfind(':');
    const bool hasPort = colon != std::string_view::npos && text.find(']', colon) == std::string_view::npos;
    return hasPort ? isHost(text.substr(0, colon)) && isPort(text.substr(colon + 1)) : !needsPort && isHost(text);
}

} // namespace

Result<ProbeTarget> ProbeTarget::fromText(std::string_view text)
{
    const auto isPrintable = [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; };
    if (text.size() > kLongest || !std::all_of(text.begin(), text.end(), isPrintable)) {
        return notATarget(text);
    }
    ProbeTarget target;
    target.name = text;
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) {
        if (!isAuthority(text, true)) {
            return notATarget(text);
        }
        target.url = fmt::format("http://{}", text);
        return target;
    }
    const std::string_view rest = text.substr(scheme + 3);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if ((text.substr(0, scheme) != "http" && text.substr(0, scheme) != "https") ||
        !isAuthority(rest.substr(0, slash), false)) {
        return notATarget(text);
    }
    target.kind = Kind::Completion;
    std::string_view path = rest.substr(slash);
    while (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    const std::string_view base = text.substr(0, scheme + 3 + slash);
    if (path.empty()) {
        target.url = fmt::format("{}/v1{}", base, kCompletions);
    } else {
        target.url = fmt::format("{}{}{}", base, path, path.ends_with("/v1") ? kCompletions : "");
    }
    return target;
}

} // namespace iso::probe
