#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace iso::probe
{

/// Something that may be probed. Comes from a node's configuration, never from a command.
struct ProbeTarget {
    enum class Kind {
        Connect,    ///< a TCP connection to host:port
        Completion, ///< a streamed answer of an OpenAI-compatible server
    };

    std::string name; ///< as the configuration and commands write it
    Kind kind = Kind::Connect;
    std::string url;    ///< what is opened: http://HOST:PORT, or the address of chat/completions
    std::string model;  ///< of a completion
    std::string apiKey; ///< sent as a bearer token; empty: none

    /// Reads "HOST:PORT" ("[ADDRESS]:PORT" for IPv6) or "http(s)://HOST[:PORT][/PATH]". Without a path,
    /// /v1/chat/completions is meant, below a path that ends in /v1, chat/completions. Host names and paths are of
    /// printable ASCII.
    static Result<ProbeTarget> fromText(std::string_view text);
};

} // namespace iso::probe
