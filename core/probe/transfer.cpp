#include "core/probe/transfer.h"

#include "core/probe/completion_stream.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string_view>

namespace iso::probe
{

namespace
{

constexpr int kLongestWait_ms = 500;
constexpr const char *kPrompt = "Count from one to twenty in words.";

double toMs(Duration duration)
{
    return static_cast<double>(duration.count()) / 1e6;
}

long toWholeMs(Duration duration)
{
    return static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

Duration timeOf(CURL *easy, CURLINFO info)
{
    curl_off_t time_us = 0;
    curl_easy_getinfo(easy, info, &time_us);
    return std::chrono::microseconds(time_us);
}

} // namespace

struct Transfer::Handles {
    Handles()
        : multi(curl_multi_init())
    {
    }
    ~Handles() { curl_multi_cleanup(multi); }
    Handles(const Handles &) = delete;
    Handles &operator=(const Handles &) = delete;
    CURLM *multi;
};

struct Transfer::Request {
    Request(const Clock &aClock, std::size_t most)
        : clock(aClock)
        , easy(curl_easy_init())
        , most_bytes(most)
    {
    }
    ~Request()
    {
        curl_easy_cleanup(easy);
        curl_slist_free_all(headers);
    }
    Request(const Request &) = delete;
    Request &operator=(const Request &) = delete;

    /// libcurl's write callback: what does not return `size` ends the transfer.
    static std::size_t received(char *data, std::size_t, std::size_t size, void *self)
    {
        return static_cast<Request *>(self)->took({data, size}) ? size : 0;
    }
    bool took(std::string_view bytes)
    {
        received_bytes += bytes.size();
        if (received_bytes > most_bytes) {
            tooLarge = true;
            return false;
        }
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (status != 200) {
            return true; // the status says it all; the text is thrown away
        }
        const std::size_t tokens = stream.feed(bytes);
        const Duration at = clock.steadyNow() - began;
        // Tokens that come in one piece have no time between them.
        for (std::size_t i = 0; i < tokens; ++i) {
            tokenAt.push_back(at);
        }
        return stream.error().empty();
    }

    const Clock &clock;
    CURL *easy;
    curl_slist *headers = nullptr;
    std::string body;
    std::size_t most_bytes;
    std::size_t received_bytes = 0;
    bool tooLarge = false;
    SteadyTime began;
    CompletionStream stream;
    std::vector<Duration> tokenAt; ///< since `began`
    std::optional<CURLcode> ended;
};

Transfer::Transfer(const Clock &clock, ProbeLimits limits)
    : m_clock(clock)
    , m_limits(limits)
    , m_handles(std::make_unique<Handles>())
{
}

Transfer::~Transfer() = default;

void Transfer::cancel()
{
    m_isCancelled.store(true);
    curl_multi_wakeup(m_handles->multi); // documented as safe from any thread
}

bool Transfer::prepare(Request &request, const ProbeTarget &target) const
{
    CURL *easy = request.easy;
    if (easy == nullptr || m_handles->multi == nullptr) {
        return false;
    }
    curl_easy_setopt(easy, CURLOPT_URL, target.url.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); // the line is measured, not a proxy of the environment
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, toWholeMs(m_limits.connect));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, toWholeMs(m_limits.request));
    if (target.kind == ProbeTarget::Kind::Connect) {
        curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
        return true;
    }
    const nlohmann::json body{{"model", target.model},
                              {"messages", {{{"role", "user"}, {"content", kPrompt}}}},
                              {"max_tokens", m_limits.tokens},
                              {"temperature", 0},
                              {"stream", true}};
    request.body = body.dump();
    request.headers = curl_slist_append(request.headers, "Content-Type: application/json");
    request.headers = curl_slist_append(request.headers, "Accept: text/event-stream");
    if (!target.apiKey.empty()) {
        request.headers = curl_slist_append(request.headers, ("Authorization: Bearer " + target.apiKey).c_str());
    }
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "isochrone-node");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request.headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Request::received);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &request);
    return true;
}

void Transfer::wait(Request &request, const std::function<void()> &waiting)
{
    int running = 1;
    while (!request.ended && !m_isCancelled.load()) {
        if (curl_multi_perform(m_handles->multi, &running) != CURLM_OK) {
            request.ended = CURLE_FAILED_INIT;
            return;
        }
        int left = 0;
        while (const CURLMsg *message = curl_multi_info_read(m_handles->multi, &left)) {
            if (message->msg == CURLMSG_DONE && message->easy_handle == request.easy) {
                request.ended = message->data.result;
            }
        }
        if (!request.ended) {
            curl_multi_poll(m_handles->multi, nullptr, 0, kLongestWait_ms, nullptr);
            waiting();
        }
    }
    waiting(); // a cancel is known before what follows, where libcurl may wait for a name server
}

Measurement Transfer::run(const ProbeTarget &target, const std::function<void()> &waiting)
{
    Request request(m_clock, m_limits.reply_bytes);
    Measurement failed;
    failed.error = "the HTTP library cannot be used";
    if (!prepare(request, target)) {
        return failed;
    }
    request.began = m_clock.steadyNow();
    if (curl_multi_add_handle(m_handles->multi, request.easy) != CURLM_OK) {
        return failed;
    }
    wait(request, waiting);
    Measurement result = resultOf(request, target);
    curl_multi_remove_handle(m_handles->multi, request.easy);
    return result;
}

Measurement Transfer::resultOf(const Request &request, const ProbeTarget &target) const
{
    Measurement result;
    const auto failed = [&](std::string why) {
        result.error = std::move(why);
        return result;
    };
    if (!request.ended) {
        return failed("cancelled");
    }
    long status = 0;
    curl_easy_getinfo(request.easy, CURLINFO_RESPONSE_CODE, &status);
    if (request.tooLarge) {
        return failed(fmt::format("the reply is larger than {} bytes", m_limits.reply_bytes));
    }
    if (!request.stream.error().empty()) {
        return failed(request.stream.error());
    }
    if (*request.ended != CURLE_OK) {
        return failed(curl_easy_strerror(*request.ended));
    }
    if (target.kind == ProbeTarget::Kind::Connect) {
        result.connect_ms =
            toMs(timeOf(request.easy, CURLINFO_CONNECT_TIME_T) - timeOf(request.easy, CURLINFO_NAMELOOKUP_TIME_T));
        return result;
    }
    if (status != 200) {
        return failed(fmt::format("HTTP status {}", status));
    }
    if (request.tokenAt.empty()) {
        return failed("the reply has no token");
    }
    const Duration left = timeOf(request.easy, CURLINFO_PRETRANSFER_TIME_T);
    result.ttft_ms = std::max(0.0, toMs(request.tokenAt.front() - left));
    result.e2e_ms = std::max(0.0, toMs(request.tokenAt.back() - left));
    for (std::size_t i = 1; i < request.tokenAt.size(); ++i) {
        result.itl_ms.push_back(toMs(request.tokenAt[i] - request.tokenAt[i - 1]));
    }
    return result;
}

} // namespace iso::probe
