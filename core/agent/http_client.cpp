#include "core/agent/http_client.h"

#include "core/base/check.h"

#include <array>
#include <curl/curl.h>
#include <fmt/format.h>

namespace iso::agent
{

namespace
{

/// A buffer that one large body made grow is given back.
constexpr std::size_t kKeptBody_bytes = std::size_t{1} << 20;
constexpr int kLongestWait_ms = 1000;

} // namespace

struct HttpClient::Handles {
    Handles()
        : multi(curl_multi_init())
        , easy(curl_easy_init())
    {
        ISO_CHECK(multi && easy);
    }
    ~Handles()
    {
        curl_easy_cleanup(easy);
        curl_multi_cleanup(multi);
    }
    Handles(const Handles &) = delete;
    Handles &operator=(const Handles &) = delete;

    CURLM *multi; ///< its wait can be ended from another thread, unlike curl_easy_perform
    CURL *easy;
    std::array<char, CURL_ERROR_SIZE> detail{};
};

HttpClient::HttpClient(HttpLimits limits)
    : m_limits(limits)
{
    // Once for the process; thread-safe as the initialisation of a static is.
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    ISO_CHECK(initialised == CURLE_OK);
    m_handles = std::make_unique<Handles>();
    CURL *easy = m_handles->easy;
    const auto timeout_ms = static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(m_limits.timeout).count());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "isochrone-node");
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_handles->detail.data());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &HttpClient::receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
}

HttpClient::~HttpClient() = default;

std::size_t HttpClient::receive(const char *data, std::size_t size, std::size_t count, void *client)
{
    auto &self = *static_cast<HttpClient *>(client);
    const std::size_t bytes = size * count;
    if (bytes > self.m_limits.body_bytes - self.m_body.size()) {
        self.m_isTooLarge = true;
        return 0; // less than offered ends the transfer
    }
    self.m_body.append(data, bytes);
    return bytes;
}

HttpFailure HttpClient::failureOf(int code, const char *detail) const
{
    const std::string message = *detail ? detail : curl_easy_strerror(static_cast<CURLcode>(code));
    if (m_isTooLarge) {
        return {HttpFailure::Kind::TooLarge, fmt::format("the answer is larger than {} bytes", m_limits.body_bytes)};
    }
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
        return {HttpFailure::Kind::BadAddress, message};
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
        return {HttpFailure::Kind::Unreachable, message};
    default:
        return {HttpFailure::Kind::NoAnswer, message};
    }
}

tl::expected<HttpReply, HttpFailure> HttpClient::get(const std::string &url)
{
    if (m_body.capacity() > kKeptBody_bytes) {
        m_body = std::string();
    }
    m_body.clear();
    m_isTooLarge = false;
    m_handles->detail.front() = '\0';
    CURL *easy = m_handles->easy;
    CURLM *multi = m_handles->multi;
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_multi_add_handle(multi, easy);
    int running = 1;
    while (running > 0 && !m_isStopped) {
        if (curl_multi_perform(multi, &running) != CURLM_OK) {
            break;
        }
        if (running > 0) {
            curl_multi_poll(multi, nullptr, 0, kLongestWait_ms, nullptr);
        }
    }
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi, &left)) {
        code = message->msg == CURLMSG_DONE ? message->data.result : code;
    }
    curl_multi_remove_handle(multi, easy);
    if (m_isStopped) {
        return tl::unexpected(HttpFailure{HttpFailure::Kind::Stopped, "stopped"});
    }
    if (code != CURLE_OK) {
        return tl::unexpected(failureOf(code, m_handles->detail.data()));
    }
    HttpReply reply;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply.status);
    reply.body = m_body;
    return reply;
}

void HttpClient::stop()
{
    m_isStopped = true;
    curl_multi_wakeup(m_handles->multi);
}

} // namespace iso::agent
