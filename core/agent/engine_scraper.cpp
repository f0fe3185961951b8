#include "core/agent/engine_scraper.h"

#include "core/agent/text_scan.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace iso::agent
{

namespace
{

using Outcome = Scrape::Outcome;

constexpr std::size_t kLongestVersion_bytes = 64;
constexpr std::size_t kLargestVersionAnswer_bytes = 65536;

/// libcurl's own parser, so that what is checked here is what is asked later.
class Url
{
public:
    Url()
        : m_url(curl_url())
    {
    }
    ~Url() { curl_url_cleanup(m_url); }
    Url(const Url &) = delete;
    Url &operator=(const Url &) = delete;

    bool parse(const std::string &text) { return curl_url_set(m_url, CURLUPART_URL, text.c_str(), 0) == CURLUE_OK; }
    [[nodiscard]] std::string part(CURLUPart part) const
    {
        char *text = nullptr;
        if (curl_url_get(m_url, part, &text, 0) != CURLUE_OK) {
            return {};
        }
        std::string result(text);
        curl_free(text);
        return result;
    }
    /// The same place with another path.
    std::string withPath(const std::string &path)
    {
        curl_url_set(m_url, CURLUPART_PATH, path.c_str(), 0);
        curl_url_set(m_url, CURLUPART_QUERY, nullptr, 0);
        return this->part(CURLUPART_URL);
    }

private:
    CURLU *m_url;
};

/// {"version": "0.9.2"}
std::string versionFromJson(std::string_view body)
{
    if (body.size() > kLargestVersionAnswer_bytes) {
        return {};
    }
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object() || !json.contains("version") || !json["version"].is_string()) {
        return {};
    }
    auto version = json["version"].get<std::string>();
    return version.size() <= kLongestVersion_bytes && isPlainText(version) ? version : std::string();
}

std::pair<Outcome, std::string> outcomeOf(const HttpFailure &failure, const std::string &url)
{
    const std::string message = fmt::format("{}: {}", url, failure.message);
    switch (failure.kind) {
    case HttpFailure::Kind::Unreachable:
        return {Outcome::Unreachable, message};
    case HttpFailure::Kind::TooLarge:
    case HttpFailure::Kind::BadAddress:
        return {Outcome::Misconfigured, message};
    case HttpFailure::Kind::NoAnswer:
    case HttpFailure::Kind::Stopped:
        break;
    }
    return {Outcome::NoAnswer, message};
}

/// Ok when the answer can be metrics.
std::pair<Outcome, std::string> outcomeOf(const HttpReply &reply, const EngineTarget &target)
{
    const std::string &url = target.metricsUrl;
    if (reply.status >= 500) {
        return {Outcome::ServerError, fmt::format("{} answers with HTTP status {}", url, reply.status)};
    }
    if (reply.status >= 300 && reply.status < 400) {
        return {Outcome::Misconfigured, fmt::format("{} answers with a redirect; name the address it leads to", url)};
    }
    if (reply.status != 200) {
        return {Outcome::Misconfigured, fmt::format("{} answers with HTTP status {}: is this the address of the "
                                                    "metrics, and are they switched on?",
                                                    url, reply.status)};
    }
    if (!PrometheusText::looksLikeIt(reply.body)) {
        return {Outcome::Misconfigured,
                fmt::format("{} answers, but not with metrics in Prometheus's text format", url)};
    }
    return {Outcome::Ok, {}};
}

} // namespace

Result<EngineTarget> EngineTarget::fromUrl(const std::string &url, const EngineMapping &mapping)
{
    Url parsed;
    if (url.size() > 1024 || !isPlainText(url) || !parsed.parse(url)) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("\"{}\" is not an address such as \"http://127.0.0.1:8000\"", url.substr(0, 200)));
    }
    const std::string scheme = parsed.part(CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") {
        return failure(ErrorCode::InvalidInput, fmt::format("an engine is asked over http or https, not {}", scheme));
    }
    if (!parsed.part(CURLUPART_USER).empty() || !parsed.part(CURLUPART_PASSWORD).empty()) {
        return failure(ErrorCode::InvalidInput, "the address of an engine must not hold a user or password");
    }
    EngineTarget target;
    const std::string path = parsed.part(CURLUPART_PATH);
    target.metricsUrl = path.empty() || path == "/" ? parsed.withPath(mapping.metricsPath) : url;
    target.versionUrl = mapping.versionPath.empty() ? std::string() : parsed.withPath(mapping.versionPath);
    return target;
}

