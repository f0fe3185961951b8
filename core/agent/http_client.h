#pragma once

#include "core/base/time.h"

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace iso::agent
{

struct HttpLimits {
    Duration timeout = std::chrono::seconds(2); ///< from the first byte sent to the last received
    std::size_t body_bytes = std::size_t{4} << 20;
};

struct HttpFailure {
    enum class Kind {
        Unreachable, ///< nobody listens there, or there is no such name
        NoAnswer,    ///< too slow, or the connection broke
        TooLarge,
        BadAddress, ///< not http or https, or a certificate that nobody vouches for
        Stopped,    ///< by stop()
    };
    Kind kind = Kind::NoAnswer;
    std::string message;
};

struct HttpReply {
    long status = 0;       ///< 200, 404...
    std::string_view body; ///< until the next get()
};

/// GET requests over HTTP and HTTPS, one after the other, on kept connections. Redirects are answers like any other:
/// whoever is asked is named in the configuration. Proxies of the environment are not used. Of one thread, but for
/// stop().
class HttpClient
{
public:
    explicit HttpClient(HttpLimits limits = {});
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    /// Waits for the whole body.
    tl::expected<HttpReply, HttpFailure> get(const std::string &url);
    /// Ends a get() that is under way, and makes every later one fail. Safe from any thread.
    void stop();

private:
    struct Handles;
    static std::size_t receive(const char *data, std::size_t size, std::size_t count, void *client);
    HttpFailure failureOf(int code, const char *detail) const;

    HttpLimits m_limits;
    std::unique_ptr<Handles> m_handles;
    std::string m_body;
    bool m_isTooLarge = false;
    std::atomic<bool> m_isStopped{false};
};

} // namespace iso::agent
