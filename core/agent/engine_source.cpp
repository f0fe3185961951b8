#include "core/agent/engine_source.h"

#include "core/agent/text_scan.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace iso::agent
{

namespace
{

using telemetry::Absence;

constexpr Duration kLongestTimeout = std::chrono::seconds(60);

Status check(const EngineOptions &options)
{
    if (options.name.size() > 64 || !isPlainText(options.name)) {
        return failure(ErrorCode::InvalidInput, "the name of an engine must have at most 64 characters");
    }
    if (options.timeout <= Duration(0) || options.timeout > kLongestTimeout) {
        return failure(ErrorCode::InvalidInput, "the timeout of an engine must be between 1 ms and 60 s");
    }
    if (!options.version.empty() && !EngineVersion::fromText(options.version)) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("\"{}\" is not a version such as \"0.9.2\"", options.version));
    }
    return {};
}

} // namespace

Result<std::unique_ptr<EngineSource>> EngineSource::create(const EngineOptions &options, const Clock &clock)
{
    if (const Status checked = check(options); !checked) {
        return failure(checked.error());
    }
    auto mapping = options.mappingFile.empty() ? EngineMapping::builtIn(options.kind)
                                               : EngineMapping::fromFile(options.mappingFile);
    if (!mapping) {
        return failure(mapping.error());
    }
    auto target = EngineTarget::fromUrl(options.url, *mapping);
    if (!target) {
        return failure(target.error());
    }
    target->limits.timeout = options.timeout;
    if (!options.version.empty()) {
        target->version = options.version;
    }
    EngineOptions complete = options;
    if (complete.name.empty()) {
        complete.name = mapping->title;
    }
    return std::unique_ptr<EngineSource>(new EngineSource(
        std::move(complete), std::make_unique<EngineMapping>(*std::move(mapping)), *std::move(target), clock));
}

EngineSource::EngineSource(EngineOptions options, std::unique_ptr<EngineMapping> mapping, EngineTarget target,
                           const Clock &clock)
    : m_options(std::move(options))
    , m_mapping(std::move(mapping))
    , m_clock(clock)
    , m_scraper(std::move(target), *m_mapping, clock)
    , m_meter(*m_mapping)
    , m_version(m_options.version)
{
}

EngineReading EngineSource::readingOf(const Scrape &scrape, Duration interval, Scrape::Outcome &outcome)
{
    const bool isNew = scrape.number != m_taken;
    m_taken = scrape.number;
    if (isNew) {
        m_last = scrape;
        m_last.totals.reset();
    }
    if (scrape.outcome == Scrape::Outcome::NotAsked) {
        return m_meter.without(Absence::NotReported);
    }
    if (scrape.outcome != Scrape::Outcome::Ok) {
        return m_meter.without(scrape.absence);
    }
    if (!isNew) {
        if (m_clock.steadyNow() - scrape.at <= std::max(3 * interval, kFresh)) {
            return m_meter.repeated();
        }
        outcome = Scrape::Outcome::NoAnswer;
        return m_meter.without(Absence::Stale);
    }
    m_version = scrape.version;
    m_totals = scrape.totals;
    m_models.clear();
    for (const ModelTotals &model : scrape.totals->models) {
        m_models.push_back(model.model);
    }
    return m_meter.advance(*scrape.totals);
}

EngineReading EngineSource::take(Duration interval)
{
    const auto scrape = m_scraper.latest();
    ServiceFacts facts;
    facts.outcome = scrape->outcome;
    facts.at = scrape->at;
    EngineReading reading = readingOf(*scrape, interval, facts.outcome);
    facts.running = reading.running;
    facts.waiting = reading.waiting;
    facts.steps = reading.steps;
    facts.isAsleep = reading.isAsleep;
    m_judge.judge(facts, m_clock.steadyNow());
    return reading;
}

void EngineSource::describe(std::vector<Finding> &findings) const
{
    const std::string what = "Engine " + m_options.name;
    if (m_last.outcome == Scrape::Outcome::NotAsked) {
        findings.push_back({what, false, "has not been asked yet"});
        return;
    }
    if (m_last.outcome != Scrape::Outcome::Ok) {
        findings.push_back({what, false, fmt::format("{}: {}", toText(state()), m_last.message)});
        return;
    }
    findings.push_back({what, state() != telemetry::ServiceState::Stalled,
                        fmt::format("{}, version {}, {}", toText(state()), m_version.empty() ? "not known" : m_version,
                                    m_models.empty() ? std::string("no model")
                                                     : fmt::format("models {}", fmt::join(m_models, ", ")))});
    describeTotals(findings);
}

void EngineSource::describeTotals(std::vector<Finding> &findings) const
{
    const auto add = [&](std::string_view name, const std::optional<Missing> &why) {
        if (why) {
            // That an engine does not have something is no fault of whoever set it up.
            findings.push_back(
                {fmt::format("Engine {}: {}", m_options.name, name), why->reason == Absence::NotExported, why->why});
        }
    };
    for (const MetricRule &rule : m_mapping->metrics) {
        add(infoOf(rule.id).name, m_totals->missingMetrics[static_cast<std::size_t>(rule.id)]);
    }
    for (const LatencyRule &rule : m_mapping->latencies) {
        add(infoOf(rule.id).name, m_totals->missingLatencies[static_cast<std::size_t>(rule.id)]);
    }
    if (m_totals->leftOut > 0) {
        findings.push_back({fmt::format("Engine {}: models", m_options.name), false,
                            fmt::format("{} series left out: more than {} models, or a name that is too long or no "
                                        "plain text",
                                        m_totals->leftOut, TotalsReader::kMostModels)});
    }
}

} // namespace iso::agent
