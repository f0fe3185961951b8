#include "core/transport/endpoint.h"

#include <charconv>

namespace iso::transport
{
namespace
{

/// Takes a whole number of at most `most` from the front of `text`.
bool takeNumber(std::string_view &text, unsigned most)
{
    unsigned value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || value > most) {
        return false;
    }
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
    return true;
}

bool takeDot(std::string_view &text)
{
    if (!text.starts_with('.')) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// 127.a.b.c, written as four numbers.
bool isLoopbackV4(std::string_view host)
{
    if (!host.starts_with("127.")) {
        return false;
    }
    host.remove_prefix(4);
    return takeNumber(host, 255) && takeDot(host) && takeNumber(host, 255) && takeDot(host) && takeNumber(host, 255) &&
           host.empty();
}

bool isPort(std::string_view port)
{
    return port == "*" || (takeNumber(port, 65'535) && port.empty());
}

} // namespace

bool isLoopback(std::string_view endpoint)
{
    if (endpoint.starts_with("ipc://") || endpoint.starts_with("inproc://")) {
        return true;
    }
    if (!endpoint.starts_with("tcp://")) {
        return false;
    }
    const std::string_view address = endpoint.substr(6);
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos || !isPort(address.substr(colon + 1))) {
        return false;
    }
    const std::string_view host = address.substr(0, colon);
    return host == "localhost" || host == "[::1]" || isLoopbackV4(host);
}

bool isTcp(std::string_view endpoint)
{
    if (!endpoint.starts_with("tcp://")) {
        return false;
    }
    const std::string_view address = endpoint.substr(6);
    const std::size_t colon = address.rfind(':');
    return colon != std::string_view::npos && colon > 0 && address.find_first_of("; /") == std::string_view::npos &&
           isPort(address.substr(colon + 1));
}

} // namespace iso::transport