EngineScraper::EngineScraper(EngineTarget target, const EngineMapping &mapping, const Clock &clock)
    : m_target(std::move(target))
    , m_mapping(mapping)
    , m_clock(clock)
    , m_latest(std::make_shared<Scrape>())
    , m_http(m_target.limits)
    , m_text(PrometheusLimits{.body_bytes = m_target.limits.body_bytes})
    , m_reader(mapping)
    , m_version(m_target.version.value_or(std::string()))
    , m_thread([this] { run(); })
{
}

EngineScraper::~EngineScraper()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wakeUp.notify_all();
    m_http.stop();
    m_thread.join();
}

void EngineScraper::request(Duration delay)
{
    {
        const std::lock_guard lock(m_mutex);
        m_due = std::chrono::steady_clock::now() + delay;
    }
    m_wakeUp.notify_all();
}

/// False when it is time to end.
bool EngineScraper::waitForRequest()
{
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        if (!m_due) {
            m_wakeUp.wait(lock);
        } else if (std::chrono::steady_clock::now() >= *m_due) {
            m_due.reset();
            return true;
        } else {
            m_wakeUp.wait_until(lock, *m_due);
        }
    }
    return false;
}

void EngineScraper::run()
{
    for (std::uint64_t number = 1; waitForRequest(); ++number) {
        Scrape result = scrape();
        result.number = number;
        result.at = m_clock.steadyNow();
        result.version = m_version;
        m_wasOk = result.outcome == Outcome::Ok;
        m_latest.set(std::make_shared<const Scrape>(std::move(result)));
    }
}

/// The version decides which names are expected. An engine that came back may be another one than before.
void EngineScraper::askForVersion()
{
    const SteadyTime now = m_clock.steadyNow();
    const bool isDue = !m_versionAskedAt.isValid() || !m_wasOk || now - m_versionAskedAt >= kVersionInterval;
    if (m_target.version || m_target.versionUrl.empty() || !isDue) {
        return;
    }
    m_versionAskedAt = now;
    const auto reply = m_http.get(m_target.versionUrl);
    if (reply && reply->status == 200) {
        m_version = versionFromJson(reply->body);
    } else if (reply) {
        m_version.clear();
    }
}

Scrape EngineScraper::scrape()
{
    Scrape result;
    const auto reply = m_http.get(m_target.metricsUrl);
    std::tie(result.outcome, result.message) =
        reply ? outcomeOf(*reply, m_target) : outcomeOf(reply.error(), m_target.metricsUrl);
    if (result.outcome != Outcome::Ok) {
        return result;
    }
    if (const Status parsed = m_text.parse(reply->body); !parsed) {
        result.outcome = Outcome::Misconfigured;
        result.message = fmt::format("{}: {}", m_target.metricsUrl, parsed.error().message);
        return result;
    }
    askForVersion();
    auto totals = m_reader.read(m_text, EngineVersion::fromText(m_version));
    if (!totals.hasSeries) {
        result.outcome = Outcome::Misconfigured;
        result.absence =
            m_mapping.statisticsFlag.empty() ? telemetry::Absence::NotExported : telemetry::Absence::FlagOff;
        result.message = fmt::format("{} has metrics, but none of {}{}{}", m_target.metricsUrl, m_mapping.title,
                                     m_mapping.statisticsFlag.empty() ? "" : ": ", m_mapping.statisticsFlag);
        return result;
    }
    result.totals = std::make_shared<const EngineTotals>(std::move(totals));
    return result;
}

} // namespace iso::agent
